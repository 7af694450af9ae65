"""Forms that are far too large are not read at all, their token included."""

from typing import Final

from django.http import HttpRequest

BLOCK: Final = 1024 * 1024  # bytes
DRAINED: Final = 4  # times what is allowed


def is_oversized(request: HttpRequest, most: int) -> bool:
    """True for a form of more than `most` bytes: thrown away, so that the browser listens to the answer.

    To be asked before the form is read, hence by a view that is exempt from the look at its token until then.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) <= most:
        return False
    left = DRAINED * most
    while left > 0 and (block := request.read(BLOCK)):
        left -= len(block)
    return True
