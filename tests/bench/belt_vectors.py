"""Made-up vectors, for the functions that look for the nearest texts: enough of them to be looked through."""

from typing import Final

from shared.embedding.models import current_model
from tests.bench.unhurried import unhurried

REPORTS, OF_BOARD = 6000, 2000
QUESTION: Final = "[" + ",".join(["0.0625", "0"] * 256) + "]"
# No chance: two runs are alike.
FILL = """
    INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)
    SELECT t.kind, t.id, t.store_id, %(model)s, (
               SELECT array_agg(sin(t.id * 0.37 + n * (1 + t.id %% 89) * 0.011)::real ORDER BY n)
               FROM generate_series(1, 512) n)::vector::halfvec(512)
    FROM (
        (SELECT 'report' AS kind, id, store_id FROM daily_reports ORDER BY id DESC LIMIT %(reports)s)
        UNION ALL (SELECT 'post', id, store_id FROM bbs_posts ORDER BY id DESC LIMIT %(board)s)
        UNION ALL (SELECT 'comment', c.id, p.store_id FROM bbs_comments c JOIN bbs_posts p ON p.id = c.post_id
                   ORDER BY c.id DESC LIMIT %(board)s)) t
    ON CONFLICT DO NOTHING
"""


def filled_up(url: str) -> None:
    """Give texts their vectors, unless a run before has done it."""
    with unhurried(url, autocommit=True) as connection:
        if connection.execute("SELECT FROM document_vectors LIMIT 1").fetchone() is None:
            connection.execute(FILL, {"model": current_model(), "reports": REPORTS, "board": OF_BOARD})
            connection.execute("VACUUM ANALYZE")
