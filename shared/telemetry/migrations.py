"""Which migrations the code brings, and which the database has had."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shared.db import Query
from shared.settings import ROOT


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration, by the label of its application and its name."""

    app: str
    name: str


def applied() -> Query[Migration]:
    """Those that the database has had."""
    return Query("SELECT app, name FROM django_migrations", Migration, {})


def of_ours() -> frozenset[Migration]:
    """Those of the applications of `web`, whose labels are the names of their folders."""
    return brought((path.parent.name, path) for path in (ROOT / "web").glob("*/migrations"))


def brought(folders: Iterable[tuple[str, Path]]) -> frozenset[Migration]:
    """Those in the folders, each with its application's label."""
    return frozenset(
        Migration(label, file.stem) for label, folder in folders for file in folder.glob("[0-9]*.py")
    )
