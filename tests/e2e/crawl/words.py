"""What stands on a page in the language that nobody speaks, and was never marked for translation.

Everything there is translated, and so in brackets (`pseudo.py`), or a person's, and so in the database.
"""

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Iterable
from typing import Final, LiteralString
from unicodedata import normalize

from psycopg import sql

from tests.e2e.house import House

COLUMNS: Final[LiteralString] = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '^(django|auth|axes)_'
      AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY')
"""
NAMES: Final[LiteralString] = "SELECT last_name || first_name FROM users"
TRANSLATED: Final = re.compile(r"\[[^\[\]]*\]")
HALF: Final = re.compile(r"\[[^\[\]]*$|^[^\[\]]*\]")  # a sentence around an element
APART: Final = re.compile(r"[|·…]|\s/\s|\s{2,}")  # between what stands in one place
# Between a person's words, and what marks them up.
BETWEEN: Final = re.compile(r"[\s*_`#>@.,:、。：「」（）()-]+|\\n")
VALUE: Final = re.compile(r'[^"{},\[\]]+')  # one of those in an array or a JSON object
LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
LONG = 8  # letters: so many in a row are no coincidence
# Names, units, days and columns of files are the same in every language.
EVERYWHERE: Final = re.compile(
    r"\b(C3|AI|CSV|XLSX|PDF|PNG|JPEG|MB|KB|Word|Excel|UTF|ID|px|iPhone|Android|Safari|Chrome|YYYY|MM|DD|HH"
    rf"|{'|'.join([*day_name, *day_abbr, *month_name[1:], *month_abbr[1:]])}"
    r"|\w+\.csv|[a-z]+(_[a-z]+)+|([\w-]+ )+Day|holiday)\b"
)


class Written:
    """All that people have written in a house, and the names that they gave."""

    def __init__(self, house: House) -> None:
        with house.database() as connection:
            texts = [str(name) for (name,) in connection.execute(NAMES)]
            for table, column in connection.execute(COLUMNS).fetchall():
                statement = sql.SQL("SELECT DISTINCT {0}::text FROM {1} WHERE {0} IS NOT NULL").format(
                    sql.Identifier(column), sql.Identifier(table)
                )
                texts += [str(text) for (text,) in connection.execute(statement)]
        texts += [value for text in texts if text[:1] in "[{" for value in VALUE.findall(text)]
        self.names = {_bare(text) for text in texts}
        self.all = "|".join(self.names)

    def forgotten(self, told: Iterable[str]) -> list[str]:
        """Those texts of a page that are neither translated nor a person's."""
        return [text for text in told if not all(self._is_theirs(part) for part in _rest(text))]

    def _is_theirs(self, part: str) -> bool:
        """A name, names beside each other, or so long a piece of somebody's text that it is no other's."""
        piece = _bare(part)
        if piece in self.names or (len(piece) >= LONG and piece in self.all):
            return True
        words = BETWEEN.split(normalize("NFKC", part))
        return all(not LETTERS.search(word) or word in self.names for word in words)


def _bare(text: str) -> str:
    """A text's letters as excerpts of a search have them: ﾍﾞﾋﾞｰｶｰ is ベビーカー there."""
    return BETWEEN.sub("", normalize("NFKC", text))


def _rest(text: str) -> list[str]:
    """What of a text is no translation, and has letters."""
    while (less := TRANSLATED.sub(" | ", text)) != text:
        text = less
    return [part for part in APART.split(EVERYWHERE.sub(" ", HALF.sub(" | ", text))) if LETTERS.search(part)]
