"""Filing a 日報: from the form to the rows, and back from everything that can be wrong with it."""

import re
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shared.dates import business_date, now
from shared.storage import storage
from tests import pictures
from tests.days import on_its_day
from tests.web.reporting import order_of
from web.accounts.models import Session, User
from web.board.models import BbsPost
from web.reports.models import DailyReport, ReportImage

pytestmark = pytest.mark.django_db

REGISTER = "/report/register/"


def typed(**changes: object) -> dict[str, object]:
    """A good form, with changes."""
    form: dict[str, object] = {
        "form_id": str(uuid4()),
        "date": "",
        "genre": "claim",
        "location": "hall",
        "title": "料理の提供が遅い",
        "content": "お客様から「30分待った」とご指摘。お詫びして先にスープをお出しした。😢 ﾊﾝｶｸ",
    }
    return form | changes


def upload(data: bytes, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def photo(shade: int = 0) -> SimpleUploadedFile:
    return upload(pictures.jpeg((80 + shade, 60)))


def test_a_report_is_filed_in_the_store_of_its_author_on_todays_business_date(browser_of, cast):
    response = browser_of(cast.staff).post(REGISTER, typed())
    report = DailyReport.objects.get()
    assert response["Location"] == f"/report/view/{report.id}/"
    assert (report.store_id, report.user_id, report.genre) == (cast.shibuya, cast.staff, "claim")
    assert report.date == business_date(now(), 5)
    assert report.content.endswith("😢 ﾊﾝｶｸ")


@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (1, True), (366, True), (367, False), (-1, False)])
def test_an_address_with_a_date_begins_the_report_of_that_day(browser_of, cast, days, is_taken):
    today = business_date(now(), 5)
    day = today - timedelta(days=days)
    form = browser_of(cast.manager).get(f"{REGISTER}?date={day}").context["form"]
    assert form["date"].value() == (day if is_taken else today)
    assert not form.errors


@pytest.mark.parametrize("typed_date", ["", "2026-02-30", "%00", "yesterday"])
def test_a_date_that_is_none_begins_the_report_of_today(browser_of, cast, typed_date):
    page = browser_of(cast.staff).get(f"{REGISTER}?date={typed_date}")
    assert page.context["form"]["date"].value() == business_date(now(), 5)


def test_it_is_read_back_on_its_page_and_in_the_list(browser_of, cast):
    browser = browser_of(cast.staff)
    page = browser.post(REGISTER, typed(), follow=True).content.decode()
    assert "料理の提供が遅い" in page
    assert "日報を提出しました" in page
    assert "料理の提供が遅い" in browser.get("/report/list/").content.decode()


