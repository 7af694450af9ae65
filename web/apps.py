"""C3's admin in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class HeadOfficeAdminConfig(AdminConfig):
    """Makes `HeadOfficeSite` the admin."""

    default_site = "web.admin.HeadOfficeSite"
