"""Odd and hostile values: a list of what has broken programs before, and more of the kind by lot."""

from random import Random
from typing import Final

# What would run, were it written into a page as it is. No answer may hold it so.
MARKUP: Final = '"><svg/onload=c3fuzz()>'
# What would be a header of the answer, were it taken for one.
HEADER: Final = "x-c3-fuzz"

SQL: Final = (
    "' OR '1'='1' --",
    "1; DROP TABLE users; --",
    "\\'; SELECT pg_sleep(9); --",
    "%_\\",
    "$$",
    ":id %(id)s",
)
HTML: Final = (
    MARKUP,
    f"<script>c3fuzz()</script>{MARKUP}",
    "javascript:c3fuzz()",
    "{{ 7*7 }}{% debug %}",
    "&lt;&#x3c;",
    "<!--<![CDATA[",
    "[a](javascript:c3fuzz())",
)
SIGNS: Final = (
    "\0",
    "a\0b",
    "\r\n",
    f"a\r\n{HEADER}: 1",
    "\x1b[31m\x07\x08",
    "\u202eわさび\u202c",
    "\u2066\ufeff\u200d",
    "e\u0301" * 40,
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "\ud800",
    "\U0010ffff",
    "髙﨑𠮷野家①㌔",
    " \u3000\t ",
)
NUMBERS: Final = (
    "0", "-1", "-0", "1.5", "1e9", "NaN", "Infinity", "0x10", "１２", "٣", "²", "1,000", "+1", " 7 ",
    "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "9" * 30,
    "9" * 5000, "00000000000000000001", "1_000",
)  # fmt: skip
DAYS: Final = (
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-11-29T25:61", "29/11/2026",
    "-0001-01-01", "2026-1-1", "1899-12-31", "2100-01-01", "0001-01-01_1", "9999-12-31_9223372036854775808",
    "2026-10-20_", "_", "9999-12-31T23:59:59+14:00_1", "0001-01-01T00:00:00-14:00_1",
)  # fmt: skip
PLACES: Final = (
    "//evil.example/", "\\\\evil.example\\", "https://evil.example/", "/\t/evil.example", "../../etc/passwd",
    "%2e%2e%2f%2e%2e%2f", "/%0d%0aSet-Cookie:%20c3=1", "C:\\",
)  # fmt: skip
CODES: Final = (
    "staff", "admin", "hq", "own", "all", "store:4", "store:-1", "area:2", "group:711", "None", "null", "[]",
    "true", "on", "{}", "00000000-0000-0000-0000-000000000001", "not-a-uuid", "newest", "popular",
)  # fmt: skip
HUGE: Final = ("あ" * 3_000, "a" * 70_000, "(" * 2_000, "\n" * 5_000, "**[" * 3_000, "x" * 300 + MARKUP)

CORPUS: Final = SQL + HTML + SIGNS + NUMBERS + DAYS + PLACES + CODES + HUGE
# The rows of 梅田, and of nobody: what a person of 渋谷 would put into an address to see more.
FOREIGN: Final = ("4", "104", "105", "202", "802", "umeda-staff", "umeda-manager", "hq-admin", "1", "999999")


def value(dice: Random) -> str:
    """One of the corpus, a foreign id, two glued together, or signs by lot."""
    kind = dice.random()
    if kind < 0.6:
        return dice.choice(CORPUS)
    if kind < 0.8:
        return dice.choice(FOREIGN)
    if kind < 0.9:
        return dice.choice(CORPUS)[:200] + dice.choice(CORPUS)[:200]
    return "".join(chr(_sign(dice)) for _ in range(dice.randint(1, 60)))


def _sign(dice: Random) -> int:
    return dice.choice([dice.randint(0, 0x7F), dice.randint(0x80, 0x3100), dice.randint(0x3100, 0x10FFFF)])
