"""What the API answers instead of figures: one sentence as `detail`, in the reader's language."""

from enum import StrEnum
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from dashboard.look import look_of
from shared.analytics.question import Unclear
from shared.pool import AWAY
from shared.words import Against, Genre, Location, PeriodKind, gettext_noop
from stream.api import models
from stream.api.asking import NOT_THERE
from stream.api.graphs import GraphType

SIGNED_OUT = gettext_noop("ログインしてください。")
DATABASE_AWAY = gettext_noop("データベースに接続できません。少し待ってから、もう一度お試しください。")
NOT_SO = gettext_noop("この方法では使えません。")
NO_OWN_PASSWORD = gettext_noop("はじめに、自分のパスワードを決めてください。")
FAILED = gettext_noop("申し訳ありません。C3の不具合です。")

WORDS: dict[str, type[StrEnum]] = {
    "graph_type": GraphType,
    "period": PeriodKind,
    "cmp": Against,
    "genre": Genre,
    "location": Location,
}
SENTENCES = {404: NOT_THERE, 405: NOT_SO}
OTHER_ANSWERS: dict[int | str, dict[str, object]] = {
    401: {"model": models.Answer, "description": "Nobody is signed in."},
    403: {"model": models.Answer, "description": "The reader has not yet chosen a password of their own."},
    404: {"model": models.Answer, "description": "It is not there, or out of the reader's reach."},
    422: {"model": models.Answer, "description": "A parameter cannot be understood."},
    503: {"model": models.Answer, "description": "The database is away; ask again in ten seconds."},
}


def answer(asked: HTTPConnection, status: int, sentence: str, **words: str) -> JSONResponse:
    """`sentence` (a msgid) in the language of who asks; nobody keeps it."""
    told = look_of(asked).texts.gettext(sentence).format(**words)
    headers = {"Cache-Control": "no-store"}
    headers |= {"Retry-After": "10"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return JSONResponse({"detail": told}, status, headers)


def signed_out(asked: HTTPConnection) -> JSONResponse:
    """Nobody is signed in, or not any more."""
    return answer(asked, 401, SIGNED_OUT)


def no_own_password(asked: HTTPConnection) -> JSONResponse:
    """Somebody else knows the reader's password."""
    return answer(asked, 403, NO_OWN_PASSWORD)


def not_there(asked: HTTPConnection) -> JSONResponse:
    """It is not there, or out of the reader's reach; the sentence does not tell which."""
    return answer(asked, 404, NOT_THERE)


def away(asked: HTTPConnection) -> JSONResponse:
    """The database takes no questions."""
    return answer(asked, 503, DATABASE_AWAY)


def answer_with_sentences(api: FastAPI) -> None:
    """Give `api` these answers."""

    @api.exception_handler(Unclear)
    async def unclear(request: Request, error: Unclear) -> JSONResponse:
        words = "・".join(word.value for word in WORDS.get(error.field, ()))
        return answer(request, 422, error.sentence, words=words)

    @api.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        return answer(request, error.status_code, SENTENCES.get(error.status_code, NOT_SO))

    async def unreached(request: Request, error: Exception) -> JSONResponse:
        return away(request)

    for kind in AWAY:
        api.add_exception_handler(kind, unreached)

    @api.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        return answer(request, 500, FAILED)
