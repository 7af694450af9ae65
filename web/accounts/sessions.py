"""Django's session engine on the table `sessions`, as Django documents its extension."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from web.accounts.models import Session


class SessionStore(DatabaseSessionStore):
    """Writes the signed-in person's id beside the payload."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for `data`; `user_id` is empty until somebody has signed in."""
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.user_id = data.get(SESSION_KEY)
        return session
