"""One 日報 form on its way, from the first look until it is filed."""

from dataclasses import asdict, dataclass
from typing import Any, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from shared.drafts import DraftFields, WholeDraft
from shared.edits import Change, OpenReport
from shared.rows import REPORT_FIELDS, Written
from web.reports.forms import ReportForm
from web.sheet import FormSheet, cleaned
from web.viewer import SignedIn


@dataclass(frozen=True, slots=True)
class Sheet(FormSheet):
    """What the form of a report holds beside its fields."""

    @classmethod
    def drafted(cls, draft: WholeDraft) -> "Sheet":
        """As the draft holds it."""
        return cls.kept(draft.id, draft.page, draft.fields)

    def page(
        self,
        request: SignedIn,
        form: ReportForm,
        report: OpenReport | None = None,
        status: int = 200,
        is_touched: bool = True,
        **more: object,
    ) -> HttpResponse:
        """The form's page, for a new report or a change of one; not `is_touched`, it has no new photos."""
        photos = self.context(request, report.pictures if report else [], is_touched=is_touched)
        return render(
            request, "reports/form.html", {"form": form, "report": report, **photos, **more}, status=status
        )

    def change(self, report: Written) -> Change:
        """The valid form as `shared.edits` takes it."""
        return Change(
            **asdict(report),
            version=self.version,
            form_id=self.form_id,
            order=list(self.order),
            removed=list(self.removed),
            pages=list(self.filed_from),
        )


def typed(post: QueryDict) -> DraftFields:
    """The fields of a form as a draft keeps them."""
    return cast(DraftFields, cleaned(post, REPORT_FIELDS))


def is_empty(fields: DraftFields) -> bool:
    """True when nobody has typed or picked anything, or sent a photo, yet."""
    written = (fields[name].strip() for name in ("genre", "location", "title", "content"))
    return not (any(written) or fields["order"])


def initial(fields: DraftFields) -> dict[str, Any]:
    """What a form that goes on with a draft starts with; an old draft lacks the fields that came after it."""
    return {name: fields.get(name, "") for name in REPORT_FIELDS}
