"""Changing a 日報: who may, until when, two at once, and what follows it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.test import Client

from shared import edits
from shared.access import Viewer
from shared.dates import JAPAN, now
from shared.db import first
from tests.house.shapes import sample
from tests.house.world import viewer_of
from tests.web.posting import write_post
from tests.web.reporting import YESTERDAY, begin, file_report, filed_earlier, photo, typed
from web.accounts.models import User
from web.board.models import BbsPost
from web.reports.models import DailyReport, ReportImage, ReportVersion

pytestmark = pytest.mark.django_db

TOO_LATE = "営業日が変わったため直せません。店長に伝えてください。"


@pytest.fixture
def report(browser_of, cast) -> int:
    """A report of 渋谷's staff, filed just now."""
    return file_report(browser_of(cast.staff))


def save(browser: Client, report_id: int, **changes: object):
    return browser.post(f"/report/edit/{report_id}/", begin(browser, report_id) | changes)


def test_its_writer_changes_a_report_on_the_same_business_day(browser_of, cast, report):
    browser = browser_of(cast.staff)
    answer = save(browser, report, title="提供が遅れた", genre="accident")
    assert answer["Location"] == f"/report/view/{report}/"
    row = DailyReport.objects.get()
    assert (row.title, row.genre, row.version, row.updated_by_id) == (
        "提供が遅れた",
        "accident",
        2,
        cast.staff,
    )
    page = browser.get(answer["Location"]).content.decode()
    assert "提供が遅れた" in page
    assert "日報を直しました" in page


@pytest.mark.parametrize("person", ["manager", "admin"])
def test_the_manager_of_the_store_and_the_head_office_change_it_any_day(browser_of, cast, report, person):
    filed_earlier(report, now() - timedelta(days=40))
    assert save(browser_of(getattr(cast, person)), report, title="店長が直した").status_code == 302
    row = DailyReport.objects.get()
    assert (row.title, row.user_id, row.updated_by_id) == ("店長が直した", cast.staff, getattr(cast, person))


def test_the_writer_is_told_once_the_business_day_is_over_and_keeps_what_was_typed(browser_of, cast, report):
    browser = browser_of(cast.staff)
    form = begin(browser, report) | {"title": "やっぱり直したい", "content": "長い説明"}
    filed_earlier(report, now() - YESTERDAY)
    for answer in (
        browser.post(f"/report/edit/{report}/", form),
        browser.get(f"/report/edit/{report}/"),
        browser.post(f"/report/delete/{report}/"),
    ):
        assert answer.status_code == 422
        assert TOO_LATE in answer.content.decode()
    assert "長い説明" in browser.post(f"/report/edit/{report}/", form).content.decode()
    assert DailyReport.objects.get().title == "料理の提供が遅い"
    assert "/report/edit/" not in browser.get(f"/report/view/{report}/").content.decode()


def test_who_only_reads_the_store_may_not_change_its_reports(browser_of, cast, report):
    colleague = file_report(browser_of(cast.manager))
    for person, target in ((cast.area, report), (cast.staff, colleague)):
        answer = browser_of(person).post(f"/report/edit/{target}/", typed())
        assert answer.status_code == 422
        assert "この日報を直せるのは、書いた人と店長です" in answer.content.decode()
    assert set(DailyReport.objects.values_list("version", flat=True)) == {1}


def test_an_area_manager_changes_their_own_report(browser_of, cast):
    browser = browser_of(cast.area)
    assert save(browser, file_report(browser), title="巡回の記録").status_code == 302


@pytest.mark.parametrize("person", ["other_staff", "other_manager"])
def test_out_of_reach_it_is_not_there(browser_of, cast, report, person):
    browser = browser_of(getattr(cast, person))
    assert browser.get(f"/report/edit/{report}/").status_code == 404
    answer = browser.post(f"/report/edit/{report}/", typed(title="よその店"))
    nowhere = browser.post("/report/edit/999999/", typed(title="よその店"))
    assert answer.status_code == nowhere.status_code == 404
    assert "よその店" in nowhere.content.decode()
    assert "料理の提供が遅い" not in answer.content.decode()
    assert DailyReport.objects.get().version == 1


@pytest.mark.parametrize(
    ("filed", "at", "may"),
    [
        ("2026-11-22 23:59", "2026-11-23 04:59", True),
        ("2026-11-23 00:30", "2026-11-23 04:59", True),
        ("2026-11-23 04:59", "2026-11-23 05:00", False),
        ("2026-11-22 23:59", "2026-11-23 05:00", False),
        ("2026-11-23 05:00", "2026-11-24 04:59", True),
    ],
)
def test_the_business_day_ends_at_the_stores_changeover_hour(browser_of, cast, report, filed, at, may):
    from django.db import connection  # noqa: PLC0415

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=JAPAN)

    filed_earlier(report, moment(filed).astimezone(UTC))
    connection.ensure_connection()
    viewer: Viewer = viewer_of(connection, cast.staff)
    found = first(connection, edits.find(viewer, report, moment(at)))
    assert found
    assert found.may_change is may


