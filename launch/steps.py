"""The lines that tell how far `make run` has come."""

TOTAL = 8


def step(number: int, text: str) -> None:
    """Say that step `number` of `TOTAL` begins; `text` is Japanese first, English second."""
    print(f"[{number}/{TOTAL}] {text}", flush=True)
