"""The part of a text that shows why it was found, cut by the database."""

from typing import LiteralString

_TERMS: LiteralString = """
    (SELECT term, other, weight FROM terms UNION ALL SELECT term, other, weight FROM stand_ins) t"""

# Beside a found row `b` with its text `d (content)`: `cut.at` is where its snippet begins in `cut.content`.
# Of windows that begin shortly before a term of the question, the one that holds the most of it; the
# beginning where no term is held. Places are those of the folded text: where that is longer or shorter, the
# text is shown in one width (`normalize` alone keeps the places).
BESIDE: LiteralString = (
    """
    CROSS JOIN LATERAL (SELECT search_fold(d.content) AS folded OFFSET 0) f
    LEFT JOIN LATERAL (
        SELECT w.at FROM (
            SELECT p.at - 30 AS at
            FROM (SELECT coalesce(nullif(strpos(f.folded, t.term), 0), strpos(f.folded, t.other), 0) AS at,
                         t.weight
                  FROM """
    + _TERMS
    + """) p
            WHERE p.at > 0 ORDER BY p.weight DESC, p.at LIMIT 8
        ) w
        ORDER BY (SELECT sum(t.weight) FROM """
    + _TERMS
    + """
                  CROSS JOIN (SELECT substr(f.folded, greatest(1, w.at), 120) AS part OFFSET 0) s
                  WHERE strpos(s.part, t.term) > 0 OR strpos(s.part, t.other) > 0) DESC NULLS LAST, w.at
        LIMIT 1
    ) m ON b.by_words
    CROSS JOIN LATERAL (
        SELECT greatest(1, coalesce(m.at, 1)) AS at,
               CASE WHEN length(f.folded) = length(d.content) THEN d.content
                    ELSE normalize(d.content, NFKC) END AS content
        OFFSET 0
    ) cut
    """
)
SNIPPET: LiteralString = r"""
    CASE WHEN cut.at > 1 THEN '…' ELSE '' END
    || left(regexp_replace(btrim(substr(cut.content, cut.at, 400), E' \t\r\n　'), '\s+', ' ', 'g'), 158)
    || CASE WHEN length(cut.content) > cut.at + 158 THEN '…' ELSE '' END"""
