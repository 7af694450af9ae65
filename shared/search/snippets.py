"""The part of a text that shows why it was found, cut by the database."""

from typing import Final, LiteralString

LONGEST: Final = 160

# Beside a found row `d (content)`: where its heaviest term begins in the folded text, 0 for none.
BESIDE: LiteralString = """
    CROSS JOIN LATERAL (
        SELECT coalesce((
            SELECT strpos(f.folded, t.term) FROM terms t WHERE b.by_words AND strpos(f.folded, t.term) > 0
            ORDER BY t.weight DESC, 1 LIMIT 1), 0) AS at, length(f.folded) AS long
        FROM (SELECT search_fold(d.content) AS folded) f
    ) m
"""
SNIPPET: LiteralString = "left(substr(d.content, greatest(1, m.at - 40)), 160)"
