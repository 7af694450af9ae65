"""What an answer stands on, as it is stored, told and shown; plain types, for what has no database too."""

from typing import TypedDict


class Citation(TypedDict):
    """Where a part of an answer stands: `n` is its number in the text, `url` a path of our own."""

    n: int
    kind: str
    id: str
    title: str
    url: str


class Artifact(TypedDict):
    """A table to draw beside an answer. `columns` are labels, `units` of each `text`, `yen`, `people`,
    `count`, `percent`, `rate`, `date`; `chart` is `""`, `line` or `bar`: its first column along the x axis,
    the second as height. `source` is the number of the citation that it is a receipt of."""

    title: str
    columns: list[str]
    units: list[str]
    rows: list[list[str | int | float | None]]
    chart: str
    source: int
