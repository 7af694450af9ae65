"""A process that runs turns until it is killed, forked from one in which all that is heavy is loaded."""

import asyncio
import multiprocessing
import os
from contextlib import suppress
from multiprocessing.context import ForkServerProcess

HEAVY = ["stream.chat.agent", "stream.chat.models", "stream.chat.tools.figures", "langchain_openai"]


def work(variables: dict[str, str]) -> None:
    """Run turns, with these settings, for ever."""
    os.environ.update(variables)
    with suppress(KeyboardInterrupt):
        asyncio.run(_work(variables["DATABASE_URL"]))


async def _work(url: str) -> None:
    from shared.pool import new_pool  # noqa: PLC0415  its settings are read in this process
    from shared.reader import Reader  # noqa: PLC0415  as above
    from shared.settings import settings  # noqa: PLC0415  as above
    from stream.chat.runner import running  # noqa: PLC0415  as above

    settings.cache_clear()
    async with new_pool(url, 10) as pool, running(pool, Reader(pool)):
        await asyncio.Event().wait()


def start(variables: dict[str, str]) -> ForkServerProcess:
    """One that works."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*HEAVY, __name__])
    process = context.Process(target=work, args=(variables,))
    process.start()
    return process
