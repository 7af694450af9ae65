"""Areas and stores in /admin/."""

from django.contrib import admin

from web.stores.models import Area, Store

admin.site.register(Area)


@admin.register(Store)
class StoreAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
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
    list_select_related = ("area",)
