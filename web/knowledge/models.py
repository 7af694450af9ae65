"""Knowledge documents, the vectors of all texts, and the queue of texts to embed."""

from django.db import models
from pgvector.django import HalfVectorField

from shared.words import KnowledgeKind, TextKind
from web.accounts.models import User
from web.columns import coded, in_words, written_at
from web.stores.models import Store

VECTOR_WIDTH = 512


class KnowledgeDocument(models.Model):
    """A manual, FAQ, policy or guide, as Markdown."""

    id = models.BigAutoField(primary_key=True)
    kind = coded(KnowledgeKind)
    title = models.CharField(max_length=200, unique=True)
    body = models.TextField()
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, db_column="uploaded_by")
    created_at = written_at()
    updated_at = written_at()

    class Meta:
        db_table = "knowledge_documents"
        constraints = (in_words("knowledge_documents", "kind", KnowledgeKind),)

    def __str__(self) -> str:
        return self.title


class KnowledgeVector(models.Model):
    """One section of a document; its vector and the model that made it come from the worker."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(KnowledgeDocument, models.CASCADE)
    position = models.SmallIntegerField()
    title = models.CharField(max_length=200)
    content = models.TextField()
    model = models.CharField(max_length=80, null=True, editable=False)  # noqa: DJ001  none yet
    embedding = HalfVectorField(dimensions=VECTOR_WIDTH, null=True, editable=False)

    class Meta:
        db_table = "knowledge_vectors"
        constraints = (
            models.UniqueConstraint(fields=("document", "position"), name="knowledge_vectors_one_a_section"),
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