def test_a_form_sent_twice_makes_one_version(browser_of, cast, report):
    browser = browser_of(cast.staff)
    form = begin(browser, report) | {"title": "一度だけ"}
    answers = [browser.post(f"/report/edit/{report}/", form) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/report/view/{report}/"}
    assert DailyReport.objects.get().version == 2
    assert ReportVersion.objects.count() == 1


def test_a_form_sent_again_after_somebody_elses_change_changes_nothing(browser_of, cast, report):
    staff, manager = browser_of(cast.staff), browser_of(cast.manager)
    form = begin(staff, report) | {"title": "一度だけ"}
    staff.post(f"/report/edit/{report}/", form)
    save(manager, report, title="店長の言葉")
    assert staff.post(f"/report/edit/{report}/", form).status_code == 302
    assert DailyReport.objects.get().title == "店長の言葉"


OWN = "あなたの直しは、すでに一度保存されています"


def test_the_same_form_with_another_text_is_asked_about_and_not_swallowed(browser_of, cast, report):
    browser = browser_of(cast.staff)
    form = begin(browser, report) | {"title": "はじめの題"}
    browser.post(f"/report/edit/{report}/", form)
    again = browser.post(f"/report/edit/{report}/", form | {"title": "もどって直した題"})
    page = again.content.decode()
    assert again.status_code == 422
    for text in (OWN, "はじめの題", "もどって直した題"):
        assert text in page
    decided = form | {"title": "もどって直した題", "version": again.context["sheet"].version}
    assert browser.post(f"/report/edit/{report}/", decided).status_code == 302
    assert (DailyReport.objects.get().title, DailyReport.objects.get().version) == ("もどって直した題", 3)
    assert browser.post(f"/report/edit/{report}/", form).status_code == 422, "the report says that no more"


def test_the_same_form_after_somebody_elses_change_says_whose_it_is(browser_of, cast, report):
    staff = browser_of(cast.staff)
    form = begin(staff, report) | {"title": "はじめの題"}
    staff.post(f"/report/edit/{report}/", form)
    save(browser_of(cast.manager), report, title="店長の題")
    again = staff.post(f"/report/edit/{report}/", form | {"title": "もどって直した題"})
    assert again.status_code == 422
    assert "鈴木 健さんがこの日報を直しました" in again.content.decode()
    assert OWN not in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "is_saved"),
    [
        ({}, True),
        ({"genre": "accident"}, False),
        ({"location": "kitchen"}, False),
        ({"date": "2026-11-20"}, False),
        ({"content": "ほかの内容"}, False),
        ({"post_to_bbs": "on"}, False),
        ({"images": 2}, False),
        ({"images": 1}, True),
        ({"remove_pictures": 1}, False),
    ],
)
def test_what_the_same_form_says_anew_is_not_taken_for_said(browser_of, cast, report, changes, is_saved):
    browser = browser_of(cast.manager)
    form = begin(browser, report) | {"title": "一度目"}
    browser.post(f"/report/edit/{report}/", form | {"images": [photo(1)]})
    if "images" in changes:
        changes = {"images": [photo(changes["images"])]}
    if "remove_pictures" in changes:
        changes = {"remove_pictures": [str(ReportImage.objects.get().id)]}
    again = browser.post(f"/report/edit/{report}/", form | changes)
    assert again.status_code == (302 if is_saved else 422)
    assert ReportImage.objects.filter(report_id=report).count() == 1


def test_the_second_of_two_sees_the_text_of_the_first_and_decides(browser_of, cast, report):
    staff, manager = browser_of(cast.staff), browser_of(cast.manager)
    form = begin(staff, report) | {"title": "私の題", "content": "私の内容"}
    save(manager, report, title="店長の題", content="店長の内容")
    shown = staff.post(f"/report/edit/{report}/", form)
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "鈴木 健さんがこの日報を直しました" in page
    for text in ("店長の題", "店長の内容", "私の題", "私の内容"):
        assert text in page
    assert DailyReport.objects.get().title == "店長の題"
    decided = form | {"version": shown.context["sheet"].version}
    assert staff.post(f"/report/edit/{report}/", decided).status_code == 302
    assert DailyReport.objects.get().title == "私の題"
    assert [version.title for version in ReportVersion.objects.order_by("version")] == [
        "料理の提供が遅い",
        "店長の題",
    ]


