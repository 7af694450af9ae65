"""The half that goes by meaning: the texts whose vector is nearest to the question's."""

from collections.abc import Sequence
from typing import Final, LiteralString

from shared.embedding.models import LOCAL_MODEL
from shared.embedding.vectors import written
from shared.search.kinds import Kind, Narrowing
from shared.search.texts import Half

# Less similar (cosine) than this does not mean the same, by model; measured for the local one alone.
LEAST_SIMILAR: Final = {LOCAL_MODEL: 0.25}
# As similar as this is about the same, whatever words both are written in.
CLOSE: Final = {LOCAL_MODEL: 0.46}
# And so is a text that is as similar as this, where the next one is so much less similar.
ALONE: Final = 0.36
AHEAD: Final = 0.12
VERY: Final = 2.0  # nothing is so near: of models whose nearness was not measured
# Posts and comments are near together: of one of them alone, so many times more of both are asked for.
ONE_KIND: Final = 20


def least_close(similar: Sequence[float], model: str) -> float:
    """How similar a text must be to be about the same, of those found, with how similar they are."""
    least = CLOSE.get(model, VERY)
    best, *others = sorted(similar, reverse=True) or [0.0]
    stands_out = model in CLOSE and best >= ALONE and best - max(others, default=0.0) >= AHEAD
    return min(least, best) if stands_out else least


def half(kinds: Sequence[Kind], wanted: Narrowing, depth: int) -> Half:
    """`by_meaning (kind, id, rank, distance)`: the texts nearest in meaning, best first."""
    codes = {kind.code for kind in kinds}
    near: list[LiteralString] = [_NEAR[code] for code in ("report", "knowledge") if code in codes]
    near += [_BOARD] if codes & {"post", "comment"} else []
    if wanted.vector is None or not near:
        return Half([_NOTHING], {})
    least = LEAST_SIMILAR.get(wanted.model, -1.0)
    board = sorted(codes & {"post", "comment"})
    return Half(
        [_RANKED.replace("{near}", " UNION ALL ".join(near))],
        {
            "question": wanted.vector if isinstance(wanted.vector, str) else written(wanted.vector),
            "model": wanted.model,
            "board": board,
            "board_depth": depth * (ONE_KIND if len(board) == 1 else 1),
            "farthest": 1 - least,
        },
    )


_NOTHING: LiteralString = (
    "by_meaning AS (SELECT ''::text AS kind, 0::bigint AS id, 0::bigint AS rank, 0::float8 AS distance"
    " LIMIT 0)"
)
_RANKED: LiteralString = """
    by_meaning AS MATERIALIZED (
        SELECT kind, id, row_number() OVER (ORDER BY distance, kind DESC, id DESC) AS rank, distance
        FROM ({near}) n
        WHERE distance <= %(farthest)s::float8
        ORDER BY rank LIMIT %(depth)s
    )"""
_NEAR: dict[str, LiteralString] = {
    "report": """
        SELECT 'report'::text AS kind, n.id, n.distance FROM nearest_reports(
            %(question)s::halfvec, %(model)s::text, %(report_stores)s::int[], %(since)s::date,
            %(until)s::date, %(genre)s::text, %(location)s::text, %(depth)s::int) n""",
    "knowledge": """
        SELECT 'knowledge'::text AS kind, n.id, n.distance
        FROM nearest_sections(%(question)s::halfvec, %(model)s::text, %(depth)s::int) n
        WHERE EXISTS (SELECT FROM stores o WHERE o.store_id = ANY(%(stores)s))""",
}
_BOARD: LiteralString = """
        SELECT n.kind, n.id, n.distance FROM nearest_on_board(
            %(question)s::halfvec, %(model)s::text, %(user)s::varchar, %(stores)s::int[], %(since)s::date,
            %(until)s::date, %(genre)s::text, %(in_store)s::int, %(board_depth)s::int) n
        WHERE n.kind = ANY(%(board)s::text[])"""
