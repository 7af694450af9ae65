"""`python -m web demo`: fills an empty embedded database with an invented chain that ends today."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from shared.dates import business_date, now
from shared.settings import settings
from shared.storage import StorageError
from web.accounts.models import User
from web.demo.chain import Chain
from web.demo.clock import CHANGEOVER
from web.demo.load import load
from web.demo.people import LOGINS

PASSWORD = "c3-demo-2026"  # noqa: S105  of an invented chain, printed by make run


class Command(BaseCommand):
    help = "Fill an empty embedded database with an invented chain that ends today."

    def handle(self, **options: Any) -> None:
        """Fill, or say in one line why not; both end well."""
        if reason := _refusal():
            self.stdout.write(reason)
            return
        moment = now()
        chain = Chain(business_date(moment, CHANGEOVER), now=moment)
        self.stdout.write(f"Inventing {chain.stores} stores and {chain.days} days of reports ...")
        try:
            with transaction.atomic():
                load(connection, chain, pictures=True, password=make_password(PASSWORD))
        except StorageError as error:
            raise CommandError(f"No demo: its pictures could not be kept ({error}).") from error
        self.stdout.write(f"The demo chain is there. Log in as {', '.join(LOGINS)}; password {PASSWORD}")


def _refusal() -> str:
    """Why there is to be no demo here; empty: there may be."""
    if settings().own_database_url:
        return "No demo: the database is one of your own."
    if not settings().c3_demo:
        return "No demo: C3_DEMO is 0."
    if User.objects.exists():
        return "No demo: the database is not empty."
    return ""
