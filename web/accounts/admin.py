"""People in /admin/. Passwords are not edited here: a hash in a text box helps nobody."""

from django.contrib import admin

from web.accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """People by store and role."""

    list_display = ("user_id", "last_name", "first_name", "user_type", "store", "is_active", "last_login")
    list_filter = ("user_type", "is_active", "store")
    search_fields = ("user_id", "last_name", "first_name")
    list_select_related = ("store",)
    exclude = ("password",)
    readonly_fields = ("last_login",)
    filter_horizontal = ("areas",)
