"""The role that the chat reads with is the cluster's, and no backup holds it: each `migrate` looks for it."""

import logging
from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

log = logging.getLogger("c3.chat")

ROLE: str = import_module("web.chats.migrations.0003_reading_role").ROLE
NO_ROLE = (
    "The database has no role c3_reader that this user may make or take on: the chat still reads through its"
    " asker's views, but with all rights of this user. See the README."
)


class ChatsConfig(AppConfig):
    """The chat: its pages, its tables, and what its tools read."""

    name = "web.chats"

    def ready(self) -> None:
        """Listen for the end of `migrate`."""
        post_migrate.connect(give_role, sender=self, dispatch_uid="chats.reader")


def give_role(using: str, **_: object) -> None:
    """Make the role and give it its rights, where that is allowed; nothing before its views are there."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('c3_reader') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return
        cursor.execute(ROLE)
        cursor.execute("SELECT c3_reader.is_there()")
        if cursor.fetchone() != (True,):
            log.warning(NO_ROLE)
