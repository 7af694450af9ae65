"""The board: who answers a post, with what, and what others think of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from random import Random

from shared.words import Reaction, Role
from web.demo import corpus
from web.demo.attention import Attention
from web.demo.corpus import Answer, Filling, Template
from web.demo.people import Person
from web.demo.rows import Comment, CommentReaction, Post, PostReaction, Row

NIGHT_ENDS = 8
KINDS = tuple(Reaction)


class Board:
    """Gives numbers to posts and comments, and lets people answer until `now` (aware)."""

    def __init__(self, rng: Random, people: Sequence[Person], now: datetime, attention: Attention) -> None:
        self.rng, self.people, self.now, self.attention = rng, people, now, attention
        self._posts, self._comments = count(1), count(1)

    def posted(
        self, author: Person, genre: str, title: str, content: str, at: datetime, report_id: int | None = None
    ) -> Post:
        """A new post."""
        return Post(
            next(self._posts), author.store_id, author.user_id, report_id, genre, title, content, at, at
        )

    def discussed(self, post: Post, template: Template, fill: Filling) -> Iterator[Row]:
        """The post's comments and all reactions: its template's own answers first, then what people say.

        Then who has seen what of it.
        """
        yield from self._reactions(PostReaction, post.id, post.created_at, 4)
        answers = self._given(template)
        best = self._best(answers)
        at, thread = post.created_at, list[Comment]()
        for author, answer in self._lines(post, answers):
            at = self._later(at)
            if at > self.now:
                break
            is_best = answer is best
            said = self.answered(post, author, fill(answer.text), at, thread, is_best=is_best)
            thread.append(said)
            yield said
            yield from self._reactions(CommentReaction, said.id, at, 2 if is_best else 0.7)
        yield from self.attention.drawn(post, thread)

    def answered(
        self,
        post: Post,
        author: str,
        text: str,
        at: datetime,
        thread: Sequence[Comment],
        *,
        is_best: bool = False,
    ) -> Comment:
        """A new comment. What the post's own author says answers the last of the others, often by name."""
        others = [said for said in thread if said.user_id != post.user_id]
        parent = others[-1] if others and author == post.user_id else None
        if parent and parent.id % 2:
            text = f"@{parent.user_id} {text}"
        return self.said(post, author, text, at, parent)._replace(is_best_answer=is_best)

    def said(self, post: Post, author: str, text: str, at: datetime, parent: Comment | None) -> Comment:
        """A new comment that answers `parent`, or the post."""
        first = (parent.parent_id or parent.id) if parent else None
        return Comment(next(self._comments), post.id, author, text, False, at, at, first)

    def _given(self, template: Template) -> list[Answer]:
        """The template's answers, now and then without one that the story can do without."""
        return [answer for answer in template.answers if answer.mark in "!<" or self.rng.random() < 0.85]

    def _best(self, answers: list[Answer]) -> Answer | None:
        """The one that the author chooses, if any."""
        chosen = "!+" if self.rng.random() < 0.7 else "!"
        return next((answer for answer in answers if answer.mark in chosen), None)

    def _lines(self, post: Post, answers: list[Answer]) -> Iterator[tuple[str, Answer]]:
        """(user_id, what they say): answers, perhaps the author's thanks, and perhaps a remark or two."""
        for answer in answers:
            if answer.mark == "<":
                yield post.user_id, answer
            else:
                yield self._somebody(post, Role.ADMIN if "本部" in answer.text else None), answer
        if any(answer.mark in "+!" for answer in answers) and self.rng.random() < 0.6:
            yield post.user_id, Answer("<", self.rng.choice(corpus.listed("replies")["thanks"]))
        remarks = corpus.listed("replies")[post.genre]
        for remark in self.rng.sample(remarks, self.rng.choice((0, 0, 1, 1, 2))):
            yield self._somebody(post), Answer(">", remark)

    def _somebody(self, post: Post, role: Role | None = None) -> str:
        """Anybody of another store who writes fluently; of this role, if any."""
        while True:
            person = self.rng.choice(self.people)
            is_other = person.store_id != post.store_id and person.voice != "foreign"
            if is_other and role in {None, person.role}:
                return person.user_id

    def _later(self, at: datetime) -> datetime:
        """Some minutes or hours on; nobody writes before eight in the morning."""
        at += timedelta(seconds=round(self.rng.expovariate(1 / 4) * 3600) + 240)
        return at if at.hour >= NIGHT_ENDS or at.hour < 1 else at + timedelta(hours=NIGHT_ENDS - at.hour)

    def _reactions(
        self, kind: type[PostReaction] | type[CommentReaction], target: int, since: datetime, mean: float
    ) -> Iterator[Row]:
        """About `mean` reactions on a post or a comment; all of different people."""
        many = min(len(self.people), int(self.rng.expovariate(1 / mean)))
        for person in self.rng.sample(self.people, many):
            at = self._later(since)
            if at <= self.now:
                yield kind(target, person.user_id, self.rng.choice(KINDS), at)
