"""What phones have sent, in /admin/."""

from django.utils.translation import gettext_lazy as _

from web.admin_tables import Table, listed
from web.sending.models import SentForm


@listed(
    SentForm,
    _("スマホから届いたもの"),
    user=_("送った人"),
    key=_("送信の番号"),
    made_at=_("届いた日時"),
    url=_("できたもの"),
)
class SentFormTable(Table):
    """That something was sent, and when it was written; the newest first."""

    list_display = ("key", "made_at", "written_at", "user", "url")
    list_filter = ("made_at",)
    search_fields = ("user__user_id", "user__last_name", "url")
    ordering = ("-made_at",)
    hidden = ("digest",)
