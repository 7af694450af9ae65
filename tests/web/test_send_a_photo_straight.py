"""A phone sends a photo straight to the bucket: its ticket, what may arrive, and who may claim it."""

import hmac
import json
import re
import time
import tracemalloc
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from django.test import Client

from shared.dates import now
from shared.pictures import MAX_BYTES
from shared.storage import Claim, claim_token
from tests import pictures
from tests.s3 import REGION, SECRET_KEY, forget_settings
from tests.web.posting import write_post
from tests.web.reporting import REGISTER, begin, file_report, photo, typed
from web.accounts.models import User
from web.reports.models import DailyReport, PictureOutbox, ReportImage

pytestmark = pytest.mark.django_db

TICKET, ARRIVED = "/report/photo/ticket/", "/report/photo/arrived/"


@pytest.fixture
def browser(browser_of, cast, s3):
    return browser_of(cast.staff)


def ticket(browser, form_id: str, kind: str = "image/jpeg") -> dict:
    answer = browser.post(TICKET, {"form_id": form_id, "type": kind})
    assert answer.status_code == 200, answer.content
    return answer.json()


def send(given: dict, data: bytes, **changed: str) -> int:
    """What the phone does, over HTTP."""
    files = {"file": ("IMG.jpg", data, "image/jpeg")}
    return httpx.post(given["url"], data=given["fields"] | changed, files=files).status_code


def arrive(browser, given: dict, **more: object):
    return browser.post(ARRIVED, {"claim": given["claim"], **more})


def named(answer) -> list[str]:
    """The photo, as the form names it with what it was given."""
    return re.findall(r'name="order" value="([^"]+)"', answer.json()["photo"])


def conditions(given: dict) -> tuple[datetime, list]:
    policy = json.loads(b64decode(given["fields"]["Policy"]))
    return datetime.fromisoformat(policy["expiration"]), policy["conditions"]


def test_a_photo_goes_from_the_phone_to_the_bucket_into_the_report(browser, s3):
    form_id = str(uuid4())
    given = ticket(browser, form_id)
    assert send(given, pictures.jpeg((800, 600))) == 204
    answer = arrive(browser, given, n=1)
    assert answer.status_code == 200
    assert answer.json()["said"] == ""
    assert s3.keys("incoming/") == []
    assert browser.post(REGISTER, typed(form_id=form_id, order=named(answer))).status_code == 302
    assert ReportImage.objects.get().report_id == DailyReport.objects.get().id


def test_what_anybody_sees_of_it_is_re_encoded_and_without_its_secrets(browser, s3):
    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg((800, 600)))
    arrive(browser, given)
    assert len(s3.keys()) == 2
    assert all(b"secret" not in s3.bytes_of(key) for key in s3.keys())  # noqa: SIM118


def test_the_original_is_never_served(browser, cast, s3):
    from shared.storage import address  # noqa: PLC0415

    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg())
    (key,) = s3.keys("incoming/")
    assert browser.get(address(key, cast.staff, now())).status_code == 404


def test_size_type_key_and_end_are_inside_the_signature(browser, s3):
    given = ticket(browser, str(uuid4()), "image/heic")
    expiry, signed = conditions(given)
    assert ["content-length-range", 1, MAX_BYTES] in signed
    assert {"Content-Type": "image/heic"} in signed
    assert {"bucket": s3.bucket} in signed
    assert {"key": given["fields"]["key"]} in signed
    assert given["fields"]["key"].startswith("incoming/")
    assert timedelta(minutes=3) < expiry - datetime.now(UTC) <= timedelta(minutes=5)
    assert SECRET_KEY not in json.dumps(given)


def test_the_signature_is_that_of_the_policy_by_our_key_as_aws_describes_it(browser):
    fields = ticket(browser, str(uuid4()))["fields"]
    _key, day, region, service, end = fields["X-Amz-Credential"].split("/")
    assert (region, service, end) == (REGION, "s3", "aws4_request")
    key = f"AWS4{SECRET_KEY}".encode()
    for part in (day, region, service, end):
        key = hmac.digest(key, part.encode(), "sha256")
    assert fields["X-Amz-Signature"] == hmac.digest(key, fields["Policy"].encode(), "sha256").hex()


