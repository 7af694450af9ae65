"""The key figures of a period as tiles: a pure fold of its points."""

from collections.abc import Sequence

from dashboard import drill, formats, telling
from dashboard.look import Look
from dashboard.naming import base_name
from dashboard.tiles import Delta, Tile, compared
from dashboard.totals import Totals, total
from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, Behind, Genre

RECENT = 28  # days of a sparkline


def sales_tiles(question: Question, points: Sequence[Point], look: Look, base: str = "") -> list[Tile]:
    """売上, 客数, 客単価, 違算 of the period; `base` names what it is compared with, where the points are not
    the question's own. What nobody filed is 未提出, never ¥0."""
    sums, writer = total(points), _Writer(question, look, base)
    return [
        writer.sales(sums, points),
        writer.customers(sums, points),
        writer.spend(sums),
        writer.difference(sums),
    ]


def report_tiles(question: Question, points: Sequence[Point], look: Look, base: str = "") -> list[Tile]:
    """クレーム and all 日報 of the period."""
    sums, writer = total(points), _Writer(question, look, base)
    return [
        writer.reports(sums, Genre.CLAIM, "claim", look.texts.gettext(Genre.CLAIM.label)),
        writer.reports(sums, None, "report", look.texts.gettext("日報")),
    ]


def missing_tile(question: Question, points: Sequence[Point], look: Look) -> Tile:
    """未提出 of the period: how many days; it leads to which, and of which stores."""
    missing, _ = total(points).missing, look.texts.gettext
    days = _("{days}日") if question.scope.is_one_store else _("のべ{days}日")
    value = days.format(days=f"{missing:,}") if missing else _("なし")
    href = drill.figures(question, Behind.MISSING) if missing else ""
    return Tile("missing", _("未提出"), value, href=href)


class _Writer:
    """Writes the tiles of one question for one reader."""

    def __init__(self, question: Question, look: Look, base: str) -> None:
        self.question, self.look, self._ = question, look, look.texts.gettext
        self.base = base or base_name(question, look)

    def sales(self, sums: Totals, points: Sequence[Point]) -> Tile:
        text, progress = goal_told(sums, self.look)
        return Tile(
            "yen",
            self._("売上"),
            self._yen(sums.sales),
            note=self._without_base(sums),
            delta=self._goal_delta(sums) or self._delta(sums.compared_sales, sums.base_sales),
            href=drill.figures(self.question, Behind.SALES),
            goal=text,
            progress=progress,
            recent=recent(points, "sales"),
        )

    def customers(self, sums: Totals, points: Sequence[Point]) -> Tile:
        base = sums.base_customers
        told = "" if base is None else formats.guests(base, self.look)
        return Tile(
            "people",
            self._("客数"),
            self._("未提出") if sums.customers is None else formats.guests(sums.customers, self.look),
            delta=compared(sums.compared_customers, base, f"{self.base} {told}"),
            href=drill.figures(self.question, Behind.CUSTOMERS),
            recent=recent(points, "customers"),
        )

    def spend(self, sums: Totals) -> Tile:
        return Tile(
            "user",
            self._("客単価"),
            self._none(sums) if sums.spend is None else formats.yen(sums.spend),
            delta=self._delta(sums.compared_spend, sums.base_spend),
            href=drill.figures(self.question, Behind.SPEND),
        )

    def difference(self, sums: Totals) -> Tile:
        is_one_store = self.question.scope.is_one_store
        return Tile(
            "till",
            self._("違算"),
            self._none(sums) if sums.difference is None else formats.signed_yen(sums.difference),
            note=telling.off_days(sums.off_days, self.look, is_one_store=is_one_store)
            if sums.off_days
            else "",
            href=drill.figures(self.question, Behind.DIFFERENCE),
        )

    def reports(self, sums: Totals, genre: Genre | None, name: str, label: str) -> Tile:
        own, base = counted(sums.compared_counts, genre), counted(sums.base_counts, genre)
        delta = Delta(
            None, formats.signed_count(int(own - base), self.look), f"{self.base} {self._count(base)}"
        )
        return Tile(
            name,
            label,
            self._count(sums.reports(genre)),
            delta=None if self.question.against is Against.GOAL or sums.base_sales is None else delta,
            href=drill.reports(self.question, genre),
        )

    def _none(self, sums: Totals) -> str:
        return self._("未提出") if sums.sales is None else "–"

    def _yen(self, amount: int | None) -> str:
        return self._("未提出") if amount is None else formats.short_yen(amount, self.look)

    def _count(self, number: float) -> str:
        return formats.count(int(number), self.look)

    def _delta(self, own: int | None, base: int | None) -> Delta | None:
        return compared(own, base, f"{self.base} {formats.short_yen(base or 0, self.look)}")

    def _without_base(self, sums: Totals) -> str:
        """Why there is no comparison, where nobody filed what it would be with. Of days that are not compared
        yet nothing is said."""
        is_alone = sums.compared_sales is not None and sums.base_sales is None
        if self.question.against is Against.GOAL or not is_alone:
            return ""
        return self._("{base}のデータはありません").format(base=self.base)

    def _goal_delta(self, sums: Totals) -> Delta | None:
        if self.question.against is not Against.GOAL or not sums.goal_so_far:
            return None
        amount = formats.short_yen(sums.goal_so_far, self.look)
        base = self._("ここまでの目標 {amount}").format(amount=amount)
        return compared(sums.goal_reached, sums.goal_so_far, base)


def goal_told(sums: Totals, look: Look) -> tuple[str, float | None]:
    """「目標 1,200.0万円の62.3%」 and the share; empty and None without a target."""
    if not sums.goal:
        return "", None
    share = (sums.goal_sales or 0) / sums.goal
    text = look.texts.gettext("目標 {amount}の{share}")
    return text.format(amount=formats.short_yen(sums.goal, look), share=formats.percent(share)), share


def recent(points: Sequence[Point], field: str) -> list[float | None]:
    """The last days' values up to the last that is compared; None where nobody filed."""
    return [getattr(point, field) for point in points if point.date <= point.through][-RECENT:]
