"""What is true of the chain: plain SQL of the evaluation's own, which shares no statement with the tools."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import psycopg

from tests.evaluation.asked import Question, Span
from tests.evaluation.chain import ASKERS, TODAY

COUNT: Final = """
    SELECT count(*) FROM daily_reports WHERE store_id = ANY(%(ids)s) AND date BETWEEN %(first)s AND %(last)s
    AND (%(genre)s = '' OR genre = %(genre)s) AND (%(location)s = '' OR location = %(location)s)"""
SUMS: Final = """
    SELECT sum(sales_amount), sum(customer_count), sum(cash_difference),
           count(*) FILTER (WHERE cash_difference <> 0), count(*)
    FROM store_daily_performances
    WHERE store_id = ANY(%(ids)s) AND date BETWEEN %(first)s AND %(last)s"""
LARGEST: Final = """
    SELECT cash_difference FROM store_daily_performances
    WHERE store_id = ANY(%(ids)s) AND date BETWEEN %(first)s AND %(last)s AND cash_difference <> 0
    ORDER BY abs(cash_difference) DESC, date LIMIT 1"""
BEST: Final = """
    SELECT date, sum(sales_amount) FROM store_daily_performances
    WHERE store_id = ANY(%(ids)s) AND date BETWEEN %(first)s AND %(last)s
    GROUP BY 1 ORDER BY 2 DESC LIMIT 1"""
AIM: Final = """
    SELECT sum(sales_target), array_agg(store_id) FROM monthly_goals
    WHERE store_id = ANY(%(ids)s) AND year = %(year)s AND month = %(month)s AND sales_target IS NOT NULL"""
FORECAST: Final = """
    SELECT sum(coalesce(p.sales_amount, w.average, s.average))
    FROM stores o CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 day') AS day
    LEFT JOIN store_daily_performances p ON p.store_id = o.store_id AND p.date = day::date
    LEFT JOIN LATERAL (
        SELECT round(avg(x.sales_amount)) AS average FROM store_daily_performances x
        WHERE x.store_id = o.store_id AND x.date >= %(until)s::date - 56 AND x.date < %(until)s::date
          AND extract(isodow FROM x.date) = extract(isodow FROM day)) w ON true
    LEFT JOIN LATERAL (
        SELECT round(avg(x.sales_amount)) AS average FROM store_daily_performances x
        WHERE x.store_id = o.store_id AND x.date >= %(until)s::date - 56
          AND x.date < %(until)s::date) s ON true
    WHERE o.store_id = ANY(%(ids)s) AND day::date >= coalesce(o.opened_on, '2000-01-01')"""
READ: Final = """
    SELECT s.store_id FROM users u JOIN stores s
      ON u.user_type = 'admin' OR s.store_id = u.store_id
      OR (u.user_type = 'area' AND s.area_id IN (
              SELECT area_id FROM area_managers m WHERE m.user_id = u.user_id))
    WHERE u.user_id = %(user)s ORDER BY 1"""
UNIT: Final = {
    "sales": "円", "customers": "人", "spend": "円", "difference": "円", "claims": "件", "reports": "件",
    "target": "円", "sold": "円", "forecast": "円", "attainment": "%", "rate": "件", "largest": "円",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure that the answer must say: a number with its unit, and a name or a date."""

    value: Decimal | None
    unit: str
    name: str = ""
    day: date | None = None


