"""Ask, and do something else until the answer is here."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

Answer = TypeVar("Answer")


@asynccontextmanager
async def begun(asking: Coroutine[Any, Any, Answer]) -> AsyncIterator[asyncio.Task[Answer]]:
    """Begin `asking`; the block awaits its answer. Where the block fails first, the question is withdrawn."""
    task = asyncio.create_task(asking)
    try:
        yield task
    finally:
        task.cancel()  # nothing, once it has answered
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # the block's own fault is told; asyncio would tell this one beside it
