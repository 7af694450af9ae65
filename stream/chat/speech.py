"""What a model says in one of its turns, as far as it is meant for the person who asked."""

from typing import Final

HELD: Final = 60  # characters: 「調べます。」 before a tool is no answer
_OPENS, _CLOSES = "<think>", "</think>"


class Speech:
    """Takes what a model says, gives what may go on. Thoughts of models that think aloud are left out.

    While nothing was looked up (`is_first`), its first words wait for what it does next.
    """

    def __init__(self, *, is_first: bool) -> None:
        self._waits_for = HELD if is_first else 0
        self._held = ""
        self._is_thinking = True  # as far as is known
        self.has_spoken = False

    def feed(self, text: str) -> str:
        """What may go on with this piece."""
        self._held += text
        self._is_thinking = self._is_thinking and self._thinks()
        return "" if self._is_thinking or len(self._held) < self._waits_for else self._released()

    def end(self, *, calls_tools: bool) -> str:
        """What is left, when it has said all. Before a tool it is dropped, where none of it went on."""
        if self._is_thinking and self._held.startswith(_OPENS):
            return ""
        return "" if calls_tools and not self.has_spoken else self._released()

    def _released(self) -> str:
        text, self._held = self._held, ""
        self._waits_for = 0
        self.has_spoken = self.has_spoken or bool(text)
        return text

    def _thinks(self) -> bool:
        """Whether it still thinks aloud, or may be about to; thoughts that ended are dropped."""
        self._held = self._held.lstrip()
        if not self._held.startswith(_OPENS):
            return _OPENS.startswith(self._held)
        _, end, after = self._held.partition(_CLOSES)
        self._held = after.lstrip() if end else self._held
        return not end or _OPENS.startswith(self._held)
