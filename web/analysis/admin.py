"""Saved views in /admin/."""

from django.utils.translation import gettext_lazy as _

from web.admin_tables import Private, listed
from web.analysis.models import AnalysisView


@listed(AnalysisView, _("保存した表示"), owner=_("だれの表示か"), role=_("どの役割の表示か"))
class ViewTable(Private):
    """Whose views there are; what a person looks at is the person's own."""

    list_display = ("saved_at", "owner", "role", "page", "is_default")
    list_filter = ("page", "role")
    ordering = ("-id",)
    hidden = ("name", "query")
