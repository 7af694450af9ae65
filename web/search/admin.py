"""Words that mean the same in /admin/."""

from django.utils.translation import gettext_lazy as _

from web.admin_tables import Table, listed
from web.search.models import Synonyms


@listed(Synonyms, _("検索の言い換え"), terms=_("同じ意味の言葉"))
class SynonymsTable(Table):
    """Groups, the last changed first."""

    list_display = ("id", "terms", "updated_by", "updated_at")
    search_fields = ("terms",)
    ordering = ("-updated_at", "-id")

    @staticmethod
    def page(row: Synonyms) -> tuple[str, dict[str, object]]:
        """Where the group is changed."""
        return "synonyms_edit", {"synonyms_id": row.pk}
