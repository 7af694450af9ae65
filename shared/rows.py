"""Shapes inside rows that several nouns share."""

import datetime
from dataclasses import dataclass
from typing import LiteralString, TypedDict


@dataclass(frozen=True, slots=True)
class Written:
    """What a 日報 says: what its form asks and a version of it keeps.

    `date` is a business date; genre and location are codes of `shared.words`.
    """

    date: datetime.date
    genre: str
    location: str
    title: str
    content: str
    post_to_bbs: bool


# The same as columns of `daily_reports` and `report_versions`, as parameters, and as names.
SAID: LiteralString = "date, genre, location, title, content, post_to_bbs"
SAID_VALUES: LiteralString = """
    %(date)s::date, %(genre)s::varchar, %(location)s::varchar, %(title)s::varchar, %(content)s::text,
    %(post_to_bbs)s::boolean
"""
REPORT_FIELDS = tuple(SAID.split(", "))


class PictureRow(TypedDict):
    """A stored picture: its names in the storage, its size in pixels."""

    id: str
    name: str
    thumbnail: str
    width: int
    height: int


def _pictures(whose: LiteralString, order: LiteralString = "i.position, i.created_at") -> LiteralString:
    """The pictures `i`, as a JSON list of `PictureRow`."""
    return (
        """
    (SELECT coalesce(json_agg(json_build_object(
         'id', i.id, 'name', i.name, 'thumbnail', i.thumbnail, 'width', i.width, 'height', i.height)
         ORDER BY """
        + order
        + """), '[]'::json)
     FROM report_images i WHERE """
        + whose
        + ")"
    )


# The pictures of the report `r`, in their order.
PICTURES_OF_REPORT: LiteralString = _pictures("i.report_id = r.id")
# Those of the post `p` itself.
OWN_PICTURES_OF_POST: LiteralString = _pictures("i.post_id = p.id")
# These, and behind them those of the 日報 that it was made from.
PICTURES_OF_POST: LiteralString = _pictures(
    "i.post_id = p.id OR (p.report_id IS NOT NULL AND i.report_id = p.report_id)",
    "i.post_id IS NULL, i.position, i.created_at",
)
