"""Photos of what was written without a network: sent one by one, each once, and none is lost on the way."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared.storage import StorageError, StorageFull
from tests.web.reporting import photo
from tests.web.sent import Item, item_of, send
from web.reports import keeping
from web.reports.models import DailyReport, ReportImage

pytestmark = pytest.mark.django_db

PHOTO = "/report/photo/"
KINDS = pytest.mark.parametrize("name", ["report", "post"])


def put(browser: Client, key: object, shade: int = 0, **more: object):
    return send(browser, PHOTO, {"form_id": key, "image": photo(shade), **more})


def with_photos(browser: Client, item: Item, many: int = 3) -> dict[str, Any]:
    """An item whose photos were sent."""
    said = item.said()
    return said | {"order": [put(browser, said["form_id"], shade).json()["id"] for shade in range(many)]}


def test_a_photo_is_kept_and_shown_to_who_sent_it(browser_of, cast):
    browser = browser_of(cast.staff)
    answer = put(browser, uuid4())
    told = answer.json()
    assert (answer.status_code, told["state"], told["waits"]) == (201, "made", False)
    assert browser.get(told["url"])["Content-Type"] == "image/jpeg"
    assert browser_of(cast.manager).get(told["url"]).status_code == 404


def test_sent_again_it_is_the_same_one(browser_of, cast):
    browser, key = browser_of(cast.staff), uuid4()
    first = put(browser, key).json()
    again = [put(browser, key) for _ in range(3)]
    assert {(answer.status_code, answer.json()["state"]) for answer in again} == {(200, "was_made")}
    assert {answer.json()["id"] for answer in again} == {first["id"]}
    assert ReportImage.objects.count() == 1


@KINDS
def test_the_item_gets_its_photos_in_its_order(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item)
    said["order"] = list(reversed(said["order"]))
    assert send(browser, item.path, said).json()["state"] == "made"
    assert send(browser, item.path, said).json()["state"] == "was_made"
    kept = ReportImage.objects.exclude(report=None, post=None).order_by("position")
    assert [str(picture.pk) for picture in kept] == said["order"]


@KINDS
def test_photos_that_were_swept_up_meanwhile_are_asked_for_again(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item)
    lost = said["order"][1]
    ReportImage.objects.filter(pk=lost).delete()
    answer = send(browser, item.path, said)
    assert (answer.status_code, answer.json()["why"]) == (422, "pictures")
    assert answer.json()["missing"] == [lost]
    assert not DailyReport.objects.exists()
    assert ReportImage.objects.filter(report=None, post=None).count() == 2, "the others wait on"
    said["order"][1] = put(browser, said["form_id"], 1).json()["id"]
    assert send(browser, item.path, said).json()["state"] == "made"
    assert ReportImage.objects.exclude(report=None, post=None).count() == 3


@KINDS
def test_a_photo_that_was_taken_off_is_not_missed(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item)
    off = said["order"][0]
    assert send(browser, item.path, said | {"remove_pictures": off}).json()["state"] == "made"
    assert ReportImage.objects.count() == 2


@KINDS
def test_a_photo_that_was_taken_off_before_its_answer_was_heard_does_not_go_along(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item)
    unheard = put(browser, said["form_id"], shade=9).json()["id"]
    assert send(browser, item.path, said).json()["state"] == "made"
    assert ReportImage.objects.exclude(report=None, post=None).count() == 3
    waits = ReportImage.objects.get(pk=unheard)
    assert (waits.report_id, waits.post_id) == (None, None)


def other(said: dict[str, object], *order: object) -> dict[str, object]:
    return said | {"order": list(order)}


@KINDS
def test_sent_again_with_one_photo_more_or_less_it_is_not_told_as_made(browser_of, cast, name):
    """「直す」 or Back, and the forgotten photo, while what was sent before is made."""
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item)
    one, two, three = said["order"]
    made = send(browser, item.path, said).json()
    more = put(browser, said["form_id"], 9).json()["id"]
    for changed in (
        other(said, one, two, three, more),
        other(said, one, two),
        said | {"remove_pictures": one},
    ):
        answer = send(browser, item.path, changed)
        assert (answer.status_code, answer.json()["why"], answer.json()["url"]) == (409, "key", made["url"])
    assert ReportImage.objects.get(pk=more).report_id is None, "it waits on"
    turned = other(said, three, two, one)
    assert [send(browser, item.path, again).json()["state"] for again in (said, turned)] == ["was_made"] * 2


@KINDS
def test_what_was_sent_by_the_page_is_not_told_as_made_with_another_photo_either(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item, 1)
    browser.post(item.path, said)
    assert send(browser, item.path, said).json()["state"] == "was_made"
    later = item.said()
    browser.post(item.path, later)
    more = put(browser, later["form_id"], 9).json()["id"]
    assert send(browser, item.path, other(later, more)).json()["why"] == "key"


@KINDS
def test_a_page_sent_again_with_another_photo_is_shown_again_with_it(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = item.said()
    assert [browser.post(item.path, said | {"images": photo()}).status_code for _ in range(2)] == [302, 302]
    page = browser.post(item.path, said | {"images": [photo(), photo(9)]})
    assert (page.status_code, page.context["form_id"] == said["form_id"]) == (422, False)
    assert [picture.width for picture in page.context["pictures"]] == [89], "the first has its place already"
    assert browser.post(item.path, said).status_code == 422, "taken off, it is not as it was sent"


@KINDS
def test_what_somebody_has_changed_since_is_still_answered_as_made(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item, 2)
    send(browser, item.path, said)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {item.table} SET version = 2")  # noqa: S608  our own name
        cursor.execute("UPDATE report_images SET report_id = NULL, post_id = NULL WHERE position = 1")
    assert send(browser, item.path, said).json()["state"] == "was_made"


@KINDS
def test_photos_that_wait_for_another_form_of_ones_own_go_along(browser_of, cast, name):
    """A form that was refused and is gone on with, under a key of its own, names the photos of the first."""
    item, browser = item_of(name, 0), browser_of(cast.manager)
    first = with_photos(browser, item, 2)
    said = item.said(order=first["order"])
    assert send(browser, item.path, said).json()["state"] == "made"
    assert send(browser, item.path, said).json()["state"] == "was_made"
    kept = ReportImage.objects.exclude(report=None, post=None).order_by("position")
    assert [str(picture.pk) for picture in kept] == first["order"]
    assert send(browser, item.path, first).json()["missing"] == first["order"], "they are no other's any more"


@KINDS
def test_a_photo_of_another_form_that_was_taken_off_does_not_go_along(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    one, two = with_photos(browser, item, 2)["order"]
    assert (
        send(browser, item.path, item.said(order=[one, two], remove_pictures=one)).json()["state"] == "made"
    )
    kept = ReportImage.objects.exclude(report=None, post=None)
    assert [str(picture.pk) for picture in kept] == [two]


def test_a_photo_of_another_person_is_not_taken_over(browser_of, cast):
    item = item_of("report", 0)
    theirs = with_photos(browser_of(cast.staff), item)
    answer = send(browser_of(cast.manager), item.path, theirs)
    assert answer.json()["missing"] == theirs["order"]
    assert not DailyReport.objects.exists()


def test_a_photo_that_arrives_after_its_report_again_is_still_the_one(browser_of, cast):
    item, browser = item_of("report", 0), browser_of(cast.staff)
    said = with_photos(browser, item, 1)
    send(browser, item.path, said)
    assert put(browser, said["form_id"]).json() == put(browser, said["form_id"]).json()
    assert ReportImage.objects.get().report_id == DailyReport.objects.get().pk


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"form_id": "x"}, "form_id"),
        ({"form_id": ""}, "form_id"),
        ({"image": ""}, "images"),
        ({"image": BytesIO(b"no picture")}, "images"),
        ({"image": BytesIO(b"")}, "images"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(browser_of, cast, fields, field):
    answer = send(browser_of(cast.staff), PHOTO, {"form_id": uuid4(), "image": photo()} | fields)
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert answer.json()["errors"][field]
    assert not ReportImage.objects.exists()


def test_the_thirteenth_is_refused(browser_of, cast):
    browser, key = browser_of(cast.staff), uuid4()
    states = [put(browser, key, shade).json()["state"] for shade in range(13)]
    assert states == ["made"] * 12 + ["refused"]


def test_one_that_is_taken_off_takes_no_place(browser_of, cast):
    browser, key = browser_of(cast.staff), uuid4()
    ids = [put(browser, key, shade).json()["id"] for shade in range(12)]
    assert put(browser, key, 12, remove_pictures=ids[:1]).json()["state"] == "made"
    assert put(browser, key, 13, remove_pictures=ids[:1]).json()["state"] == "refused"


@KINDS
def test_an_item_that_names_thirteen_is_refused(browser_of, cast, name):
    item, browser = item_of(name, 0), browser_of(cast.manager)
    said = with_photos(browser, item, 12)
    order = said["order"]
    said["order"] = [*order, put(browser, said["form_id"], 12, remove_pictures=order).json()["id"]]
    answer = send(browser, item.path, said)
    assert (answer.status_code, answer.json()["errors"]) == (422, {"images": "写真は12枚までです。"})
    assert send(browser, item.path, said | {"remove_pictures": order[:1]}).json()["state"] == "made"


@pytest.mark.parametrize("error", [StorageError, StorageFull])
def test_while_the_storage_is_away_it_is_to_be_sent_again(browser_of, cast, monkeypatch, error):
    def away(*_: object) -> bool:
        raise error("away")

    monkeypatch.setattr(keeping, "keep", away)
    answer = put(browser_of(cast.staff), uuid4())
    assert (answer.status_code, answer.json()["state"]) == (503, "away")
    assert answer["Retry-After"]
    assert answer.json()["sentence"]


def test_who_is_signed_out_or_somebody_else_is_told(browser_of, cast):
    assert put(Client(), uuid4()).json() == {"state": "login", "url": "/accounts/login/"}
    assert put(browser_of(cast.manager), uuid4(), sent_by=cast.staff).status_code == 401
    assert not ReportImage.objects.exists()


def test_an_old_token_is_told(browser_of, cast):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(cast.staff).cookies
    answer = browser.post(
        PHOTO,
        {"form_id": uuid4(), "image": photo()},
        headers={"Accept": "application/json", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.json()["state"] == "stale"


def test_a_photo_costs_two_statements(browser_of, cast):
    browser = browser_of(cast.staff)
    with CaptureQueriesContext(connection) as captured:
        put(browser, uuid4())
    assert len(captured) == 2
