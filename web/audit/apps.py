"""Signing in and out leaves an event, wherever it happens."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import connection

from shared import audit
from shared.db import first


class AuditAppConfig(AppConfig):
    """The audit log."""

    name = "web.audit"

    def ready(self) -> None:
        """Listen to Django's own signals."""
        user_logged_in.connect(_signed_in, dispatch_uid="audit")
        user_logged_out.connect(_signed_out, dispatch_uid="audit")
        user_login_failed.connect(_refused, dispatch_uid="audit")


def _signed_in(sender: object, user: Any, **_: object) -> None:
    first(connection, audit.signed_in(user.pk))


def _signed_out(sender: object, user: Any = None, **_: object) -> None:
    """A session that had ended before is nobody's."""
    if user is not None:
        first(connection, audit.signed_out(user.pk))


def _refused(sender: object, credentials: dict[str, Any], **_: object) -> None:
    """What was typed is looked up, and kept only where it is a login: people type passwords there too."""
    first(connection, audit.sign_in_refused(str(credentials.get("user_id", "")).replace("\0", "")))
