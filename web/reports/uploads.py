"""Photos that a phone sends straight to the bucket while its owner types: a ticket before, a word after.

What arrives is taken from the bucket, re-encoded and staged as if it had come with the form. Whatever goes
wrong, the photo is still in the form, and comes with it.
"""

from uuid import UUID, uuid4

from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared import edits, post_changes, reports
from shared.access import Viewer
from shared.dates import now
from shared.db import first, many
from shared.pictures import MAX_BYTES, Refusal
from shared.reports import MAX_PICTURES
from shared.storage import (
    S3,
    Claim,
    InvalidAddress,
    NotFound,
    StorageError,
    claim_token,
    read_claim,
    s3,
)
from shared.storage.incoming import KINDS, NotAsSigned, discard, take
from shared.storage.incoming import ticket as new_ticket
from web.columns import number_from
from web.reports import pictures
from web.reports.pictures import Staged
from web.sheet import FormSheet, id_from, ids
from web.viewer import SignedIn


@require_POST
def ticket(request: SignedIn) -> HttpResponse:
    """Where a form (`form_id`) may send a photo of a `type`, with the `claim` to it; 404 without a bucket."""
    bucket, form_id = s3(), id_from(request.POST.get("form_id", ""))
    if bucket is None or form_id is None:
        raise Http404
    kind = request.POST.get("type", "")
    if kind not in KINDS:
        return _said(_(Refusal.NOT_A_PICTURE.label), 422)
    claim = Claim(request.viewer.user_id, form_id, uuid4())
    made = new_ticket(bucket, claim.id, kind, MAX_BYTES)
    answer = {"url": made.url, "fields": made.fields, "claim": claim_token(claim, now())}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_POST
def arrived(request: SignedIn) -> HttpResponse:
    """Stage the photo of a `claim`: its part of the form as `photo`, and what is to be `said`.

    404 for a claim of another person's, or to what never arrived; 422 for what is no photo of ours; 503 while
    the storage is away. The file stays with the form then. Said twice it is the same photo.
    """
    bucket = s3()
    if bucket is None:
        raise Http404
    try:
        claim = read_claim(request.POST.get("claim", ""), request.viewer.user_id, now())
    except InvalidAddress:
        raise Http404 from None
    staged = _staged_before(request.viewer, claim) or _taken(request, bucket, claim)
    if isinstance(staged, HttpResponse):
        return staged
    (shown,) = pictures.shown([pictures.row(staged.picture)], request.viewer)
    context = {"picture": shown, "sheet": FormSheet(claim.form_id), "n": request.POST.get("n", "")}
    photo = render_to_string("reports/_photo.html", context, request)
    return JsonResponse({"photo": photo, "said": pictures.waits_sentence() if staged.waits else ""})


def _taken(request: SignedIn, bucket: S3, claim: Claim) -> Staged | HttpResponse:
    """The photo taken from the bucket and staged, else the answer that says why not."""
    try:
        data = take(bucket, claim.id, MAX_BYTES)
    except NotFound:
        raise Http404 from None
    except NotAsSigned as wrong:
        _discard(bucket, claim.id)
        return _said(_((Refusal.TOO_LARGE if wrong.is_too_large else Refusal.NOT_A_PICTURE).label), 422)
    except StorageError:
        return _said(pictures.away_sentence(), 503)
    removed = ids(request.POST.getlist("remove_pictures"))
    room = _room(request, {str(picture) for picture in removed})
    outcome = pictures.stage(request.viewer, claim.form_id, data, room, claim.id, removed)
    _discard(bucket, claim.id)
    return _said(outcome, 422) if isinstance(outcome, str) else outcome


def _room(request: SignedIn, removed: set[str]) -> int:
    """How many staged photos the form may have, beside those that its report or post has and keeps."""
    report_id, post_id = (number_from(request.POST.get(name, "")) for name in ("report", "post"))
    report = first(connection, edits.find(request.viewer, report_id, now())) if report_id else None
    post = first(connection, post_changes.find(request.viewer, post_id)) if post_id else None
    there = [picture["id"] for text in (report, post) if text for picture in text.pictures]
    return MAX_PICTURES - sum(picture not in removed for picture in there)


def _staged_before(viewer: Viewer, claim: Claim) -> Staged | None:
    """The photo, when its arrival was told before and the answer was lost."""
    waiting = many(connection, reports.staged(viewer, claim.form_id))
    return next((Staged(picture, False) for picture in waiting if picture.id == claim.id), None)


def _discard(bucket: S3, upload: UUID) -> None:
    """What cannot be deleted now is swept up within the hour."""
    try:
        discard(bucket, upload)
    except StorageError:
        return


def _said(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"said": sentence}, status=status)
