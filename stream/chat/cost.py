"""What a turn cost, by the prices in the settings."""

from dataclasses import dataclass

from shared.settings import settings


@dataclass(slots=True)
class Usage:
    """Tokens that a turn has used so far."""

    input_tokens: int = 0
    output_tokens: int = 0

    def add(self, input_tokens: int, output_tokens: int) -> None:
        """Another answer of the model."""
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens

    @property
    def cost(self) -> int:
        """In millionths of a US dollar: a price is dollars for a million tokens, so the millions cancel."""
        given = settings()
        return round(self.input_tokens * given.openai_price_in + self.output_tokens * given.openai_price_out)
