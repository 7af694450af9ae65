"""/accounts/"""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from web.accounts import entering, people, staff, staff_import, views


class LoginConverter(StringConverter):
    """A login in an address: any that a database may hold, and no NUL."""

    regex = r"[^/\0]{1,60}"


register_converter(LoginConverter, "login")

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("ticket/", entering.ticket, name="entry_ticket"),
    path("profile/", views.profile, name="profile"),
    path("password/", views.change_password, name="password"),
    path("signup/", staff.sign_up, name="signup"),
    path("staff-list/", people.staff_list, name="staff_list"),
    path("staff-list/csv/", staff_import.current, name="staff_csv"),
    path("staff-import/", staff_import.staff_import, name="staff_import"),
    path("staff-import/template/", staff_import.template, name="staff_template"),
    path("staff-edit/<login:user_id>/", staff.edit, name="staff_edit"),
    path("staff-edit/<login:user_id>/retire/", staff.retire, name="staff_retire"),
    path("staff-edit/<login:user_id>/restore/", staff.restore, name="staff_restore"),
    path("staff-edit/<login:user_id>/password/", staff.reset_password, name="staff_password"),
]