@pytest.mark.parametrize("version", ["", "-1", "abc", "9" * 30, "١"])
def test_a_forged_version_is_asked_about_and_overwrites_nothing(browser_of, cast, report, version):
    assert save(browser_of(cast.staff), report, version=version).status_code == 422
    assert DailyReport.objects.get().version == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "タイトルを入力してください"),
        ({"content": "あ" * 10_001}, "内容は10000文字までです"),
        ({"genre": "rumour"}, "ジャンルを一覧から選んでください"),
        ({"date": "2999-01-01"}, "先の日付の日報は書けません"),
    ],
)
def test_a_bad_field_is_said_beside_it(browser_of, cast, report, changes, sentence):
    answer = save(browser_of(cast.staff), report, **changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert DailyReport.objects.get().version == 1


def test_an_old_report_keeps_its_date_when_it_is_changed(browser_of, cast, report):
    long_ago = (now() - timedelta(days=900)).date()
    DailyReport.objects.filter(id=report).update(date=long_ago)
    assert save(browser_of(cast.manager), report, title="古い日報").status_code == 302
    assert DailyReport.objects.get().date == long_ago


def test_an_expired_form_is_shown_again_with_everything_in_it(browser_of, cast, report):
    form = begin(browser_of(cast.staff), report) | {"title": "期限切れ", "images": [photo()]}
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    answer = browser.post(f"/report/edit/{report}/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert "画面は古くなっていました" in answer.content.decode()
    assert answer.context["form"]["title"].value() == "期限切れ"
    assert len(answer.context["pictures"]) == 1
    assert DailyReport.objects.get().version == 1


def test_a_report_shared_now_gets_its_post_once(browser_of, cast, report):
    browser = browser_of(cast.manager)
    save(browser, report, post_to_bbs="on", title="全店へ")
    save(browser, report, title="全店へ、もう一度")
    post = BbsPost.objects.get()
    assert (post.report_id, post.user_id, post.title) == (report, cast.staff, "全店へ、もう一度")
    assert DailyReport.objects.get().post_to_bbs


def test_who_changed_the_report_has_changed_the_post_that_follows_it(browser_of, cast):
    report = file_report(browser_of(cast.staff), post_to_bbs="on")
    save(browser_of(cast.manager), report, title="店長が直した題")
    post = BbsPost.objects.get()
    assert (post.title, post.user_id, post.updated_by_id) == ("店長が直した題", cast.staff, cast.manager)


def test_a_post_that_somebody_changed_keeps_its_own_words(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser, post_to_bbs="on")
    BbsPost.objects.update(title="掲示板で直した題")
    save(browser, report, title="日報の題")
    assert BbsPost.objects.get().title == "掲示板で直した題"


def test_a_report_that_is_gone_meanwhile_leaves_what_was_typed(browser_of, cast, report):
    staff = browser_of(cast.staff)
    form = begin(staff, report) | {"title": "消えた日報に", "content": "書いた内容"}
    browser_of(cast.manager).post(f"/report/delete/{report}/")
    answer = staff.post(f"/report/edit/{report}/", form)
    assert answer.status_code == 404
    assert "書いた内容" in answer.content.decode()
    going_on = {"move": "none", "title": form["title"], "content": form["content"], "form_id": str(uuid4())}
    resumed = staff.post("/report/register/", going_on)
    assert resumed.status_code == 200
    assert resumed.context["form"]["content"].value() == "書いた内容"
    assert not DailyReport.objects.exists()


def test_of_many_who_save_at_once_one_is_first_and_none_is_lost(database):
    """Twenty forms begun on one version: one is saved, nineteen are asked, the history has the old text."""
    with psycopg.connect(database, autocommit=True) as connection:
        row = connection.execute(
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " VALUES (2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '元の題', '内容') RETURNING id"
        ).fetchone()
        assert row
        viewer = viewer_of(connection, "shibuya-manager")

    def change(number: int) -> bool:
        typed = {"genre": "claim", "location": "hall", "title": f"題{number}", "post_to_bbs": False}
        more = {"version": 1, "form_id": uuid4(), "order": [], "removed": []}
        said = sample("change", edits.Change, typed | more, filled=False)
        with psycopg.connect(database, autocommit=True) as connection:
            saved = first(connection, edits.save(viewer, row[0], said, now()))
            return bool(saved and saved.is_saved)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(change, range(20)))
    assert outcomes.count(True) == 1
    with psycopg.connect(database) as connection:
        kept = connection.execute("SELECT title FROM report_versions").fetchall()
        now_says = connection.execute("SELECT title, version FROM daily_reports").fetchall()
    assert kept == [("元の題",)]
    assert now_says == [(f"題{outcomes.index(True)}", 2)]


def test_the_same_photo_twice_is_one(browser_of, cast, report):
    browser = browser_of(cast.staff)
    form = begin(browser, report) | {"images": [photo(1), photo(1)]}
    browser.post(f"/report/edit/{report}/", form)
    assert ReportImage.objects.filter(report_id=report).count() == 1


def test_a_photo_of_a_post_stays_with_it_whatever_form_names_it(browser_of, cast, report):
    browser, form = browser_of(cast.staff), str(uuid4())
    post = write_post(browser, form_id=form, images=[photo(1)])
    assert save(browser, report, title="直した", form_id=form).status_code == 302
    picture = ReportImage.objects.get()
    assert (picture.report_id, picture.post_id) == (None, post)
