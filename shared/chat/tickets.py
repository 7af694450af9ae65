"""A ticket lets its bearer read the stream of one turn for ten minutes, whatever cookies the host sees."""

from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer

from shared.settings import settings

SECONDS: Final = 600


def issue(turn_id: UUID) -> str:
    """A ticket for the turn, which its person is given."""
    return _signer().dumps(turn_id.hex)


def opens(ticket: str, turn_id: UUID) -> bool:
    """Whether the ticket is ours, of this turn, and not older than `SECONDS`."""
    try:
        return bool(_signer().loads(ticket, max_age=SECONDS) == turn_id.hex)
    except BadSignature:
        return False


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().signing_key, salt="c3.chat.ticket")
