"""To whom a form may address an announcement."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from shared.access import Viewer
from shared.addressing import Addressee, addressees
from shared.dates import now
from shared.db import many
from shared.post_changes import OpenPost
from shared.words import Audience

ORDER = (Audience.ALL, Audience.AREA, Audience.STORES)


@dataclass(frozen=True)
class Offered:
    """The choices of a viewer who manages: codes and numbers with their labels."""

    is_admin: bool
    open_stores: list[Addressee]

    @cached_property
    def audiences(self) -> list[tuple[str, str]]:
        """全店舗 for 本部 alone, エリア for who has a whole one."""
        may = (self.is_admin, bool(self.areas), bool(self.stores))
        return [
            (word.value, _(word.label)) for word, is_offered in zip(ORDER, may, strict=True) if is_offered
        ]

    @cached_property
    def areas(self) -> list[tuple[int, str]]:
        """The areas of which the viewer has every open store."""
        return list(
            dict.fromkeys((row.area_id or 0, row.area or "") for row in self.open_stores if row.is_whole_area)
        )

    @cached_property
    def stores(self) -> list[tuple[int, str]]:
        """The open stores of the viewer."""
        return [(row.store_id, row.name) for row in self.open_stores]

    @cached_property
    def usual(self) -> dict[str, Any]:
        """What is chosen before anybody chooses: the only store where there is one, else the widest."""
        if len(self.stores) == 1:
            return {"audience": Audience.STORES.value, "stores": [self.stores[0][0]]}
        return {"audience": self.audiences[0][0]} if self.audiences else {}


def offered(viewer: Viewer, post: OpenPost | None = None) -> Offered | None:
    """By one statement; None for who may not announce, or not to whom this post is announced already."""
    if not viewer.is_managing:
        return None
    choices = Offered(viewer.is_admin, many(connection, addressees(viewer, viewer.today(now()))))
    return None if post and not _covers(choices, post) else choices


def _covers(choices: Offered, post: OpenPost) -> bool:
    """Whether the post's own address is among the choices, so that keeping it is one of them."""
    if not post.is_announced:
        return True
    is_known = post.audience in dict(choices.audiences)
    has_area = post.area_id is None or post.area_id in dict(choices.areas)
    return is_known and has_area and set(post.store_ids) <= dict(choices.stores).keys()
