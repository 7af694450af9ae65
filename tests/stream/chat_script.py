"""A hosted model that reacts to what it is sent: it calls tools, and answers from what they found."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.stream.chat_server import Reply

Said = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Turn:
    """The calls (tool, arguments) that a question is worth, and what is said of the tools' messages."""

    calls: Sequence[tuple[str, dict[str, str]]]
    say: Said


def reacting(turns: dict[str, Turn], pause: float = 0.0) -> Callable[[dict[str, Any]], Reply]:
    """Answers to requests: first the calls, then what the tools' messages are worth. A question that is not
    among `turns` is said to be unknown."""

    def react(asked: dict[str, Any]) -> Reply:
        messages = asked["messages"]
        last = max(place for place, one in enumerate(messages) if one["role"] == "user")
        turn = turns.get(messages[last]["content"])
        if turn is None:
            return Reply("分かりません。", pause=pause)
        found = [one["content"] for one in messages[last + 1 :] if one["role"] == "tool"]
        if found:
            return Reply(turn.say("\n".join(found)), pause=pause)
        calls = [(name, json.dumps(given, ensure_ascii=False)) for name, given in turn.calls]
        return Reply(calls=calls, pause=pause)

    return react


def references(found: str) -> list[str]:
    """The references `{v1}` of the tools' messages, in their order."""
    return list(dict.fromkeys(re.findall(r"\{v\d+\}", found)))


def value(found: str, name: str) -> str:
    """The reference that a tool's message gives under that name."""
    match = re.search(rf"(?:^|\s){name}: (\{{v\d+\}})=", found)
    assert match, (name, found)
    return match[1]


def quoted(found: str, word: str) -> tuple[str, str]:
    """The first sentence with this word in what a tool read, and its source as it is cited, `[2]`."""
    for number, text in re.findall(r"\[(\d+)\] [^\n]*<<<\n(.*?)\n>>>", found, re.DOTALL):
        for sentence in re.findall(r"[^\n。]+。", text):
            if word in sentence:
                return sentence.replace("*", ""), f"[{number}]"
    raise AssertionError((word, found))
