"""Shares and counts in words, for findings and tables."""

from dashboard.look import Look


def change(share: float) -> str:
    """+8.2%, or -3.1%: how much more than its base; never ▲ or ▼, which mean minus in Japanese accounts."""
    return f"{share * 100:+,.1f}%"


def reports(count: float, look: Look) -> str:
    """12件, or 12 reports."""
    return look.texts.ngettext("%(n)s件", "%(n)s件", int(count)) % {"n": f"{count:,}"}


def off_days(days: int, look: Look, *, is_one_store: bool) -> str:
    """違算のあった日 3日: on how many days of one store, or of several together, the till was off."""
    _ = look.texts.gettext
    told = _("違算のあった日 {days}日") if is_one_store else _("違算のあった日 のべ{days}日")
    return told.format(days=f"{days:,}")


def sentences(look: Look, *parts: str) -> str:
    """Sentences one behind the other, as the language joins them; empty ones are left out."""
    return ("" if look.is_japanese else " ").join(part for part in parts if part)
