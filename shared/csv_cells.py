"""Cells of CSV files that people open in a spreadsheet program: a text must never become a formula.

As OWASP advises ("CSV Injection"): a text whose first sign may start a formula gets an apostrophe before it,
in full-width too, since a Japanese Excel reads those alike. Blanks before the sign do not hide it. Numbers
that C3 writes itself are no texts: they stay numbers, minus and all.
"""

# − is what a Japanese keyboard's minus becomes on other systems
STARTS_A_FORMULA = frozenset("=+-@＝＋－＠−\t\r\n")
APOSTROPHE = "'"


def neutralised(text: str) -> str:
    """The text for a CSV cell, with an apostrophe before it where a program could take it for a formula."""
    bare = text.lstrip(" \u3000\ufeff\u200b")
    return APOSTROPHE + text if bare[:1] in STARTS_A_FORMULA and bare else text
