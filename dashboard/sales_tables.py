"""What a chart of 売上, 客数, 客単価 or 違算 says in words and as a table."""

from collections.abc import Sequence

from dashboard import drill, formats, telling
from dashboard.look import Look
from dashboard.metrics import Metric
from dashboard.naming import base_name
from dashboard.tables import Cell, Column, Kind, Table
from dashboard.totals import Totals, total
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, gettext_noop

NOTHING = ""  # a cell that had nothing to tell; None is 未提出
WHEN = {Kind.DAY: gettext_noop("営業日"), Kind.MONTH: gettext_noop("年月")}


def is_beside_base(question: Question) -> bool:
    """Whether the period stands beside another one."""
    return question.against is not Against.GOAL and question.period.base(question.against) is not None


def has_others(points: Sequence[Point]) -> bool:
    """Whether other stores are told of."""
    return any(point.others_most for point in points)


def has_goal(metric: Metric, points: Sequence[Point]) -> bool:
    """Whether a target is set for any of the days."""
    return metric.has_goal and any(point.goal for point in points)


def metric_table(metric: Metric, question: Question, points: Sequence[Point], look: Look) -> Table:
    """A row for each point of the period up to the last day that may be filed; the total has the whole base,
    as the tiles have."""
    shown = [point for point in points if point.date <= question.period.last]
    told = [point for point in shown if point.filed or point.missing or point.base_filed or point.goal]
    title = look.texts.gettext("%(what)sの表") % {"what": look.texts.gettext(metric.behind.label)}
    writer = _Rows(metric, question, points)
    return Table(
        title=title,
        columns=writer.columns(look),
        rows=[writer.row(point) for point in told],
        total=writer.total(total(points), look),
        links={at: drill.point(question, point.date) for at, point in enumerate(told)},
    )


class _Rows:
    """The columns that a chart's numbers need, and their cells."""

    def __init__(self, metric: Metric, question: Question, points: Sequence[Point]) -> None:
        self.metric, self.question = metric, question
        self.has_base, self.has_others = is_beside_base(question), has_others(points)
        self.has_goal = has_goal(metric, points)

    def columns(self, look: Look) -> list[Column]:
        _ = look.texts.gettext
        kind = Kind.DAY if self.question.period.grain == "day" else Kind.MONTH
        metric = self.metric
        found = [Column(WHEN[kind], kind), Column(metric.behind.label, metric.kind)]
        if self.has_base:
            found.append(Column(base_name(self.question, look), metric.kind))
            found += [Column(gettext_noop("増減"), Kind.CHANGE)] if metric.has_share else []
        if self.has_others:
            found.append(Column(gettext_noop("他店平均"), metric.kind))
            found.append(Column(gettext_noop("平均の店舗数"), Kind.TEXT))
        if self.has_goal:
            found.append(Column(gettext_noop("目標"), Kind.YEN))
            found.append(Column(gettext_noop("達成率"), Kind.PERCENT))
        return found

    def row(self, point: Point) -> list[Cell]:
        metric = self.metric
        own = metric.own(point)
        cells: list[Cell] = [
            point.date,
            NOTHING if own is None and (point.filed or not point.missing) else own,
        ]
        if self.has_base:
            cells += self._base(metric.compared(point), metric.base(point))
        if self.has_others:
            cells += [known(metric.others(point)), stores(point.others_least, point.others_most)]
        if self.has_goal:
            cells += _goal(point.goal, point.goal_sales)
        return cells

    def total(self, sums: Totals, look: Look) -> list[Cell]:
        metric = self.metric
        cells: list[Cell] = [look.texts.gettext("合計"), known(metric.sum_own(sums))]
        if self.has_base:
            cells += self._base(metric.sum_compared(sums), metric.sum_base(sums))
        if self.has_others:
            cells += [known(metric.sum_others(sums)), stores(sums.others_least, sums.others_most)]
        if self.has_goal:
            cells += _goal(sums.goal, sums.goal_sales)
        return cells

    def _base(self, compared: int | None, base: int | None) -> list[Cell]:
        share = [change(compared, base)] if self.metric.has_share else []
        return [known(base), *share]


def change(own: int | None, base: int | None) -> float | None:
    """How much more than the base: 0.082 is 8.2 %; None where one is missing, or the base is not above 0."""
    return own / base - 1 if own is not None and base is not None and base > 0 else None


def stores(least: int, most: int) -> str:
    """Of how many stores an average is: 5, or 3〜5 where not all filed every day."""
    return f"{most:,}" if least == most else f"{least:,}〜{most:,}"


def metric_finding(metric: Metric, question: Question, points: Sequence[Point], look: Look) -> str:
    """The sum, how it compares with its base (named with its value), and the others' average."""
    _ = look.texts.gettext
    sums = total(points)
    own = metric.sum_own(sums)
    if own is None:
        return _("この期間はまだ提出されていません。")
    label = _(metric.behind.label)
    told = [_("%(what)sは%(value)sです。") % {"what": label, "value": metric.write(own, look)}]
    told += _beside_base(metric, question, sums, look)
    others = metric.sum_others(sums)
    if others is not None:
        told.append(
            _("他店平均は%(value)s（%(stores)s店舗）です。")
            % {"value": metric.write(others, look), "stores": stores(sums.others_least, sums.others_most)}
        )
    return telling.sentences(look, *told)


def _beside_base(metric: Metric, question: Question, sums: Totals, look: Look) -> list[str]:
    own, base = metric.sum_compared(sums), metric.sum_base(sums)
    if not is_beside_base(question) or own is None or base is None:
        return []
    share = change(own, base) if metric.has_share else None
    more = formats.signed_yen(own - base) if share is None else telling.change(share)
    sentence = look.texts.gettext("%(base)sの%(value)sに比べて%(change)sです。")
    return [sentence % {"base": base_name(question, look), "value": metric.write(base, look), "change": more}]


def _goal(goal: int | None, sold: int | None) -> list[Cell]:
    return [known(goal), (sold or 0) / goal if goal and sold is not None else None]


def submitted(value: int | None, missing: int) -> Cell:
    """A figure of one's own: without one it is 未提出 only where store-days are missing."""
    return NOTHING if value is None and not missing else value


def known(value: int | None) -> Cell:
    """A figure of others, of another time, or a sum: where it is missing there is nothing to submit."""
    return NOTHING if value is None else value
