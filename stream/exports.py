"""/analysis/export/<name>.csv and .xlsx: the table of a chart, or of the rows behind a figure, as a file.

A file leaves an event in the audit log, as c3-app's own exports do. Three statements: who it is (the guard),
the rows, the event.
"""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from dashboard import notices
from dashboard.export_file import TYPES, disposition, pieces
from dashboard.exports import EXPORTS, Export, TooMany, Wish
from dashboard.look import look_of
from shared.access import Viewer
from shared.analytics.exported import Taken, exported
from shared.analytics.question import Unclear, read
from shared.dates import now
from shared.db import afirst
from shared.pool import AWAY
from shared.words import FileKind

router = APIRouter()


@router.get("/analysis/export/{name}.{ending}", include_in_schema=False)
async def export(request: Request, name: str, ending: str) -> Response:
    """The file; 404 for what there is none of, what is out of reach, and for スタッフ."""
    viewer: Viewer = request.state.viewer
    wanted = EXPORTS.get(name)
    is_there = wanted is not None and ending in FileKind.codes()
    if wanted is None or not is_there or not viewer.is_managing:
        return notices.not_found(request)
    try:
        return await _file(request, viewer, name, wanted, FileKind.of(ending))
    except Unclear as unclear:
        return notices.unclear(request, unclear)
    except TooMany:
        return notices.too_many(request)
    except AWAY:
        return notices.away(request)


async def _file(
    request: Request, viewer: Viewer, name: str, wanted: Export[object], kind: FileKind
) -> Response:
    look, today = look_of(request), viewer.today(now())
    question = read(request.query_params, viewer, today)
    wish = Wish(question, _own(request, wanted.extras), today)
    rows: Sequence[object] = await request.state.reader.many(wanted.ask(viewer, wish))
    taken = None if rows else await _taken(request, viewer, wish, wanted, kind)
    if not rows and taken is None:
        return notices.not_found(request)
    table = wanted.table(wish, rows, look)
    taken = taken or await _taken(request, viewer, wish, wanted, kind)
    if taken is None:
        return notices.not_found(request)
    period = question.period
    return StreamingResponse(
        pieces(table, kind, look),
        HTTPStatus.OK,
        {
            "Content-Disposition": disposition(
                name, table.title, taken.name, period.first, period.last, kind
            ),
            "Cache-Control": "no-store",
        },
        TYPES[kind],
    )


async def _taken(
    request: Request, viewer: Viewer, wish: Wish, wanted: Export[object], kind: FileKind
) -> Taken | None:
    """The trace of the file; None when the stores are out of reach."""
    async with request.state.pool.connection() as connection:
        return await afirst(connection, exported(viewer, wish.question, wanted.subject, kind))


def _own(request: Request, extras: Sequence[str]) -> dict[str, str]:
    return {name: value for name in extras if (value := request.query_params.get(name, ""))}
