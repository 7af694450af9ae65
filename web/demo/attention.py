"""Who has seen what of the board: reads, 確認しました, and what the four who log in are told of.

Everybody has read the announcements of last week and before. Who logs in has read all until they last looked,
and so finds a few things to read.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from shared.markup import mentioned
from shared.words import Audience, NoticeKind
from web.demo.people import LOGINS, Person, World
from web.demo.rows import Comment, Confirmation, Notice, Post, PostStore, Read, Row

LOOKED_HOURS_AGO = {"demo-staff": 21, "demo-manager": 9, "demo-area": 27, "demo-admin": 6}
SETTLED = timedelta(days=7)
CAREFUL = 0.94  # the share of people who press 確認しました while it is asked for


class Attention:
    """What `world`'s people have seen at `now` (aware)."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now = world, now
        self.areas = {shop.store_id: shop.area_id for shop in world.shops}
        self.people = {person.user_id: person for person in world.everyone}
        self.looked = {user_id: now - timedelta(hours=hours) for user_id, hours in LOOKED_HOURS_AGO.items()}

    def drawn(
        self, post: Post, comments: Sequence[Comment], stores: Sequence[PostStore] = ()
    ) -> Iterator[Row]:
        """What has been seen of a post with all its comments; `stores` are those it is addressed to."""
        yield from self._reads(post, comments)
        if post.due_on:
            yield from self._confirmations(post, [store.store_id for store in stores])
        for comment in comments:
            yield from self._notices(post, comment, {said.id: said for said in comments})

    def _reads(self, post: Post, comments: Sequence[Comment]) -> Iterator[Read]:
        settled = self.now - SETTLED
        for person in self.world.everyone if post.announced_at else map(self.people.__getitem__, LOGINS):
            looked = self.looked.get(person.user_id, settled)
            if post.created_at <= looked and person.user_id != post.user_id:
                seen = [comment.id for comment in comments if comment.created_at <= looked]
                yield Read(person.user_id, post.id, max(seen, default=0), looked)

    def _confirmations(self, post: Post, stores: Sequence[int]) -> Iterator[Confirmation]:
        """Those whom it is for and who have pressed it, each within days; who logs in, when they looked."""
        rng = Random(f"{post.id} confirmed")
        for person in self.world.everyone:
            if person.user_id == post.user_id or not self._is_for(post, person, stores):
                continue
            takes = timedelta(hours=rng.expovariate(1 / 20))
            at = post.created_at + takes
            if person.user_id in LOGINS:
                at = min(at, max(post.created_at, self.looked[person.user_id]))
                is_pressed = post.created_at <= self.looked[person.user_id]
            else:
                is_pressed = at <= self.now and rng.random() < CAREFUL
            if is_pressed:
                yield Confirmation(post.id, person.user_id, 1, at)

    def _is_for(self, post: Post, person: Person, stores: Sequence[int]) -> bool:
        if post.audience == Audience.AREA:
            return self.areas.get(person.store_id) == post.area_id
        return post.audience == Audience.ALL or person.store_id in stores

    def _notices(self, post: Post, comment: Comment, by_id: dict[int, Comment]) -> Iterator[Notice]:
        """Each is told once of a comment: that it names them, else that it answers them."""
        parent = by_id[comment.parent_id].user_id if comment.parent_id else ""
        told = {post.user_id: NoticeKind.ANSWER, parent: NoticeKind.REPLY}
        told |= dict.fromkeys(mentioned(comment.content), NoticeKind.MENTION)
        told.pop(comment.user_id, None)
        if comment.is_best_answer and comment.user_id != post.user_id:
            told[comment.user_id] = NoticeKind.BEST
        for user_id in LOGINS:
            if user_id in told:
                looked = self.looked[user_id]
                done_at = looked if comment.created_at <= looked else None
                yield Notice(user_id, told[user_id], post.id, comment.id, comment.created_at, done_at)
