"""A ticket lets its bearer read the stream of one turn for ten minutes, whatever cookies the host sees."""

from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer

from shared.dates import now
from shared.settings import settings

SECONDS: Final = 600
AHEAD: Final = 60  # seconds


def issue(turn_id: UUID) -> str:
    """A ticket for the turn, which its person is given."""
    return _signer().dumps(turn_id.hex)


def opens(ticket: str, turn_id: UUID) -> bool:
    """Whether the ticket is ours, of this turn, and not older than `SECONDS`.

    The clock of the host that issued it may be ahead of ours by `AHEAD`.
    """
    try:
        named, issued = _signer().loads(ticket, return_timestamp=True)
    except BadSignature:
        return False
    return bool(named == turn_id.hex and -AHEAD <= (now() - issued).total_seconds() <= SECONDS)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().signing_key, salt="c3.chat.ticket")
