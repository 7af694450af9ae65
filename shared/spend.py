"""客単価: what a customer has spent."""


def spend(sales: int | None, customers: int | None) -> int | None:
    """客単価 in 円: 売上 divided by 客数, rounded down. None where nobody filed, or nobody came."""
    return sales // customers if sales is not None and customers else None
