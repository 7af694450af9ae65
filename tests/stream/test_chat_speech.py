"""What a model says before it looks something up, and what it thinks aloud, is no answer."""

import pytest

from stream.chat.speech import HELD, Speech

LONG = "渋谷店の先週の売上についてお答えします。" * 4


def heard(text: str, *, is_first: bool, calls_tools: bool = False, size: int = 3) -> str:
    speech = Speech(is_first=is_first)
    fed = "".join(speech.feed(text[at : at + size]) for at in range(0, len(text), size))
    return fed + speech.end(calls_tools=calls_tools)


@pytest.mark.parametrize("size", [1, 2, 5, 500])
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("text", ["", "はい。", "<b>はい</b>", "< 5", LONG])
def test_an_answer_goes_on_as_it_is(text, is_first, size):
    assert heard(text, is_first=is_first, size=size) == text


def test_a_word_before_a_tool_is_dropped():
    assert heard("売上を調べます。", is_first=True, calls_tools=True) == ""


def test_after_a_tool_what_is_said_goes_on_at_once():
    assert Speech(is_first=False).feed("売") == "売"


def test_a_first_answer_is_held_for_some_signs_only():
    speech = Speech(is_first=True)
    assert speech.feed("あ" * (HELD - 1)) == ""
    assert speech.feed("あ") == "あ" * HELD
    assert speech.feed("い") == "い"


def test_what_went_on_before_a_tool_is_whole():
    assert heard(LONG, is_first=True, calls_tools=True) == LONG


@pytest.mark.parametrize("size", [1, 2, 5, 500])
@pytest.mark.parametrize("is_first", [True, False])
def test_thoughts_are_left_out(is_first, size):
    said = "\n<think>売上は99円かな。</think>\n売上は12円です。"
    assert heard(said, is_first=is_first, size=size) == "売上は12円です。"


@pytest.mark.parametrize("calls_tools", [True, False])
def test_thoughts_that_never_end_are_no_answer(calls_tools):
    assert heard("<think>売上は99円かな。", is_first=False, calls_tools=calls_tools) == ""