def test_a_form_sent_twice_makes_one_report_with_one_set_of_pictures(browser_of, cast):
    browser, form_id = browser_of(cast.staff), str(uuid4())
    answers = [
        browser.post(REGISTER, typed(form_id=form_id, images=[photo(1), photo(2)], post_to_bbs="on"))
        for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert DailyReport.objects.count() == BbsPost.objects.count() == 1
    assert ReportImage.objects.filter(report__isnull=False).count() == ReportImage.objects.count() == 2


def test_a_form_id_of_another_person_files_nothing(browser_of, cast):
    form_id = str(uuid4())
    browser_of(cast.staff).post(REGISTER, typed(form_id=form_id))
    assert browser_of(cast.other_staff).post(REGISTER, typed(form_id=form_id)).status_code == 404
    assert DailyReport.objects.count() == 1


def test_the_board_post_is_made_with_the_report(browser_of, cast):
    browser_of(cast.staff).post(REGISTER, typed(post_to_bbs="on"))
    post = BbsPost.objects.get()
    assert (post.report_id, post.store_id, post.title) == (
        DailyReport.objects.get().id,
        cast.shibuya,
        "料理の提供が遅い",
    )
    elsewhere = browser_of(cast.other_staff)
    assert "料理の提供が遅い" in elsewhere.get(f"/bbs/detail/{post.id}/").content.decode()
    assert elsewhere.get(f"/report/view/{post.report_id}/").status_code == 404


def test_a_report_that_is_not_shared_makes_no_post(browser_of, cast):
    browser_of(cast.staff).post(REGISTER, typed())
    assert not BbsPost.objects.exists()


def test_pictures_are_filed_in_their_order_and_shown_by_signed_addresses(browser_of, cast):
    browser = browser_of(cast.staff)
    browser.post(REGISTER, typed(images=[photo(1), photo(2)]))
    rows = list(ReportImage.objects.order_by("position"))
    assert [row.width for row in rows] == [81, 82]
    page = browser.get(f"/report/view/{rows[0].report_id}/")
    address = page.context["pictures"][0].url
    answer = browser.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content == storage().read(rows[0].name)


def test_a_picture_address_is_nothing_to_another_person(browser_of, cast):
    browser = browser_of(cast.staff)
    browser.post(REGISTER, typed(images=[photo()]))
    shown = browser.get(f"/report/view/{DailyReport.objects.get().id}/").context["pictures"][0]
    for stranger in (cast.other_staff, cast.manager):
        assert browser_of(stranger).get(shown.url).status_code == 404
    assert Client().get(shown.url).status_code == 302
    assert browser.get(_with_another_signature(shown.url)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "タイトルを入力してください"),
        ({"title": "   　"}, "タイトルを入力してください"),
        ({"title": "あ" * 201}, "タイトルは200文字までです（今は201文字）"),
        ({"title": "a\0b"}, "Null"),
        ({"content": ""}, "内容を入力してください"),
        ({"content": "あ" * 10_001}, "内容は10000文字までです"),
        ({"genre": "rumour"}, "ジャンルを一覧から選んでください"),
        ({"genre": ""}, "ジャンルを選んでください"),
        ({"location": "roof"}, "場所を一覧から選んでください"),
        ({"date": "yesterday"}, "日付を選んでください"),
        ({"date": 1}, "先の日付の日報は書けません"),
        ({"date": -730}, "1年より前の日付の日報は書けません"),
    ],
)
def test_a_bad_field_is_said_beside_it_and_nothing_typed_is_lost(browser_of, cast, changes, sentence):
    form = typed(**on_its_day(changes))
    response = browser_of(cast.staff).post(REGISTER, form | {"images": [photo()]})
    page = response.content.decode()
    assert response.status_code == 422
    if sentence != "Null":
        assert sentence in page
    assert "<title>エラー: " in page
    for field in ("title", "content"):
        assert response.context["form"][field].value() == form[field]
    assert response.context["form_id"] == UUID(str(form["form_id"]))
    assert len(response.context["pictures"]) == 1
    assert not DailyReport.objects.exists()


def test_the_kept_picture_is_filed_with_the_mended_form(browser_of, cast):
    browser, form_id = browser_of(cast.staff), str(uuid4())
    page = browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo()]))
    assert browser.post(REGISTER, typed(form_id=form_id, order=order_of(page))).status_code == 302
    assert ReportImage.objects.get().report_id == DailyReport.objects.get().id


def test_a_kept_picture_can_be_taken_off_again(browser_of, cast):
    browser, form_id = browser_of(cast.staff), str(uuid4())
    browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo()]))
    kept = ReportImage.objects.get()
    browser.post(REGISTER, typed(form_id=form_id, remove_pictures=[str(kept.id)]))
    assert not ReportImage.objects.exists()
    with pytest.raises(Exception, match=kept.name):
        storage().read(kept.name)