def test_its_fields_are_spelled_as_supabase_reads_them(browser):
    given = ticket(browser, str(uuid4()))
    spelled = {"Policy", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"}
    assert set(given["fields"]) == spelled | {"key", "Content-Type"}


@pytest.mark.parametrize(
    "kind", ["", "text/html", "image/svg+xml", "image/gif", "image/jpeg; x=y", "IMAGE/JPEG"]
)
def test_there_is_no_ticket_for_another_type(browser, kind):
    answer = browser.post(TICKET, {"form_id": str(uuid4()), "type": kind})
    assert answer.status_code == 422
    assert "写真として読めません" in answer.json()["said"]


@pytest.mark.parametrize("form_id", ["", "nonsense"])
def test_there_is_no_ticket_without_a_form(browser, form_id):
    assert browser.post(TICKET, {"form_id": form_id, "type": "image/jpeg"}).status_code == 404


def test_without_a_bucket_there_is_no_ticket(browser_of, cast):
    browser = browser_of(cast.staff)
    assert browser.post(TICKET, {"form_id": str(uuid4()), "type": "image/jpeg"}).status_code == 404
    assert browser.post(ARRIVED, {"claim": "x"}).status_code == 404


@pytest.mark.parametrize("path", [TICKET, ARRIVED])
def test_both_need_our_token(cast, s3, path):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    assert browser.post(path, {"form_id": str(uuid4()), "type": "image/jpeg"}).status_code == 403


def test_nobody_can_claim_anothers_upload(browser, browser_of, cast, s3):
    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg())
    assert arrive(browser_of(cast.other_staff), given).status_code == 404
    assert s3.keys("incoming/")
    assert not ReportImage.objects.exists()


def test_a_claim_holds_for_its_form_and_its_upload_alone(browser, s3):
    form_id = str(uuid4())
    given = ticket(browser, form_id)
    send(given, pictures.jpeg())
    assert browser.post(ARRIVED, {"claim": given["claim"][:-3]}).status_code == 404
    assert browser.post(ARRIVED, {"claim": "", "key": given["fields"]["key"]}).status_code == 404
    arrive(browser, given, form_id=str(uuid4()))
    assert str(ReportImage.objects.get().form_id) == form_id


def test_an_old_claim_is_nothing(browser, cast, s3):
    form_id, upload = uuid4(), uuid4()
    s3.client.put_object(
        Bucket=s3.bucket, Key=f"incoming/{upload}", Body=pictures.jpeg(), ContentType="image/jpeg"
    )
    old = claim_token(Claim(cast.staff, form_id, upload), now() - timedelta(minutes=31))
    assert browser.post(ARRIVED, {"claim": old}).status_code == 404
    good = claim_token(Claim(cast.staff, form_id, upload), now() - timedelta(minutes=29))
    assert browser.post(ARRIVED, {"claim": good}).status_code == 200


def test_what_never_arrived_is_not_there(browser):
    assert arrive(browser, ticket(browser, str(uuid4()))).status_code == 404


def test_told_twice_it_is_the_same_photo(browser, s3):
    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg())
    first, again = arrive(browser, given), arrive(browser, given)
    assert first.status_code == again.status_code == 200
    assert ReportImage.objects.count() == 1
    assert len(s3.keys()) == 2


def test_sent_straight_and_with_the_form_it_is_one_photo(browser, s3):
    form_id, data = str(uuid4()), pictures.jpeg((81, 60))
    given = ticket(browser, form_id)
    send(given, data)
    arrive(browser, given)
    assert browser.post(REGISTER, typed(form_id=form_id, images=[photo(1)])).status_code == 302
    assert ReportImage.objects.count() == 1
    assert len(s3.keys()) == 2


@pytest.mark.parametrize(
    ("make", "kind", "sentence"),
    [
        (lambda: b"\xff" * (MAX_BYTES + 1), "image/jpeg", "写真のファイルが大きすぎます"),
        (pictures.jpeg, "text/html", "写真として読めません"),
        (lambda: pictures.TEXT, "image/jpeg", "写真として読めません"),
        (pictures.truncated_jpeg, "image/jpeg", "写真のファイルが壊れています"),
        (pictures.huge_png_header, "image/png", "写真の画素数が多すぎます"),
        (lambda: pictures.SVG, "image/jpeg", "写真として読めません"),
    ],
    ids=["too large", "another type", "a text", "broken", "too many pixels", "svg"],
)
def test_what_is_not_as_signed_or_no_photo_is_refused_with_a_sentence_and_deleted(
    browser, s3, make, kind, sentence
):
    """The server here enforces no policy: whatever arrives, C3 looks for itself."""
    given = ticket(browser, str(uuid4()))
    assert send(given, make(), **{"Content-Type": kind}) == 204
    answer = arrive(browser, given)
    assert answer.status_code == 422
    assert sentence in answer.json()["said"]
    assert s3.keys() == []
    assert not ReportImage.objects.exists()


