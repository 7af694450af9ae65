"""Which page has written a draft last: only a page that stands on it writes over it. For all kinds of drafts.

A page has an id of its own. The one that began a form is known by the form's id, and so is a draft that says
nothing of pages.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, LiteralString
from uuid import UUID

# The page that has written the draft `d` last, as text.
LAST_PAGE: Final[LiteralString] = "coalesce(d.fields ->> 'page', d.id::text)"
# Whether a page that goes on with what others have written may write over the draft `d`. Binds `pages`.
STANDS_ON: Final[LiteralString] = LAST_PAGE + " = ANY(%(pages)s::text[])"


def as_json(fields: Mapping[str, object]) -> str:
    """The fields as they are kept."""
    return json.dumps(fields, ensure_ascii=False)


def written_by(pages: Sequence[UUID], fields: Mapping[str, object]) -> dict[str, object]:
    """`fields` and `pages` for a statement: what the first of `pages` writes, on what all of them have."""
    return {"fields": as_json({**fields, "page": str(pages[0])}), "pages": [str(page) for page in pages]}