def test_another_persons_staged_picture_is_neither_filed_nor_removed(browser_of, cast):
    form_id = str(uuid4())
    browser_of(cast.staff).post(REGISTER, typed(form_id=form_id, title="", images=[photo()]))
    kept = ReportImage.objects.get()
    browser_of(cast.other_staff).post(REGISTER, typed(form_id=form_id, remove_pictures=[str(kept.id)]))
    assert ReportImage.objects.get().report_id is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        ("ただの文章です。".encode, "写真として読めません"),
        (pictures.huge_png_header, "写真の画素数が多すぎます"),
        (lambda: b"\xff" * (40 * 1024 * 1024), "写真のファイルが大きすぎます"),
        (pictures.truncated_jpeg, "写真のファイルが壊れています"),
    ],
)
def test_a_bad_photo_is_said_and_the_good_ones_are_kept(browser_of, cast, make, sentence):
    files = [photo(1), upload(make(), "bad.jpg"), photo(2)]
    response = browser_of(cast.staff).post(REGISTER, typed(images=files))
    page = response.content.decode()
    assert response.status_code == 422
    assert "bad.jpg" in page
    assert sentence in page
    assert len(response.context["pictures"]) == 2
    assert not DailyReport.objects.exists()


def test_the_thirteenth_photo_is_refused_and_twelve_are_kept(browser_of, cast):
    response = browser_of(cast.staff).post(REGISTER, typed(images=[photo(shade) for shade in range(13)]))
    assert response.status_code == 422
    assert "写真は12枚までです" in response.content.decode()
    assert len(response.context["pictures"]) == 12


def test_an_expired_form_is_shown_again_with_everything_in_it(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    form = typed(images=[photo()])
    response = browser.post(REGISTER, form, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 422
    assert "画面は古くなっていました" in response.content.decode()
    assert response.context["form"]["title"].value() == form["title"]
    assert len(response.context["pictures"]) == 1
    assert not DailyReport.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}]
)
def test_a_form_of_another_site_is_refused_unread(cast, headers):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    response = browser.post(REGISTER, typed(images=[photo()]), headers=headers)
    assert response.status_code == 403
    assert not DailyReport.objects.exists()
    assert not ReportImage.objects.exists()


def test_what_was_typed_outlives_an_expired_login(browser_of, cast):
    browser = browser_of(cast.staff)
    Session.objects.update(expire_date=now())
    refused = browser.post(REGISTER, typed())
    assert refused.status_code == 422
    assert "続きから送信" in refused.content.decode()
    login = {"user_id": cast.staff, "password": "c3-test-2026", "typed": refused.context["typed"]}
    resumed = browser.post("/accounts/login/", login)
    assert resumed.status_code == 200
    assert not DailyReport.objects.exists()
    again = dict(resumed.context["fields"])
    assert browser.post(resumed.context["action"], again).status_code == 302
    assert DailyReport.objects.get().title == "料理の提供が遅い"


def test_what_was_typed_is_shown_to_nobody_else_who_logs_in_where_it_waits(browser_of, cast):
    browser = browser_of(cast.staff)
    Session.objects.update(expire_date=now())
    refused = browser.post(REGISTER, typed(sent_by=cast.staff))
    login = {"user_id": cast.manager, "password": "c3-test-2026", "typed": refused.context["typed"]}
    answer = browser.post("/accounts/login/", login)
    assert answer.status_code == 403
    assert "料理の提供が遅い" not in answer.content.decode()
    assert "その人が書いた内容は、ここには表示しません" in answer.content.decode()
    assert browser.get("/").context["viewer"].user_id == cast.manager
    assert not DailyReport.objects.exists()
    theirs = browser_of(cast.staff).post("/accounts/login/", login | {"user_id": cast.staff})
    assert "料理の提供が遅い" in theirs.content.decode()


def test_neither_is_it_after_a_logout(browser_of, cast):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(REGISTER, typed(sent_by=cast.staff), headers={"Sec-Fetch-Site": "same-origin"})
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', answer.content.decode()))
    assert answer.status_code == 422
    assert again["sent_by"] == cast.staff
    assert browser_of(cast.manager).post(REGISTER, typed(sent_by=again["sent_by"])).status_code == 403
    assert not DailyReport.objects.exists()


