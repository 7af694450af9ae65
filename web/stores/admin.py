"""Areas, stores, figures and goals in /admin/."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from web.admin_tables import Table, listed
from web.stores.models import Area, MonthlyGoal, PerformanceVersion, Store, StoreDailyPerformance, StoreGroup


@listed(Area, _("エリア"))
class AreaTable(Table):
    """Groups of stores."""

    list_display = ("id", "name")
    search_fields = ("name",)
    ordering = ("id",)

    @staticmethod
    def page(area: Area) -> tuple[str, dict[str, object]]:
        """Where areas are changed."""
        return "areas", {}


@listed(Store, _("店舗"))
class StoreTable(Table):
    """Stores by area."""

    list_display = (
        "store_id",
        "name",
        "kind",
        "area",
        "prefecture",
        "opened_on",
        "closed_on",
        "changeover_hour",
    )
    list_filter = ("kind", "area", "prefecture")
    search_fields = ("name", "address")
    ordering = ("store_id",)

    @staticmethod
    def page(store: Store) -> tuple[str, dict[str, object]]:
        """Where the store is changed."""
        return "store_edit", {"store_id": store.store_id}


@listed(StoreDailyPerformance, _("売上・客数"))
class FiguresTable(Table):
    """Days' figures, newest first."""

    list_display = ("date", "store", "sales_amount", "customer_count", "cash_difference", "registered_by")
    list_filter = ("date", "store")
    search_fields = ("store__name",)
    ordering = ("-date", "-store")
    sortable_by = ()

    def view_on_site(self, day: StoreDailyPerformance) -> str:
        """Where the day's figures are changed."""
        return f"{reverse('performance')}?{urlencode({'store': day.store_id, 'date': day.date})}"


@listed(PerformanceVersion, _("売上・客数の前の値"))
class OlderFiguresTable(Table):
    """What figures were before they were changed."""

    list_display = (
        "replaced_at",
        "date",
        "store",
        "version",
        "sales_amount",
        "customer_count",
        "cash_difference",
    )
    list_filter = ("date", "store")
    ordering = ("-id",)
    sortable_by = ()


@listed(MonthlyGoal, _("月の目標"))
class GoalTable(Table):
    """Months' goals, newest first."""

    list_display = ("year", "month", "store", "goal_text", "sales_target", "achievement_rate", "updated_by")
    list_filter = ("year", "month", "store")
    search_fields = ("goal_text", "achievement_text", "store__name")
    ordering = ("-year", "-month", "store")

    def view_on_site(self, goal: MonthlyGoal) -> str:
        """Where the month's goal is read."""
        query = {"store": goal.store_id, "year": goal.year, "month": goal.month}
        return f"{reverse('goal_update')}?{urlencode(query)}"


@listed(StoreGroup, _("店舗グループ"))
class GroupTable(Table):
    """Stores that 本部 looks at together."""

    list_display = ("id", "name")
    search_fields = ("name",)
    ordering = ("id",)

    @staticmethod
    def page(group: StoreGroup) -> tuple[str, dict[str, object]]:
        """Where groups are changed."""
        return "group_edit", {"group_id": group.id}
