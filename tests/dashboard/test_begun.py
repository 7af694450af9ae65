"""A question that is asked while something else is done."""

import asyncio

import pytest

from dashboard.begun import begun


class Lost(Exception):
    """The fault of a question."""


async def _answer(log: list[str], fault: Exception | None = None) -> int:
    log.append("asked")
    try:
        await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        log.append("withdrawn")
        raise
    if fault:
        raise fault
    log.append("answered")
    return 7


def test_it_is_asked_before_the_block_awaits_its_answer():
    log: list[str] = []

    async def run() -> int:
        async with begun(_answer(log)) as answer:
            await asyncio.sleep(0)
            log.append("built")
            return await answer

    assert asyncio.run(run()) == 7
    assert log == ["asked", "built", "answered"]


def test_the_fault_of_the_answer_is_the_block_s():
    async def run() -> None:
        async with begun(_answer([], Lost())) as answer:
            await answer

    with pytest.raises(Lost):
        asyncio.run(run())


def test_a_block_that_fails_withdraws_the_question_and_says_its_own_fault(caplog):
    log: list[str] = []

    async def run() -> None:
        async with begun(_answer(log)):
            await asyncio.sleep(0)
            raise ValueError("the block")

    with pytest.raises(ValueError, match=r"^the block$"):
        asyncio.run(run())
    assert log == ["asked", "withdrawn"]
    assert caplog.text == ""


def test_a_block_and_a_question_that_both_fail_say_one_fault(caplog):
    async def run() -> None:
        async with begun(_answer([], Lost())):
            await asyncio.sleep(0.1)
            raise ValueError("the block")

    with pytest.raises(ValueError, match=r"^the block$"):
        asyncio.run(run())
    assert "never retrieved" not in caplog.text
