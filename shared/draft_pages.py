"""For all kinds of drafts: how large one may be, and which page has written it last.

Only a page that stands on what was written last writes over it. A page has an id of its own. The one that
began a form is known by the form's id, and so is a draft that says nothing of pages.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, LiteralString
from uuid import UUID

LARGEST: Final = 64 * 1024  # bytes of the fields as JSON
# The page that has written the draft `d` last, as text.
LAST_PAGE: Final[LiteralString] = "coalesce(d.fields ->> 'page', d.id::text)"
# Whether a page that goes on with what others have written may write over the draft `d`. Binds `pages`.
STANDS_ON: Final[LiteralString] = LAST_PAGE + " = ANY(%(pages)s::text[])"


def fits(fields: Mapping[str, object]) -> bool:
    """False for more than `LARGEST` bytes, beside the page."""
    return len(_as_json(fields).encode()) <= LARGEST


def written_by(pages: Sequence[UUID], fields: Mapping[str, object]) -> dict[str, object]:
    """`fields` and `pages` for a statement: what the first of `pages` writes, on what all of them have."""
    return {"fields": _as_json({**fields, "page": str(pages[0])}), "pages": [str(page) for page in pages]}


def _as_json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False)
