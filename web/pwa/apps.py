"""The Django app of what makes C3 installable; it has no models."""

from django.apps import AppConfig


class PwaConfig(AppConfig):
    """The manifest, the service worker and the offline page."""

    name = "web.pwa"