def test_an_upload_that_is_too_large_is_not_read(browser, s3):
    given = ticket(browser, str(uuid4()))
    send(given, b"\xff" * (MAX_BYTES * 3))
    tracemalloc.start()
    assert arrive(browser, given).status_code == 422
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MAX_BYTES


def test_the_thirteenth_is_refused(browser, s3):
    form_id = str(uuid4())
    browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo(shade) for shade in range(12)]))
    given = ticket(browser, form_id)
    send(given, pictures.jpeg((300, 200)))
    answer = arrive(browser, given)
    assert answer.status_code == 422
    assert "写真は12枚までです" in answer.json()["said"]
    assert s3.keys("incoming/") == []


def test_the_photos_that_a_report_has_count_too(browser, s3):
    report = file_report(browser, images=[photo(shade) for shade in range(11)])
    form_id = begin(browser, report)["form_id"]
    outcomes = []
    for shade in (20, 21):
        given = ticket(browser, form_id)
        send(given, pictures.jpeg((80 + shade, 60)))
        outcomes.append(arrive(browser, given, report=report).status_code)
    assert outcomes == [200, 422]


def test_those_that_are_taken_off_count_no_more(browser, s3):
    report = file_report(browser, images=[photo(shade) for shade in range(11)])
    form = begin(browser, report)
    browser.post(f"/report/edit/{report}/", form | {"title": "", "images": [photo(20)]})
    staged = str(ReportImage.objects.get(report=None).id)
    outcomes = []
    for shade, off in enumerate([[], form["order"][:1], [staged]], 21):
        given = ticket(browser, form["form_id"])
        send(given, pictures.jpeg((80 + shade, 60)))
        answer = arrive(browser, given, report=report, remove_pictures=off)
        outcomes.append(answer.status_code)
        if answer.status_code == 200:
            ReportImage.objects.filter(width=80 + shade).delete()
    assert outcomes == [422, 200, 200]


def test_with_the_bucket_away_it_says_so_and_the_photo_may_come_later(browser, s3):
    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg())
    s3.door.shut()
    answer = arrive(browser, given)
    assert answer.status_code == 503
    assert "少し待って" in answer.json()["said"]
    assert s3.keys("incoming/")


def test_with_a_bucket_that_never_answers_it_says_so_in_bounded_time(browser, s3):
    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg())
    s3.door.stick()
    began = time.monotonic()
    assert arrive(browser, given).status_code == 503
    assert time.monotonic() - began < 6
    assert ticket(browser, str(uuid4()))
    assert time.monotonic() - began < 7


def test_a_photo_that_the_bucket_does_not_take_back_waits_in_the_database(browser, s3):
    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg())
    s3.door.refused = "PUT"
    answer = arrive(browser, given)
    assert answer.status_code == 200
    assert "写真はお預かりしました" in answer.json()["said"]
    assert PictureOutbox.objects.count() == 2
    assert ReportImage.objects.count() == 1


def test_an_answer_of_the_bucket_that_is_torn_off_is_tried_again_and_no_broken_photo(browser, s3):
    given = ticket(browser, str(uuid4()))
    send(given, pictures.phone_photo())
    s3.door.torn_after = 500_000
    assert arrive(browser, given).status_code == 503
    assert s3.keys("incoming/")
    assert not ReportImage.objects.exists()
    s3.door.open()
    forget_settings()
    assert arrive(browser, given).status_code == 200


def test_a_photo_goes_straight_into_a_post_too(browser, s3):
    form_id = str(uuid4())
    given = ticket(browser, form_id)
    assert send(given, pictures.jpeg((800, 600))) == 204
    post = write_post(browser, form_id=form_id, order=named(arrive(browser, given, n=1)))
    assert ReportImage.objects.get().post_id == post
    shown = browser.get(f"/bbs/detail/{post}/").context["pictures"]
    assert [picture.width for picture in shown] == [800]


def test_a_posts_own_photos_count_for_what_may_still_come(browser):
    post = write_post(browser, images=[photo(shade) for shade in range(12)])
    given = ticket(browser, str(uuid4()))
    send(given, pictures.jpeg())
    answer = arrive(browser, given, post=post)
    assert answer.status_code == 422
    assert "写真は12枚までです" in answer.json()["said"]
