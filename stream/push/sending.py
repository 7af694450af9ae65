"""Messages from the outbox to people's devices: taken by a lease, sent outside of any transaction, settled.

What one device has taken is not sent to it again while another one is tried once more.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from shared import unread
from shared.chat.running import asker
from shared.dates import now
from shared.db import afirst, amany, aone
from shared.pool import Pool
from shared.push import outbox
from shared.push.outbox import Claimed, Letter, Outcome
from shared.push.quiet import quiet_until
from shared.push.words import PushState
from stream.push.service import Answer, Fate, PushService
from stream.push.words import payload, topic, urgency

FIRST_PAUSE_SECONDS: Final = 30
LONGEST_PAUSE_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed message that is to be sent now, in its words."""

    claimed: Claimed
    letter: Letter
    payload: bytes


async def send_batch(pool: Pool, service: PushService) -> int:
    """Send what is due, one batch of it; how many messages it took."""
    async with pool.connection() as connection:
        claims = await amany(connection, outbox.claim())
    looked = [await _look(pool, claimed) for claimed in claims]
    for claimed, found in zip(claims, looked, strict=True):
        if isinstance(found, Outcome):
            await _settle(pool, claimed, found)
    ready = [found for found in looked if isinstance(found, Ready)]
    await asyncio.gather(*(_bring(pool, service, one) for one in ready))
    return len(claims)


async def _look(pool: Pool, claimed: Claimed) -> Ready | Outcome:
    """The message in its words; or what becomes of it when it is not sent now."""
    if claimed.is_late:
        return Outcome(PushState.DROPPED, error="too late")
    async with pool.connection() as connection:
        viewer = await afirst(connection, asker(claimed.user_id))
        if viewer is None:
            return Outcome(PushState.DROPPED, error="retired")
        today = viewer.today(now())
        letter = await afirst(connection, outbox.letter(viewer, claimed.id, today))
        if letter is None:
            return Outcome(PushState.DROPPED, error="nothing to tell")
        if letter.is_muted or not letter.targets:
            return Outcome(PushState.DROPPED, error="turned off" if letter.is_muted else "no device")
        until = quiet_until(now(), _time(letter.quiet_from), _time(letter.quiet_to))
        if until:
            return Outcome(PushState.WAITING, due_at=until, is_counted=False)
        count = await aone(connection, unread.count(viewer, today))
    return Ready(claimed, letter, payload(letter, viewer.language, count.items))


async def _bring(pool: Pool, service: PushService, ready: Ready) -> None:
    """Send to all devices that do not have it, and settle."""
    headers = {"Urgency": urgency(ready.letter), "Topic": topic(ready.letter)}
    targets = ready.letter.targets
    answers = await asyncio.gather(*(service.send(target, ready.payload, headers) for target in targets))
    by_fate = {
        fate: [target["id"] for target, answer in zip(targets, answers, strict=True) if answer.fate is fate]
        for fate in Fate
    }
    async with pool.connection() as connection:
        if by_fate[Fate.TAKEN]:
            await amany(connection, outbox.reached(by_fate[Fate.TAKEN]))
        if by_fate[Fate.GONE]:
            await amany(connection, outbox.forget(by_fate[Fate.GONE]))
    await _settle(pool, ready.claimed, outcome(ready.claimed, answers, by_fate[Fate.TAKEN]))


def outcome(claimed: Claimed, answers: Sequence[Answer], delivered: Sequence[int]) -> Outcome:
    """What becomes of the message: it is tried again, later each time, for whom it did not reach."""
    failed = [answer for answer in answers if answer.fate is Fate.LATER]
    if failed and claimed.attempt < outbox.LAST_ATTEMPT:
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (claimed.attempt - 1), LONGEST_PAUSE_SECONDS)
        seconds = max([pause, *(answer.seconds for answer in failed)])
        due_at = now() + timedelta(seconds=seconds)
        return Outcome(PushState.WAITING, delivered, failed[0].error, due_at)
    if failed:
        return Outcome(PushState.FAILED, delivered, failed[0].error)
    return Outcome(PushState.SENT, delivered) if delivered else Outcome(PushState.DROPPED, error="gone")


async def _settle(pool: Pool, claimed: Claimed, became: Outcome) -> None:
    async with pool.connection() as connection:
        await amany(connection, outbox.settle(claimed, became))


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
