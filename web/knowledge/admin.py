"""Documents, vectors and the queue of the worker in /admin/."""

from typing import Any

from django.contrib import admin
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.access import acting
from shared.db import one
from shared.embedding.queue import NEVER
from web.admin_tables import Table, listed
from web.knowledge.models import (
    DocumentVector,
    EmbeddingQueue,
    EmbeddingWorker,
    KnowledgeDocument,
    KnowledgeFilePart,
    KnowledgeVector,
)


@listed(
    KnowledgeDocument,
    gettext_lazy("資料"),
    state=gettext_lazy("状態"),
    failure=gettext_lazy("読み取れなかったわけ"),
    file_name=gettext_lazy("ファイル"),
    reading=gettext_lazy("読み取りの番号"),
    heartbeat_at=gettext_lazy("最後に動いていた日時"),
)
class DocumentTable(Table):
    """Manuals and the like; what is searched are their sections, which are made from them."""

    list_display = ("id", "kind", "title", "state", "file_name", "uploaded_by", "updated_at")
    list_filter = ("kind", "state")
    search_fields = ("title", "body")
    ordering = ("kind", "title")

    @staticmethod
    def page(row: KnowledgeDocument) -> tuple[str, dict[str, object]]:
        """Where it is read, replaced and deleted."""
        return "document", {"document_id": row.pk}


@listed(KnowledgeFilePart, gettext_lazy("資料のファイルの一部"))
class FilePartTable(Table):
    """Files of documents that are being read, or could not be; what is in them is not shown here."""

    list_display = ("id", "document", "position")
    list_filter = ("document",)
    ordering = ("document", "position")
    hidden = ("data",)


@listed(
    KnowledgeVector,
    gettext_lazy("資料の節"),
    heading=gettext_lazy("見出し"),
    level=gettext_lazy("見出しの深さ"),
)
class SectionTable(Table):
    """Sections of documents, and the model that made their vectors."""

    list_display = ("id", "document", "position", "title", "model")
    list_filter = ("model", "document")
    search_fields = ("title", "content")
    ordering = ("document", "position")
    hidden = ("embedding",)


@listed(DocumentVector, gettext_lazy("文章のベクトル"))
class VectorTable(Table):
    """Which texts have a vector, of which model."""

    list_display = ("id", "kind", "source_id", "store", "model", "embedded_at")
    list_filter = ("kind", "embedded_at", "store")
    ordering = ("-id",)
    sortable_by = ()
    hidden = ("embedding",)


@listed(EmbeddingQueue, gettext_lazy("ベクトルを待つ文章"))
class QueueTable(Table):
    """Texts that wait for the worker; those that failed can be tried again at once."""

    list_display = ("id", "kind", "source_id", "version", "attempts", "due_again", "error")
    fields = readonly_fields = ("kind", "source_id", "version", "attempts", "due_again", "error")
    list_filter = ("kind", "attempts")
    search_fields = ("error",)
    ordering = ("-attempts", "due_at")
    actions = ("try_again",)

    @admin.display(description=gettext_lazy("次に試す日時"), ordering="due_at")
    def due_again(self, row: EmbeddingQueue) -> Any:
        """When it is tried next; a text that no attempt could embed is not."""
        return _("もう試しません") if row.due_at >= NEVER else row.due_at

    @admin.action(description=gettext_lazy("選んだものを今すぐ試す"), permissions=["view"])
    def try_again(self, request: Any, rows: "QuerySet[EmbeddingQueue]") -> None:
        """Due now, as if it had never failed."""
        with transaction.atomic():
            one(connection, acting(request.viewer))
            count = rows.update(attempts=0, due_at=Now(), error="")
        self.message_user(request, _("%(count)s件をもう一度試します。") % {"count": count})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Its own, and not the deletion that every table of Django's has."""
        return {name: action for name, action in super().get_actions(request).items() if name == "try_again"}


@listed(EmbeddingWorker, gettext_lazy("ベクトルを作るワーカー"), seen_at=gettext_lazy("最後に見た日時"))
class WorkerTable(Table):
    """When a worker of each model was last there; one that is works within a second."""

    list_display = ("model", "seen_at")
    ordering = ("-seen_at",)
