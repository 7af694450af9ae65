"""How c3-worker ends when one of its tasks has failed and another computes on."""

import asyncio
import logging
import os

import pytest

from stream import worker


async def failing() -> None:
    raise RuntimeError("the third task")


@pytest.mark.parametrize(("fails", "code"), [(True, 1), (False, 0)])
async def test_a_fault_is_told_before_a_thread_that_computes_is_left(monkeypatch, caplog, fails, code):
    def left(status: int) -> None:
        raise SystemExit(status)

    monkeypatch.setattr(os, "_exit", left)
    monkeypatch.setattr(worker, "SECONDS_TO_STOP", 0.05)
    busy = asyncio.create_task(asyncio.sleep(60))
    workers = {busy, *([asyncio.create_task(failing())] if fails else [])}
    with caplog.at_level(logging.CRITICAL), pytest.raises(SystemExit) as end:
        await worker.ended(workers)
    busy.cancel()
    assert end.value.code == code
    assert ("the third task" in caplog.text) is fails
