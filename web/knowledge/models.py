"""Knowledge documents, the vectors of all texts, and the queue of texts to embed."""

from django.db import models
from pgvector.django import HalfVectorField

from shared.words import DocumentState, KnowledgeKind, TextKind
from web.accounts.models import User
from web.columns import coded, in_words, written_at
from web.stores.models import Store

VECTOR_WIDTH = 512


class KnowledgeDocument(models.Model):
    """A manual, FAQ, policy or guide; `body` is its whole text as light Markdown.

    `version` counts what people did: it guards the form. `file_name`, `digest` (SHA-256) and `uploaded_by`
    are of the newest file that was sent, which is read under the number `reading` by a process that moves
    `heartbeat_at`; `updated_at` is when the present text was. `failure` is a msgid.
    """

    id = models.BigAutoField(primary_key=True)
    kind = coded(KnowledgeKind)
    title = models.CharField(max_length=200, unique=True)
    body = models.TextField()
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, db_column="uploaded_by")
    created_at = written_at()
    updated_at = written_at()
    version = models.IntegerField(db_default=1)
    state = coded(DocumentState, db_default=DocumentState.READY.value)
    failure = models.TextField(blank=True, db_default="")
    file_name = models.CharField(max_length=200, blank=True, db_default="")
    digest = models.CharField(max_length=64, blank=True, db_default="")
    reading = models.UUIDField(null=True, unique=True, editable=False)
    heartbeat_at = written_at()

    class Meta:
        db_table = "knowledge_documents"
        constraints = (
            in_words("knowledge_documents", "kind", KnowledgeKind),
            in_words("knowledge_documents", "state", DocumentState),
        )

    def __str__(self) -> str:
        return self.title


class KnowledgeFilePart(models.Model):
    """A megabyte of a document's newest file, until it is read: `position` counts from 0."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(KnowledgeDocument, models.CASCADE)
    position = models.SmallIntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "knowledge_file_parts"
        constraints = (
            models.UniqueConstraint(fields=("document", "position"), name="knowledge_file_parts_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.position}"


class KnowledgeVector(models.Model):
    """One section of a document; its vector and the model that made it come from the worker.

    `title` is the way to it through the document's headings, `heading` its own one, of `level` 1 to 3; 0
    where it has none: a beginning, or the rest of a long section. `position` counts from 1.
    """

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(KnowledgeDocument, models.CASCADE)
    position = models.SmallIntegerField()
    title = models.CharField(max_length=200)
    content = models.TextField()
    heading = models.CharField(max_length=200, blank=True, db_default="")
    level = models.SmallIntegerField(db_default=0)
    model = models.CharField(max_length=80, null=True, editable=False)  # noqa: DJ001  none yet
    embedding = HalfVectorField(dimensions=VECTOR_WIDTH, null=True, editable=False)

    class Meta:
        db_table = "knowledge_vectors"
        constraints = (
            # looked at when a statement ends: sections change their places with one another
            models.UniqueConstraint(
                fields=("document", "position"),
                name="knowledge_vectors_one_a_section",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        )

    def __str__(self) -> str:
        return self.title


class DocumentVector(models.Model):
    """The vector of a report, a post or a comment, by the model it names."""

    id = models.BigAutoField(primary_key=True)
    kind = coded(TextKind)
    source_id = models.BigIntegerField()
    store = models.ForeignKey(Store, models.CASCADE)
    model = models.CharField(max_length=80)
    embedding = HalfVectorField(dimensions=VECTOR_WIDTH)
    embedded_at = written_at()

    class Meta:
        db_table = "document_vectors"
        constraints = (
            in_words("document_vectors", "kind", TextKind),
            models.UniqueConstraint(fields=("kind", "source_id"), name="document_vectors_one_a_text"),
        )
        indexes = (models.Index(fields=("model",), name="document_vectors_of_model"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class EmbeddingQueue(models.Model):
    """Texts whose vector is missing or old: one row a text, written by triggers, taken by the worker.

    `version` grows with each change of the text, so that a worker deletes only what it has embedded.
    """

    id = models.BigAutoField(primary_key=True)
    kind = coded(TextKind)
    source_id = models.BigIntegerField()
    version = models.IntegerField(db_default=1)
    attempts = models.SmallIntegerField(db_default=0)
    due_at = written_at()
    error = models.TextField(blank=True, db_default="")

    class Meta:
        db_table = "embedding_queue"
        constraints = (
            in_words("embedding_queue", "kind", TextKind),
            models.UniqueConstraint(fields=("kind", "source_id"), name="embedding_queue_one_a_text"),
        )
        indexes = (models.Index(fields=("due_at",), name="embedding_queue_due"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class QuestionVector(models.Model):
    """A question that was searched for, until the worker has made its vector; then the vector alone.

    `digest` is the SHA-256 of the question: the words are forgotten (`text` is NULL) as soon as the worker
    takes them, so that the table keeps nobody's words.
    """

    pk = models.CompositePrimaryKey("model", "digest")
    model = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)
    text = models.TextField(null=True)  # noqa: DJ001  none any more
    embedding = HalfVectorField(dimensions=VECTOR_WIDTH, null=True, editable=False)
    asked_at = written_at()

    class Meta:
        db_table = "question_vectors"
        indexes = (
            models.Index(
                fields=("asked_at",), name="question_vectors_waiting", condition=models.Q(text__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.model


class EmbeddingWorker(models.Model):
    """When a worker that answers questions of a model was last seen: nobody waits for one that is away."""

    model = models.CharField(max_length=80, primary_key=True)
    seen_at = written_at()

    class Meta:
        db_table = "embedding_workers"

    def __str__(self) -> str:
        return self.model
