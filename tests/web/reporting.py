"""What the tests of 日報 share: filled forms, photos, a report that is there."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import pictures
from web.reports.models import DailyReport

REGISTER = "/report/register/"


def typed(**changes: object) -> dict[str, object]:
    """A good form, with changes."""
    form: dict[str, object] = {
        "form_id": str(uuid4()),
        "date": "",
        "genre": "claim",
        "location": "hall",
        "title": "料理の提供が遅い",
        "content": "お客様から「30分待った」とご指摘。",
    }
    return form | changes


def photo(shade: int = 0) -> SimpleUploadedFile:
    """A small photo, as wide as 80 and its shade."""
    return SimpleUploadedFile(f"IMG_{shade}.jpg", pictures.jpeg((80 + shade, 60)), "image/jpeg")


def file_report(browser: Client, **changes: object) -> int:
    """File a report; its id."""
    return int(browser.post(REGISTER, typed(**changes))["Location"].split("/")[3])


def begin(browser: Client, report_id: int) -> dict[str, Any]:
    """Open the form that changes a report; its fields, as they are sent back when nothing is typed."""
    page = browser.get(f"/report/edit/{report_id}/")
    assert page.status_code == 200
    form, sheet = page.context["form"], page.context["sheet"]
    fields = {name: form[name].value() for name in ("date", "genre", "location", "title", "content")}
    return {**fields, "form_id": str(sheet.form_id), "version": sheet.version, "order": order_of(page)}


def order_of(page: Any) -> list[str]:
    """The photos that a form shows, as it names them when it is sent."""
    return [str(picture.id) for picture in page.context["pictures"]]


def filed_earlier(report_id: int, moment: datetime) -> None:
    """Let the report have been filed at another moment."""
    DailyReport.objects.filter(id=report_id).update(created_at=moment)


YESTERDAY = timedelta(days=1)
