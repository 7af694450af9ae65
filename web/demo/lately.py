"""The board of the last two days: what the four who log in find unread, whenever the demo is started."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.words import Audience, Genre
from web.demo.board import Board
from web.demo.people import DEMO_STORE, LOGINS, Person, World
from web.demo.rows import Comment, Post, PostReaction, PostStore, Row

# Hours ago, who says it (of store 3 where it is no login), and what.
QUESTION = (
    "新しいお通しの評判はいかがですか",
    """今週から**きんぴら**に替えました。

- 年配のお客様には好評です
- 若いお客様は残す方もいます

皆さんの店では何を出していますか。""",
)
ANSWERS = (
    (30, "demo-area", "ほかの店の数字も見てみます。残った数を三日だけ数えてもらえますか。"),
    (20, "", "うちは**枝豆**に戻しました。残す方はほとんどいません。"),
    (5, "", "@demo-manager 先月の試食会のレシピ、まだありますか。ぜひ試したいです。"),
    (3, "demo-staff", "@demo-area 昨日は42名中9名でした。今日も数えます。"),
    (2, "demo-admin", "@demo-staff 良い取り組みですね。来月の献立会議で紹介させてください。"),
)
TO_ALL = (
    "【本部】連休の納品について",
    """連休は業者の休みが重なります。**来月の発注表**を今週中に確認してください。

- 生鮮は連休の前の日が最後です
- 冷凍はその二日前までに届きます""",
)
ON_DELIVERY = (4, "", "@demo-admin 冷凍の分は、いつまでに数を出せばよいですか。")
TO_AREA = (
    "【エリア】冷蔵庫の温度を毎日2回記録します",
    """夜のうちに温度が上がっていた店がありました。**開店前と閉店前**の2回、記録表に書いてください。

読んだら「確認しました」を押してください。""",
)
TO_STORE = (
    "【店長】日曜の閉店後に大掃除をします",
    """換気扇と排水溝をまとめて洗います。参加できない人は前の日までに教えてください。
手袋と軍手は店で用意します。""",
)


def lately(board: Board, world: World, now: datetime) -> Iterator[Row]:
    """A question of the demo store's staff and its answers; announcements to all, to an area, to a store."""
    people = {person.user_id: person for person in world.everyone}
    staff, manager, area, office = (people[user_id] for user_id in LOGINS)
    posted = board.posted(staff, Genre.OTHER, *QUESTION, now - timedelta(hours=33))
    yield from _discussed(board, world, posted, ANSWERS)
    for author, (title, content), hours, due, columns in (
        (manager, TO_STORE, 28, 3, {"audience": Audience.STORES}),
        (area, TO_AREA, 18, 5, {"audience": Audience.AREA, "area_id": _area_of(world)}),
        (office, TO_ALL, 8, 0, {}),
    ):
        at = now - timedelta(hours=hours)
        due_on = (now + timedelta(days=due)).date() if due else None
        post = board.posted(author, Genre.REPORT, title, content, at)
        post = post._replace(announced_at=at, due_on=due_on, **columns)
        yield from _discussed(board, world, post, (ON_DELIVERY,) if author is office else ())


def _discussed(
    board: Board, world: World, post: Post, answers: tuple[tuple[int, str, str], ...]
) -> Iterator[Row]:
    yield post
    addressed = [PostStore(post.id, post.store_id)] if post.audience == Audience.STORES else []
    yield from addressed
    other = world.shops[1].fluent
    thread: list[Comment] = []
    for number, (hours, user_id, text) in enumerate(answers):
        author = user_id or other[number % len(other)].user_id
        at = board.now - timedelta(hours=hours)
        parent = next((said for said in thread if f"@{said.user_id} " in text), None)
        said = board.said(post, author, text, at, parent)
        thread.append(said)
        yield said
    if post.audience == Audience.ALL:
        yield from (_liked(post, person, board.now) for person in other[:4])
    yield from board.attention.drawn(post, thread, addressed)


def _liked(post: Post, person: Person, now: datetime) -> PostReaction:
    return PostReaction(post.id, person.user_id, "iine", post.created_at + (now - post.created_at) / 2)


def _area_of(world: World) -> int:
    return next(shop.area_id for shop in world.shops if shop.store_id == DEMO_STORE)
