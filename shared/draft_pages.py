"""For all kinds of drafts: how large one may be, and which page has written it last.

Only a page that stands on what was written last writes over it. A page has an id of its own. The one that
began a form is known by the form's id, and so is a draft that says nothing of pages.

As a form is filed its draft goes, with the words that the form was filed with. What another page has gone on
with since is a draft of its own from then on: under the id of a form that is filed nobody would see it again.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, LiteralString
from uuid import UUID

LARGEST: Final = 64 * 1024  # bytes of the fields as JSON
# The page that has written the draft `d` last, as text.
LAST_PAGE: Final[LiteralString] = "coalesce(d.fields ->> 'page', d.id::text)"
# Whether a page that goes on with what others have written may write over the draft `d`. Binds `pages`.
STANDS_ON: Final[LiteralString] = LAST_PAGE + " = ANY(%(pages)s::text[])"
# `own_id` of the draft `d` and the page that has written it last.
_OWN_ID: Final[LiteralString] = (
    "left(encode(sha256(convert_to(d.id::text || ' ' || " + LAST_PAGE + ", 'UTF8')), 'hex'), 32)::uuid"
)

# CTEs by which the draft of a form, one of `{drafts}`, goes or is set apart as the form is filed: `{filed}`
# is a relation of one row ON the condition that it is. The draft is locked first, so that what another page
# writes in this very moment counts. Binds `form_id`, `user` and `pages`; for who names none, any draft goes.
SETTLED: Final[LiteralString] = (
    """
    draft AS (
        SELECT d.id, cardinality(%(pages)s::text[]) = 0 OR """
    + STANDS_ON
    + """ AS is_filed,
               CASE WHEN EXISTS (SELECT FROM {drafts} o WHERE o.id = """
    + _OWN_ID
    + ") THEN gen_random_uuid() ELSE "
    + _OWN_ID
    + """ END AS own_id
        FROM {drafts} d JOIN {filed}
        WHERE d.id = %(form_id)s AND d.user_id = %(user)s::varchar
        FOR UPDATE OF d
    ), filed_draft AS (
        DELETE FROM {drafts} d USING draft WHERE d.id = draft.id AND draft.is_filed
    ), apart AS (
        UPDATE {drafts} d SET id = draft.own_id FROM draft WHERE d.id = draft.id AND NOT draft.is_filed
    )"""
)
# And the photos that wait for the form and that it does not name stay with the draft. Binds `order` as well.
SETTLED_WITH_PHOTOS: Final[LiteralString] = (
    SETTLED
    + """, photos_apart AS (
        UPDATE report_images i SET form_id = draft.own_id FROM draft
        WHERE NOT draft.is_filed AND i.form_id = %(form_id)s AND i.uploaded_by = %(user)s::varchar
          AND i.report_id IS NULL AND i.post_id IS NULL AND i.id <> ALL(%(order)s::uuid[])
    )"""
)


def fits(fields: Mapping[str, object]) -> bool:
    """False for more than `LARGEST` bytes, beside the page."""
    return len(_as_json(fields).encode()) <= LARGEST


def written_by(pages: Sequence[UUID], fields: Mapping[str, object]) -> dict[str, object]:
    """`fields` and `pages` for a statement: what the first of `pages` writes, on what all of them have."""
    return {"fields": _as_json({**fields, "page": str(pages[0])}), "pages": as_texts(pages)}


def as_texts(pages: Sequence[UUID]) -> list[str]:
    """`pages` as a statement binds them."""
    return [str(page) for page in pages]


def own_id(form_id: UUID, page: UUID) -> UUID:
    """The id of the draft in which `page` goes on alone with a form; always the same."""
    return UUID(sha256(f"{form_id} {page}".encode()).hexdigest()[:32])


def _as_json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False)
