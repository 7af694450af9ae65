"""Results of tools as they come to the rules, made by hand: facts in a ledger, sources, a status."""

from datetime import date

from shared.analytics.periods import Period, around
from shared.words import PeriodKind
from stream.chat.ledger import Fact, FactKind, Ledger, Result, SourceKind, Status, period_text

WEEK = around(PeriodKind.WEEK, date(2026, 11, 16))


class Found:
    """What one tool found; `facts` and `row` note values with their texts, `text` a source."""

    def __init__(self, tool: str, period: Period | None = WEEK, ledger: Ledger | None = None) -> None:
        self.ledger = ledger or Ledger()
        self.tool, self.period = tool, period
        self.also: list[tuple[str, str]] = []
        self.near: dict[tuple[str, str], float] = {}
        self.noted: dict[str, Fact] = {}
        self.rows: list[dict[str, Fact]] = []
        self.sources = list(self.ledger.sources)
        self._page = self.ledger.source(SourceKind.FIGURES, "all", "売上", "/analysis/sales/?w=1")
        if period is not None:
            self.noted["period"] = self._fact(period_text(period))

    def facts(self, **texts: str) -> "Found":
        """Facts by their texts."""
        self.noted |= {name: self._fact(text) for name, text in texts.items()}
        return self

    def row(self, **texts: str) -> "Found":
        """A row of facts."""
        self.rows.append({name: self._fact(text) for name, text in texts.items()})
        return self

    def amount(self, amount: int) -> Fact:
        """A fact of that amount."""
        return self.ledger.fact(FactKind.YEN, amount, f"{amount}円", self._page)

    def text(self, title: str, content: str, kind: SourceKind = SourceKind.REPORT) -> "Found":
        """A source as the tools note one: what is said about it below a rule."""
        n = len(self.ledger.sources)
        whole = f"{content}\n—\n{title}"
        self.sources.append(self.ledger.source(kind, str(n), title, f"/report/view/{n}/", whole))
        return self

    def instead(self, word: str, other: str) -> "Found":
        """The search looked for `other` too, where `word` was asked for."""
        self.also.append((word, other))
        return self

    def close(self, nearness: float) -> "Found":
        """The last source means nearly the same as what was asked."""
        last = self.sources[-1]
        self.near[last.kind.value, last.id] = nearness
        return self

    def result(self, status: Status = Status.OK) -> Result:
        """The artifact."""
        found = tuple(self.sources), "", self.also, self.near
        return Result(self.tool, status, self.period, self.noted, self.rows, *found)

    def _fact(self, text: str) -> Fact:
        return self.ledger.fact(FactKind.COUNT, 0, text, self._page)


def refused(tool: str, status: Status) -> Result:
    """The artifact of a tool that looked nothing up."""
    return Result(tool, status)
