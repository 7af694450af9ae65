"""One store's month in a few numbers: a pure fold of its days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.analytics import StoreDay


@dataclass(frozen=True, slots=True)
class Summary:
    """Amounts in 円. `sales` and `customers` are None while nobody has filed; `missing` days are 未提出."""

    sales: int | None
    customers: int | None
    filed: int
    missing: int
    reports: int
    claims: int
    best: StoreDay | None

    @property
    def spend(self) -> int | None:
        """客単価 in 円, rounded down; None without customers."""
        return self.sales // self.customers if self.sales is not None and self.customers else None


def summarise(days: Sequence[StoreDay], today: date) -> Summary:
    """The sums of `days`; a day without figures is missing from the day after it on."""
    filed = [day for day in days if day.sales_amount is not None]
    return Summary(
        sales=sum(day.sales_amount or 0 for day in filed) if filed else None,
        customers=sum(day.customer_count or 0 for day in filed) if filed else None,
        filed=len(filed),
        missing=sum(is_missing(day, today) for day in days),
        reports=sum(day.reports for day in days),
        claims=sum(day.claims for day in days),
        best=max(filed, key=lambda day: day.sales_amount or 0, default=None),
    )


def is_missing(day: StoreDay, today: date) -> bool:
    """未提出: the business date is over, and nobody filed its figures."""
    return day.sales_amount is None and day.date < today
