"""What there is of a submission on the server: its rows with their photos, and drafts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.faulted import photos
from tests.faulted.ledger import Entry, Row
from tests.faulted.plan import Kind
from tests.faulted.world import World

TORN = -1  # the number of a photo that tells none
REPORTS = """
SELECT r.id, r.created_at, r.title, r.content, r.genre, r.location, r.date::text, r.post_to_bbs::text,
    (SELECT count(*) FROM bbs_posts b WHERE b.report_id = r.id) = r.post_to_bbs::int
FROM daily_reports r WHERE strpos(r.title || r.content, %s) > 0"""
POSTS = """
SELECT id, created_at, title, content, genre FROM bbs_posts
WHERE report_id IS NULL AND strpos(title || content, %s) > 0"""
COMMENTS = "SELECT id, created_at, content, post_id::text FROM bbs_comments WHERE strpos(content, %s) > 0"
REACTIONS = "SELECT 0, created_at, post_id::text FROM bbs_reactions WHERE post_id = %s AND kind = 'iine'"
FIGURES = """
SELECT 0, updated_at, date::text, sales_amount::text, customer_count::text, cash_difference::text, version
FROM store_daily_performances WHERE store_id = %s AND date = %s"""
DRAFTS = """
SELECT (SELECT count(*) FROM report_drafts WHERE strpos(fields::text, %s) > 0)
    + (SELECT count(*) FROM bbs_drafts WHERE strpos(row_to_json(bbs_drafts)::text, %s) > 0)"""


def rows(world: World, entry: Entry) -> list[Row]:
    """Every one that was made of it. Only its own kind carries its mark."""
    return {
        Kind.REPORT: _reports,
        Kind.POST: _posts,
        Kind.COMMENT: _comments,
        Kind.REACTION: _reactions,
        Kind.FIGURES: _figures,
    }[entry.kind](world, entry)


def drafts(world: World, entry: Entry) -> int:
    """How many drafts on the server hold its text."""
    return int(world.asked(DRAFTS, entry.mark, entry.mark)[0][0])


def _row(found: Sequence[Any], names: Sequence[str], pictures: tuple[int, ...] = ()) -> Row:
    moment: datetime = found[1]
    said = {name: str(value).replace("\r\n", "\n") for name, value in zip(names, found[2:], strict=False)}
    return Row(said, pictures, moment.timestamp())


def _reports(world: World, entry: Entry) -> list[Row]:
    names = ("title", "content", "genre", "location", "date", "post_to_bbs")
    made = []
    for found in world.asked(REPORTS, entry.mark):
        row = _row(found, names, _pictures(world, "report_id", found[0]))
        said = {**row.said, "post_to_bbs": str(row.said["post_to_bbs"] == "true")}
        if not found[-1]:
            said["on the board"] = "not once"
        made.append(Row(said, row.photos, row.arrived))
    return made


def _posts(world: World, entry: Entry) -> list[Row]:
    return [
        _row(found, ("title", "content", "genre"), _pictures(world, "post_id", found[0]))
        for found in world.asked(POSTS, entry.mark)
    ]


def _comments(world: World, entry: Entry) -> list[Row]:
    return [_row(found, ("content", "post")) for found in world.asked(COMMENTS, entry.mark)]


def _reactions(world: World, entry: Entry) -> list[Row]:
    return [_row(found, ("post",)) for found in world.asked(REACTIONS, entry.said["post"])]


def _figures(world: World, entry: Entry) -> list[Row]:
    """Saved twice is there twice: each save is a version."""
    names = ("date", "sales_amount", "customer_count", "cash_difference")
    found = world.asked(FIGURES, entry.said["store"], entry.said["date"])
    made = [_row(one, names) for one in found for _ in range(one[-1])]
    return [Row({**row.said, "store": entry.said["store"]}, (), row.arrived) for row in made]


def _pictures(world: World, column: str, number: int) -> tuple[int, ...]:
    """The numbers of the stored pictures, in the order of the text that they belong to."""
    statement = f"SELECT name FROM report_images WHERE {column} = %s ORDER BY position, created_at"  # noqa: S608
    return tuple(_number(world, str(name)) for (name,) in world.asked(statement, number))


def _number(world: World, name: str) -> int:
    try:
        return photos.number_of(world.folder / "pictures" / name)
    except photos.Unreadable:
        return TORN
