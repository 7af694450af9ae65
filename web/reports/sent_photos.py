"""Photos of what was written without a network: sent one by one, before the form that they belong to."""

import logging
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.pictures import MAX_BYTES, PictureRefused, Refusal
from shared.reports import MAX_PICTURES
from shared.storage import StorageError, StorageFull
from web.reports import pictures
from web.sending import answers
from web.sending.answers import takes_sent
from web.sending.once import key_of
from web.sheet import ids
from web.viewer import SignedIn

logger = logging.getLogger(__name__)


@takes_sent
@require_POST
def photo(request: SignedIn) -> HttpResponse:
    """Stage the `image` for the form `form_id`; sent twice it is one. The form names its `id` in `order`.

    `remove_pictures` are those that the form is to be without: they take no place of the twelve.
    """
    form_id, file = key_of(request.POST), request.FILES.get("image")
    if form_id is None:
        return answers.foreign_key()
    if file is None:
        return answers.refused({"images": _(Refusal.NOT_A_PICTURE.label)})
    if getattr(file, "is_lost", False):
        return answers.away(pictures.full_sentence())
    return _staged(request, form_id, file.read(MAX_BYTES + 1))


def _staged(request: SignedIn, form_id: UUID, data: bytes) -> HttpResponse:
    wanted, removed = uuid4(), ids(request.POST.getlist("remove_pictures"))
    try:
        staged = pictures.take(request.viewer, form_id, data, MAX_PICTURES, wanted, removed)
    except PictureRefused as refused:
        return answers.refused({"images": _(refused.reason.label)})
    except StorageError as error:
        logger.exception("a picture that a phone sent could not be stored")
        is_full = isinstance(error, StorageFull)
        return answers.away(pictures.full_sentence() if is_full else pictures.away_sentence())
    if staged is None:
        return answers.refused({"images": pictures.most_sentence()})
    picture = staged.picture
    (shown,) = pictures.shown([pictures.row(picture)], request.viewer)
    return answers.made(
        shown.thumbnail_url, is_new=picture.id == wanted, id=str(picture.id), waits=staged.waits
    )