def test_what_the_release_before_had_kept_is_shown(browser_of, cast):
    kept = {"action": REGISTER, "fields": [("title", "前の版から")], "files": False}
    login = {"user_id": cast.staff, "password": "c3-test-2026"}
    typed_before = signing.dumps(kept, salt="typed", compress=True)
    answer = Client().post("/accounts/login/", login | {"typed": typed_before})
    assert "前の版から" in answer.content.decode()


def test_a_page_of_who_was_signed_in_before_shows_and_files_nothing(browser_of, cast):
    stale = Client(enforce_csrf_checks=True)
    stale.cookies = browser_of(cast.manager).cookies
    for browser, headers in ((browser_of(cast.manager), {}), (stale, {"Sec-Fetch-Site": "same-origin"})):
        answer = browser.post(REGISTER, typed(sent_by=cast.staff), headers=headers)
        assert answer.status_code == 403
        assert "料理の提供が遅い" not in answer.content.decode()
    assert not DailyReport.objects.exists()


def test_every_form_says_for_whom_its_page_was_made():
    """But for those that are anybody's: the login, the logout, language and theme."""
    templates = Path("web/templates")
    bare = {
        str(page.relative_to(templates))
        for page in templates.rglob("*.html")
        if "csrf_token" in page.read_text()
    }
    assert bare == {
        "accounts/profile.html", "admin/end_session.html", "partials/header.html", "registration/login.html",
    }  # fmt: skip


def test_a_kept_form_is_not_taken_from_anyone_but_us(client, cast):
    login = {"user_id": cast.staff, "password": "c3-test-2026", "typed": "forged:token"}
    answer = client.post("/accounts/login/", login, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "書いた内容を引きつげませんでした" in answer.content.decode()


@pytest.mark.parametrize(("hours", "is_kept"), [(11, True), (13, False)])
def test_what_was_typed_waits_half_a_day_for_the_login_and_after_that_its_loss_is_told(
    browser_of, cast, monkeypatch, hours, is_kept
):
    browser, moment = browser_of(cast.staff), time.time()
    Session.objects.update(expire_date=now())
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: moment - hours * 3600)
        kept = browser.post(REGISTER, typed()).context["typed"]
    login = {"user_id": cast.staff, "password": "c3-test-2026", "typed": kept}
    page = browser.post("/accounts/login/", login, follow=True).content.decode()
    assert ("料理の提供が遅い" in page) == is_kept
    assert ("書いた内容を引きつげませんでした" in page) != is_kept


def test_a_login_that_carries_nothing_tells_of_no_loss(client, cast):
    login = {"user_id": cast.staff, "password": "c3-test-2026", "typed": ""}
    page = client.post("/accounts/login/", login, follow=True).content.decode()
    assert "引きつげませんでした" not in page


def test_a_report_of_another_store_is_not_there(browser_of, cast):
    browser_of(cast.staff).post(REGISTER, typed())
    report = DailyReport.objects.get().id
    seen = {
        person: browser_of(person).get(f"/report/view/{report}/").status_code
        for person in (cast.staff, cast.manager, cast.area, cast.admin, cast.other_staff, cast.other_manager)
    }
    assert seen == {
        cast.staff: 200,
        cast.manager: 200,
        cast.area: 200,
        cast.admin: 200,
        cast.other_staff: 404,
        cast.other_manager: 404,
    }


@pytest.mark.parametrize("report_id", ["0", "99999999", "9" * 30])
def test_a_report_that_never_was_is_a_404(browser_of, cast, report_id):
    assert browser_of(cast.staff).get(f"/report/view/{report_id}/").status_code == 404


def _with_another_signature(address: str) -> str:
    """The address with the signature's first letter changed: its last one carries bits that mean nothing."""
    payload, _, signature = address.rpartition(".")
    return f"{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
