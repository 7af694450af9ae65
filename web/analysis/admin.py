"""Saved views in /admin/."""

from django.utils.translation import gettext_lazy as _

from web.admin_tables import Private, Table, listed
from web.analysis.models import AnalysisView, FigureChange


@listed(AnalysisView, _("保存した表示"), owner=_("だれの表示か"), role=_("どの役割の表示か"))
class ViewTable(Private):
    """Whose views there are; what a person looks at is the person's own."""

    list_display = ("saved_at", "owner", "role", "page", "is_default")
    list_filter = ("page", "role")
    ordering = ("-id",)
    hidden = ("name", "query")


@listed(
    FigureChange,
    _("変わった数字の数え"),
    month=_("どの月の数字か（空: すべての月）"),
    changes=_("変わった回数"),
)
class FigureChangeTable(Table):
    """By what it is known that a kept answer is old."""

    list_display = ("month", "changes")
    list_filter = ("month",)
    ordering = ("-id",)
