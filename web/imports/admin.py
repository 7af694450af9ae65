"""Imports in /admin/: what was brought in by the page, when, and how far it came."""

from django.utils.translation import gettext_lazy as _

from web.admin_tables import Table, listed
from web.imports.models import Import


@listed(
    Import,
    _("取り込み"),
    user=_("した人"),
    state=_("状態"),
    files=_("ファイル"),
    step=_("していること"),
    file=_("読んでいるファイル"),
    done=_("終わった行"),
    total=_("すべての行"),
    outcome=_("結果"),
    failure=_("止まったわけ"),
    heartbeat_at=_("最後に動いていた日時"),
)
class ImportTable(Table):
    """Imports, newest first; the password of new people is nobody's to see, nor are the rows of the files."""

    list_display = ("created_at", "user", "state", "done", "total", "heartbeat_at")
    list_filter = ("state", "created_at")
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-created_at",)
    sortable_by = ()
    hidden = ("password", "outcome")

    @staticmethod
    def page(row: Import) -> tuple[str, dict[str, object]]:
        """Where it is told in sentences."""
        return "import", {"import_id": row.pk}
