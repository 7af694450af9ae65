"""What a turn cost, by the prices in the settings."""

from dataclasses import dataclass
from typing import Final

from shared.settings import settings

RULES: Final = "c3-rules"


def is_hosted() -> bool:
    """Whether there is a key, and a service is asked; else the rules answer, for nothing."""
    return bool(settings().openai_api_key.get_secret_value())


def model_name() -> str:
    """The name that is kept with a turn."""
    return settings().openai_model if is_hosted() else RULES


@dataclass(slots=True)
class Usage:
    """Tokens that a turn has used so far.

    Of an answer that is on its way, that was stopped, or whose service counts none, each character counts as
    a token: a question that is always stopped is not free.
    """

    is_free: bool = False
    _input: int = 0
    _output: int = 0
    _open_input: int = 0
    _open_output: int = 0

    def began(self, characters: int) -> None:
        """The model is asked, with so many characters."""
        self._close()
        self._open_input = characters

    def said(self, characters: int) -> None:
        """A piece of its answer has come."""
        self._open_output += characters

    def ended(self, tokens: tuple[int, int] | None) -> None:
        """The answer is whole: its tokens in and out, as the service counts them."""
        if tokens:
            self._open_input, self._open_output = tokens
        self._close()

    def _close(self) -> None:
        self._input, self._output = self._input + self._open_input, self._output + self._open_output
        self._open_input = self._open_output = 0

    @property
    def input_tokens(self) -> int:
        """Of all questions to the model; the rules use none."""
        return self._input + self._open_input if not self.is_free else 0

    @property
    def output_tokens(self) -> int:
        """Of all its answers."""
        return self._output + self._open_output if not self.is_free else 0

    @property
    def cost(self) -> int:
        """In millionths of a US dollar: a price is dollars for a million tokens, so the millions cancel."""
        given = settings()
        return round(self.input_tokens * given.openai_price_in + self.output_tokens * given.openai_price_out)
