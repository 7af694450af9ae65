"""What happens in a chain day by day, from its first day to its last."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from operator import itemgetter
from random import Random
from typing import Any

from shared.dates import month_of
from shared.words import Genre, Location
from web.demo import corpus, happenings
from web.demo.attention import Attention
from web.demo.board import Board
from web.demo.clock import CHANGEOVER, oclock, told
from web.demo.corpus import Filling, Template
from web.demo.figures import figures, usual
from web.demo.happenings import Happening
from web.demo.lately import lately
from web.demo.people import Person, Shop, World
from web.demo.rows import Goal, Performance, Report, Row, Shot

SHARED_ANSWERED, SHARED_OTHERS, POST_OF_A_DAY = 0.25, 0.06, 0.1
SUBJECTS: dict[str, tuple[str, ...]] = {
    Location.KITCHEN: ("plate", "pot"),
    Location.HALL: ("plate", "seat", "poster"),
    Location.CASHIER: ("receipt",),
    Location.TOILET: ("wet_floor",),
    Location.OTHER: ("poster", "seat"),
}
BROKEN = ("broken_cup", "wet_floor")


class History:
    """The days of a chain up to the business date `until` and the moment `now`: told once, first to last."""

    def __init__(
        self, rng: Random, world: World, until: date, days: int, reports_per_day: float, now: datetime
    ) -> None:
        self.rng, self.world, self.until, self.now = rng, world, until, now
        self.days, self.reports_per_day = days, reports_per_day
        self.board = Board(rng, list(world.everyone), now, Attention(world, now))
        self.numbers = count(1)

    def rows(self) -> Iterator[Row]:
        """Goals, figures, reports and the board, day by day."""
        for ago in reversed(range(self.days)):
            day = self.until - timedelta(days=ago)
            for shop in self.world.shops:
                if shop.opened_on <= day:
                    yield from self._day(shop, day, ago)
            if day.weekday() == 0 and oclock(day, 11) <= self.now:
                yield from self._notice(day)
        yield from lately(self.board, self.world, self.now)

    def _day(self, shop: Shop, day: date, ago: int) -> Iterator[Row]:
        """One store's one day: goal, figures, reports, a post of its own."""
        if day.day == 1 or day in {self.until - timedelta(days=self.days - 1), shop.opened_on}:
            yield self._goal(shop, day)
        filed = self._performance(shop, day, ago) if ago else None
        if filed:
            yield filed
        yield from self._reports(shop, day, ago, filed.cash_difference if filed else 0)
        if template := happenings.board_story(shop.store_id, ago):
            yield from self._posted(shop.manager, template, shop, oclock(day, 11))
        elif ago and self.rng.random() < POST_OF_A_DAY:
            template = self.rng.choice([post for post in corpus.templates("board") if "staff" in post.tags])
            yield from self._posted(self.rng.choice(shop.people), template, shop, self._moment(day, ago))

    def _performance(self, shop: Shop, day: date, ago: int) -> Performance | None:
        """The day's figures; now and then nobody files them (未提出)."""
        open_for = (day - shop.opened_on).days
        careless = happenings.carelessness(shop.store_id, ago)
        found = figures(self.rng, day, trade=shop.trade, size=shop.size, open_for=open_for, careless=careless)
        closed = oclock(day, 22) + timedelta(minutes=self.rng.randint(20, 119))
        if self.rng.random() < 0.02:
            return None
        return Performance(shop.store_id, day, *found, shop.manager.user_id, closed, closed)

    def _reports(self, shop: Shop, day: date, ago: int, difference: int) -> Iterator[Row]:
        todays = list(happenings.planted(self.rng, shop, day, ago))
        if difference and self.rng.random() < 0.4:
            todays.append(happenings.till_disagrees())
        authors = [self.rng.choice(shop.fluent) for _ in todays]
        for _ in range(self._many(day, ago) - len(todays)):
            authors.append(self.rng.choice(shop.people))
            todays.append(happenings.ordinary(self.rng, authors[-1].voice))
        moments = [max(self._moment(day, ago), oclock(day, happening.not_before)) for happening in todays]
        for at, author, happening in sorted(zip(moments, authors, todays, strict=True), key=itemgetter(0)):
            yield from self._report(shop, day, author, happening, at, f"{difference:+,}")

    def _report(
        self, shop: Shop, day: date, author: Person, happening: Happening, at: datetime, amount: str
    ) -> Iterator[Row]:
        """A report; perhaps the photo taken for it; perhaps its post and what comes of that."""
        template, rng = happening.template, self.rng
        slots = told(rng, at)
        fill = Filling(rng, shop.words_of(author), **slots, amount=amount)
        title, content = corpus.written(template, fill, rng, author.voice, happening.genre)
        place, shared = rng.choice(template.tags), self._is_shared(happening)
        report = Report(
            next(self.numbers),
            shop.store_id,
            author.user_id,
            day,
            happening.genre,
            place,
            title,
            content,
            shared,
            at,
            at,
        )
        yield report
        if rng.random() < 0.15:
            yield Shot(report.id, author.user_id, rng.choice(_subjects(happening.genre, place)), at)
        if shared:
            post = self.board.posted(author, happening.genre, title, content, at, report.id)
            yield post
            yield from self.board.discussed(post, template, fill)

    def _posted(
        self, author: Person, template: Template, shop: Shop, at: datetime, **announced: Any
    ) -> Iterator[Row]:
        """A post that no report stands behind; `announced` are the columns of an announcement."""
        fill = Filling(self.rng, shop.words_of(author))
        title, content = fill(self.rng.choice(template.titles)), fill("".join(template.told))
        post = self.board.posted(author, template.tags[1], title, content, at)._replace(**announced)
        yield post
        yield from self.board.discussed(post, template, fill)

    def _notice(self, day: date) -> Iterator[Row]:
        """The head office's word of the week, to all; that of the month's first week is to be confirmed."""
        notices = [post for post in corpus.templates("board") if "hq" in post.tags]
        author = self.rng.choice(self.world.office)
        due = day + timedelta(days=7) if day.day <= 7 else None
        notice, at = self.rng.choice(notices), oclock(day, 11)
        return self._posted(author, notice, self.world.shops[0], at, announced_at=at, due_on=due)

    def _goal(self, shop: Shop, day: date) -> Goal:
        """The month's goal; of a month that is over also what became of it."""
        goal, outcome = self.rng.choice(corpus.goals())
        rate = self.rng.randrange(55, 101, 5)
        is_over = (day.year, day.month) != (self.until.year, self.until.month)
        return Goal(
            store_id=shop.store_id,
            year=day.year,
            month=day.month,
            goal_text=goal,
            achievement_rate=rate if is_over else None,
            achievement_text=outcome if is_over else "",
            sales_target=_target(shop, day),
            updated_by=shop.manager.user_id,
            updated_at=oclock(day, CHANGEOVER),
        )

    def _many(self, day: date, ago: int) -> int:
        """How many reports a day gets; weekends more, the last day has begun with at least one."""
        share = 1.24 if day.weekday() > 3 else 0.88
        mean = self.reports_per_day * share * self.rng.uniform(0.6, 1.4)
        return max(int(mean + self.rng.random()), 0 if ago else 2)

    def _moment(self, day: date, ago: int) -> datetime:
        """A moment of the business date, mostly late; on the last day before `now`."""
        hour = self.rng.triangular(10, CHANGEOVER + 22, 21)
        at = oclock(day, 0) + timedelta(seconds=int(hour * 3600))
        if ago or at <= self.now:
            return at
        start = oclock(day, CHANGEOVER)
        return start + (self.now - start) * self.rng.random()

    def _is_shared(self, happening: Happening) -> bool:
        if happening.shared is not None:
            return happening.shared
        return self.rng.random() < (SHARED_ANSWERED if happening.template.answers else SHARED_OTHERS)


def _target(shop: Shop, day: date) -> int:
    """What the store means to sell in the month of `day`: what is usual, with a little courage."""
    first, last = month_of(day)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    expected = sum(
        usual(open_day, trade=shop.trade, size=shop.size, open_for=(open_day - shop.opened_on).days)
        for open_day in days
        if shop.opened_on <= open_day
    )
    courage = Random(f"{shop.store_id} {first}").uniform(0.95, 1.08)
    return max(1, round(expected * courage / 100_000)) * 100_000


def _subjects(genre: Genre, place: str) -> tuple[str, ...]:
    return BROKEN if genre == Genre.ACCIDENT else SUBJECTS[place]
