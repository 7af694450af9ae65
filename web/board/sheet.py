"""One form of a post on its way, from the first look until it is posted."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from shared.post_changes import Change, OpenPost
from shared.post_drafts import PostFields, WholeDraft
from web.board.forms import PostForm
from web.sheet import FormSheet, cleaned
from web.viewer import SignedIn

FIELDS = ("genre", "title", "content", "announce", "audience", "area", "due_on")


@dataclass(frozen=True, slots=True)
class Sheet(FormSheet):
    """What the form of a post holds beside its fields."""

    @classmethod
    def drafted(cls, draft: WholeDraft) -> "Sheet":
        """As the draft holds it."""
        return cls.kept(draft.id, draft.page, draft.fields)

    def page(
        self,
        request: SignedIn,
        form: PostForm,
        post: OpenPost | None = None,
        status: int = 200,
        is_touched: bool = True,
        **more: object,
    ) -> HttpResponse:
        """The form's page, for a new post or a change of one; not `is_touched`, it has no new photos."""
        photos = self.context(request, post.pictures if post else [], is_touched=is_touched)
        return render(
            request, "board/form.html", {"form": form, "post": post, **photos, **more}, status=status
        )

    def change(self, form: PostForm) -> Change:
        """The valid form as `shared.post_changes` takes it."""
        return Change(
            **form.words,
            is_addressed=form.offered is not None,
            announcement=form.announcement,
            version=self.version,
            form_id=self.form_id,
            order=list(self.order),
            removed=list(self.removed),
            pages=list(self.filed_from),
        )


def typed(post: QueryDict) -> PostFields:
    """The fields of a form as a draft keeps them."""
    stores = [store for store in post.getlist("stores") if store.isascii() and store.isdigit()]
    return cast(PostFields, cleaned(post, FIELDS) | {"stores": stores})


def is_empty(fields: PostFields) -> bool:
    """True when nobody has typed or picked anything, or sent a photo, yet."""
    written = (fields[name].strip() for name in ("genre", "title", "content"))
    return not (any(written) or fields["order"])


def initial(fields: PostFields) -> dict[str, Any]:
    """What a form that goes on with a draft starts with."""
    return {name: fields[name] for name in (*FIELDS, "stores")}  # type: ignore[literal-required]
