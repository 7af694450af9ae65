"""The part of a text that shows why it was found, cut by the database."""

from typing import LiteralString

from shared.search.kana import in_hiragana

# Beside a found row `b` with its text `d (content)`: `cut.at` is where its snippet begins. Of windows that
# begin shortly before a term of the question, the one that holds the most of it; NULL where no term is held.
# Places are those of the folded text, which can be longer or shorter: twice corrected to the original's.
BESIDE: LiteralString = (
    """
    CROSS JOIN LATERAL (SELECT """
    + in_hiragana("search_fold(d.content)")
    + """ AS folded OFFSET 0) f
    LEFT JOIN LATERAL (
        SELECT w.at FROM (
            SELECT strpos(f.folded, t.term) - 30 AS at
            FROM (SELECT term, weight FROM terms UNION ALL SELECT term, weight FROM stand_ins) t
            WHERE strpos(f.folded, t.term) > 0 ORDER BY t.weight DESC, 1 LIMIT 8
        ) w
        ORDER BY (SELECT sum(t.weight)
                  FROM (SELECT term, weight FROM terms UNION ALL SELECT term, weight FROM stand_ins) t
                  WHERE strpos(substr(f.folded, greatest(1, w.at), 120), t.term) > 0) DESC, w.at LIMIT 1
    ) m ON b.by_words
    CROSS JOIN LATERAL (
        SELECT m.at + CASE WHEN length(f.folded) = length(d.content) THEN 0
                           ELSE m.at - length(search_fold(left(d.content, greatest(0, m.at)))) END AS at
        OFFSET 0
    ) near
    CROSS JOIN LATERAL (
        SELECT greatest(1, coalesce(
                   near.at + CASE WHEN length(f.folded) = length(d.content) THEN 0
                                  ELSE m.at - length(search_fold(left(d.content, greatest(0, near.at)))) END,
                   1)) AS at
        OFFSET 0
    ) cut
    """
)
SNIPPET: LiteralString = r"""
    CASE WHEN cut.at > 1 THEN '…' ELSE '' END
    || left(regexp_replace(btrim(substr(d.content, cut.at, 400), E' \t\r\n　'), '\s+', ' ', 'g'), 158)
    || CASE WHEN length(d.content) > cut.at + 158 THEN '…' ELSE '' END"""
