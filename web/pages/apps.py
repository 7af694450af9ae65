"""The Django app of the shared pages; it has no models."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Template tags, the theme switch and the error pages."""

    name = "web.pages"