class Oracle:
    """Asks the database."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection
        self.names: dict[int, str] = dict(self._rows("SELECT store_id, name FROM stores", {}))
        self.selling = {row[0] for row in self._rows("SELECT store_id FROM stores WHERE kind = 'store'", {})}

    def _rows(self, statement: Any, values: dict[str, Any]) -> list[Any]:
        return self.connection.execute(statement, values).fetchall()

    def reach(self, who: str) -> list[int]:
        """The stores that the asker may read, the head office too."""
        return [row[0] for row in self._rows(READ, {"user": ASKERS[who]})]

    def home(self, who: str) -> int:
        """The asker's own store."""
        found = self._rows("SELECT store_id FROM users WHERE user_id = %(user)s", {"user": ASKERS[who]})
        return int(found[0][0])

    def chosen(self, who: str, store: str) -> list[int]:
        """The stores that a question is about: the named one, `own`, `all`, or those that are usual."""
        reach = [store_id for store_id in self.reach(who) if store_id in self.selling]
        if store in {"", "own", "all"}:
            is_own = store != "all" and who in {"S", "M", "O", "P"}
            return [self.home(who)] if is_own else reach
        return [store_id for store_id in reach if self.names[store_id] == store]

    def measure(self, name: str, ids: Sequence[int], span: Span, genre: str = "", location: str = "") -> Any:
        """A measure of the stores over the span; None where nobody filed."""
        given = {"ids": list(ids), "first": span[0], "last": span[1], "genre": genre, "location": location}
        if name in {"claims", "reports"}:
            wanted = {**given, "genre": "claim" if name == "claims" else genre}
            return Decimal(self._rows(COUNT, wanted)[0][0])
        sales, customers, difference, *_ = self._rows(SUMS, given)[0]
        values = {"sales": sales, "customers": customers, "difference": difference}
        if name == "spend":
            return Decimal(int(sales // customers)) if customers else None
        return None if values[name] is None else Decimal(values[name])

    def figures(self, question: Question) -> list[list[Expected]]:
        """What the answer must say: all of the lists, of each at least one."""
        return [
            [self.figure(question, name) for name in one.split("|")]
            for one in question.figures.split(",")
            if one
        ]

    def figure(self, question: Question, name: str) -> Expected:
        """One figure of a question, by its name."""
        ids, span = self.chosen(question.who, question.store), question.periods[0]
        special: dict[str, Callable[[], Expected]] = {
            "a": lambda: self._compared(question, ids, span),
            "b": lambda: self._compared(question, ids, question.bases[0]),
            "top": lambda: self._top(question, ids, span),
            "best": lambda: self._best(ids, span),
            "rate": lambda: self._rate(ids, span),
            "largest": lambda: Expected(Decimal(self._first(LARGEST, ids, span)), "円"),
            "target": lambda: Expected(self.target(ids, span)[0], "円"),
            "sold": lambda: Expected(self.measure("sales", self.aiming(ids, span), span), "円"),
            "attainment": lambda: Expected(self.attainment(ids, span), "%"),
            "forecast": lambda: Expected(self.forecast(self.aiming(ids, span), span), "円"),
        }
        if name in special:
            return special[name]()
        return Expected(self.measure(name, ids, span, question.genre, question.location), UNIT[name])

    def target(self, ids: Sequence[int], span: Span) -> tuple[Decimal | None, list[int]]:
        """The month's target of the stores that have one, and which these are."""
        given = {"ids": list(ids), "year": span[0].year, "month": span[0].month}
        amount, stores = self._rows(AIM, given)[0]
        return (None, []) if amount is None else (Decimal(amount), list(stores))

    def aiming(self, ids: Sequence[int], span: Span) -> Sequence[int]:
        """The stores that are told beside the month's target: those that have one, and without any all."""
        return self.target(ids, span)[1] or ids

    def attainment(self, ids: Sequence[int], span: Span) -> Decimal | None:
        """What was sold in the month, in % of its target, rounded down: what falls short is not 100 %."""
        amount, stores = self.target(ids, span)
        sold = self.measure("sales", stores, span) if stores else None
        return Decimal(sold * 1000 // amount) / 10 if amount and sold is not None else None

    def forecast(self, ids: Sequence[int], span: Span) -> Decimal | None:
        """着地見込み: sold, and for days not filed that weekday's mean of eight weeks."""
        given = {"ids": list(ids), "first": span[0], "last": span[1]}
        found = self._rows(FORECAST, {**given, "until": min(TODAY, span[1] + timedelta(days=1))})[0][0]
        return None if found is None else Decimal(found)

    def _first(self, statement: Any, ids: Sequence[int], span: Span) -> Any:
        return self._rows(statement, {"ids": list(ids), "first": span[0], "last": span[1]})[0][0]

    def _compared(self, question: Question, ids: Sequence[int], span: Span) -> Expected:
        return Expected(self.measure(question.metric, ids, span), UNIT[question.metric])

    def _rate(self, ids: Sequence[int], span: Span) -> Expected:
        claims, customers = self.measure("claims", ids, span), self.measure("customers", ids, span)
        return Expected(round(claims * 1000 / customers, 2), "件")

    def _top(self, question: Question, ids: Sequence[int], span: Span) -> Expected:
        values = [(self.measure(question.metric, [one], span) or Decimal(0), self.names[one]) for one in ids]
        value, name = max(values)
        return Expected(value, UNIT[question.metric], name)

    def _best(self, ids: Sequence[int], span: Span) -> Expected:
        day, value = self._rows(BEST, {"ids": list(ids), "first": span[0], "last": span[1]})[0]
        return Expected(Decimal(value), "円", day=day)
