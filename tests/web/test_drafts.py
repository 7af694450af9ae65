"""Drafts: kept while somebody types, gone on with from home, thrown away by hand, gone once filed."""

from datetime import timedelta
from typing import cast as cast_to
from uuid import uuid4

import psycopg
import pytest
from django.utils.html import escape

from shared import drafts, reports
from shared.dates import business_date, now
from shared.db import first, one
from shared.draft_pages import own_id
from shared.drafts import DraftFields
from shared.rows import Written
from tests.days import day
from tests.house.world import TYPED, viewer_of
from tests.web.at_once import while_another_waits
from tests.web.reporting import REGISTER, begin, file_report, order_of, photo, typed
from web.reports.models import DailyReport, ReportDraft, ReportImage

pytestmark = pytest.mark.django_db

DRAFT = "/report/draft/"
HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}


def resume(browser, form_id: object):
    return browser.get(f"{REGISTER}?draft={form_id}", follow=True)


def test_what_is_typed_so_far_is_kept_and_its_moment_told_out_of_band(browser_of, cast):
    form = typed(title="", genre="")
    answer = browser_of(cast.staff).post(DRAFT, form, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "下書きを保存しました" in page
    assert 'hx-swap-oob="innerHTML"' in page
    assert "<form" not in page
    assert "<input" not in page
    draft = ReportDraft.objects.get()
    assert (str(draft.id), draft.user_id, draft.fields["content"]) == (
        form["form_id"],
        cast.staff,
        form["content"],
    )


def test_the_next_words_replace_those_before(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    for content in ("お客", "お客様", "お客様から"):
        browser.post(DRAFT, form | {"content": content}, headers=HTMX)
    assert ReportDraft.objects.get().fields["content"] == "お客様から"


def test_home_lists_the_drafts_and_the_form_opens_as_it_was_left(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(post_to_bbs="on", location="", title="<b>途中</b>")
    browser.post(DRAFT, form, headers=HTMX)
    home = browser.get("/").content.decode()
    assert f"{REGISTER}?draft={form['form_id']}" in home
    assert escape(form["title"]) in home
    page = resume(browser, form["form_id"])
    shown = page.context["form"]
    assert str(page.context["form_id"]) == form["form_id"]
    assert {name: shown[name].value() for name in ("genre", "location", "title", "content")} == {
        name: form[name] for name in ("genre", "location", "title", "content")
    }
    assert shown["post_to_bbs"].value()
    assert "下書きの続きです" in page.content.decode()


def test_an_older_page_does_not_write_over_what_another_has_gone_on_with(browser_of, cast):
    """Begun on the phone, gone on with on the tablet; then a letter in the page that the phone still has."""
    browser, form = browser_of(cast.staff), typed(images=[photo(1)], draft="keep")
    order = order_of(browser.post(REGISTER, form, follow=True))
    del form["images"], form["draft"]
    form |= {"order": order}
    tablet = form | {"pages": resume(browser, form["form_id"]).context["sheet"].pages}
    browser.post(DRAFT, tablet | {"content": "タブレットで長く書いた"}, headers=HTMX)
    for content in ("電話で一文字", "電話でもう一文字"):
        said = browser.post(DRAFT, form | {"content": content}, headers=HTMX).content.decode()
        assert "別の下書きとして保存しました" in said
    assert ReportDraft.objects.get(id=str(form["form_id"])).fields["content"] == "タブレットで長く書いた"
    own = ReportDraft.objects.exclude(id=str(form["form_id"])).get()
    assert own.fields["content"] == "電話でもう一文字"
    assert f'data-form="{own.id}"' in said
    assert order_of(resume(browser, form["form_id"])) == order
    browser.post(DRAFT, form | {"form_id": str(own.id), "content": "電話で続き"}, headers=HTMX)
    own.refresh_from_db()
    assert own.fields["content"] == "電話で続き"
    browser.post(DRAFT, tablet | {"content": "タブレットで終わり"}, headers=HTMX)
    assert ReportDraft.objects.get(id=str(form["form_id"])).fields["content"] == "タブレットで終わり"


def test_the_button_of_an_older_page_keeps_a_draft_of_its_own_with_its_new_photo(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(images=[photo(1)], draft="keep")
    page = browser.post(REGISTER, form, follow=True)
    order = order_of(page)
    tablet = form | {
        "content": "タブレット",
        "order": order,
        "pages": page.context["sheet"].pages,
        "images": [],
    }
    browser.post(REGISTER, tablet)
    page = browser.post(
        REGISTER, form | {"content": "電話", "order": order, "images": [photo(2)]}, follow=True
    )
    assert page.context["form"]["content"].value() == "電話"
    assert [picture.width for picture in page.context["pictures"]] == [82]
    there = resume(browser, form["form_id"])
    assert there.context["form"]["content"].value() == "タブレット"
    assert order_of(there) == order


@pytest.fixture
def two_pages(browser_of, cast):
    """A draft with a photo, open on the phone; the tablet has gone on with it, and added a photo."""
    browser, form = browser_of(cast.staff), typed(images=[photo(1)], draft="keep")
    page = browser.post(REGISTER, form, follow=True)
    phone = typed(form_id=form["form_id"], order=order_of(page), pages=page.context["sheet"].pages)
    tablet = phone | {"pages": resume(browser, form["form_id"]).context["sheet"].pages}
    sent = browser.post("/report/photo/", {"form_id": form["form_id"], "image": photo(2)}, headers=JSON)
    order = [*order_of(page), sent.json()["id"]]
    tablet |= {"content": "タブレットで長く書いた", "order": order}
    browser.post(DRAFT, tablet, headers=HTMX)
    return browser, phone, tablet


@pytest.mark.parametrize("is_by_script", [False, True], ids=["page", "script"])
def test_filing_an_older_page_leaves_what_another_has_gone_on_with(two_pages, is_by_script):
    browser, phone, tablet = two_pages
    for _ in range(2):
        browser.post(REGISTER, phone, headers=JSON if is_by_script else {})
    report = DailyReport.objects.get()
    assert report.content == phone["content"]
    assert [picture.width for picture in report.reportimage_set.all()] == [81]
    draft = ReportDraft.objects.get()
    assert f"{REGISTER}?draft={draft.id}" in browser.get("/").content.decode()
    page = resume(browser, draft.id)
    assert page.context["form"]["content"].value() == tablet["content"]
    assert [picture.width for picture in page.context["pictures"]] == [82]
    browser.post(REGISTER, typed(form_id=str(draft.id), pages=page.context["sheet"].pages, title="二つ目"))
    assert not ReportDraft.objects.exists()


def test_the_page_that_began_a_form_files_what_it_says_itself_alone(browser_of, cast):
    browser, phone = browser_of(cast.staff), typed(pages="")
    browser.post(DRAFT, phone, headers=HTMX)
    tablet = phone | {"pages": resume(browser, phone["form_id"]).context["sheet"].pages}
    browser.post(DRAFT, tablet | {"content": "タブレット"}, headers=HTMX)
    browser.post(REGISTER, phone)
    assert DailyReport.objects.get().content == phone["content"]
    assert ReportDraft.objects.get().fields["content"] == "タブレット"


def test_the_page_whose_draft_was_set_apart_goes_on_with_it_and_files_it(two_pages):
    browser, phone, tablet = two_pages
    browser.post(REGISTER, phone)
    tablet |= {"content": "タブレットで終わり"}
    said = browser.post(DRAFT, tablet, headers=HTMX).content.decode()
    draft = ReportDraft.objects.get()
    assert draft.fields["content"] == "タブレットで終わり"
    assert f'data-form="{draft.id}"' in said
    assert "別の下書き" not in said
    browser.post(REGISTER, tablet | {"form_id": str(draft.id)})
    assert not ReportDraft.objects.exists()
    second = DailyReport.objects.get(content="タブレットで終わり")
    assert [picture.width for picture in second.reportimage_set.all()] == [82]


def test_sent_off_it_is_told_that_the_form_was_and_keeps_its_photo(two_pages):
    browser, phone, tablet = two_pages
    browser.post(REGISTER, phone)
    page = browser.post(REGISTER, tablet)
    assert page.status_code == 422
    assert [picture.width for picture in page.context["pictures"]] == [82]


@pytest.mark.parametrize("said", ["kept on", "as it was opened", "without pages"])
def test_filing_the_page_that_goes_on_with_a_draft_leaves_none_behind(two_pages, said):
    browser, _phone, tablet = two_pages
    form = tablet | {"pages": resume(browser, tablet["form_id"]).context["sheet"].pages, "content": "全部"}
    if said != "as it was opened":
        browser.post(DRAFT, form, headers=HTMX)
    if said == "without pages":
        del form["pages"]
    assert browser.post(REGISTER, form).status_code == 302
    assert not ReportDraft.objects.exists()
    assert ReportImage.objects.filter(report=DailyReport.objects.get()).count() == 2


def test_what_a_page_writes_while_an_older_one_is_being_filed_stays(database):
    form_id, page, fields = uuid4(), uuid4(), cast_to(DraftFields, TYPED)
    more = cast_to(DraftFields, TYPED | {"title": "書き足した"})
    with psycopg.connect(database) as tablet, psycopg.connect(database) as phone:
        viewer = viewer_of(tablet, "shibuya-staff")
        one(tablet, drafts.save(viewer, form_id, None, fields, [form_id]))
        tablet.commit()
        one(tablet, drafts.save(viewer, form_id, None, more, [page, form_id]))
        report = Written(business_date(now(), 5), "claim", "hall", "題", "内容", False)
        filing = reports.register(viewer, report, form_id, pages=[form_id])
        assert while_another_waits(tablet, phone, filing.sql, filing.params)
        kept = one(tablet, drafts.find(viewer, own_id(form_id, page)))
        assert kept.fields["title"] == "書き足した"
        assert first(tablet, drafts.find(viewer, form_id)) is None


def test_saving_an_older_page_of_a_change_leaves_what_another_has_gone_on_with(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser)
    phone = begin(browser, report) | {"title": "電話で直した", "report": report, "pages": ""}
    browser.post(DRAFT, phone, headers=HTMX)
    tablet = phone | {"pages": resume(browser, phone["form_id"]).context["sheet"].pages}
    sent = {"form_id": phone["form_id"], "report": report, "image": photo(2)}
    order = [browser.post("/report/photo/", sent, headers=JSON).json()["id"]]
    browser.post(DRAFT, tablet | {"title": "タブレット", "order": order}, headers=HTMX)
    for _ in range(2):
        assert browser.post(f"/report/edit/{report}/", phone).status_code == 302
    draft = ReportDraft.objects.get()
    page = resume(browser, draft.id)
    assert page.request["PATH_INFO"] == f"/report/edit/{report}/"
    assert page.context["form"]["title"].value() == "タブレット"
    assert order_of(page) == order
    assert DailyReport.objects.get().title == "電話で直した"
    assert not ReportImage.objects.filter(report=report).exists()


def test_filing_takes_the_draft_with_it(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    browser.post(REGISTER, form)
    assert DailyReport.objects.count() == 1
    assert not ReportDraft.objects.exists()


def test_a_late_word_of_a_filed_form_makes_no_draft(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(REGISTER, form)
    assert browser.post(DRAFT, form, headers=HTMX).content.strip() == b""
    changed = begin(browser, DailyReport.objects.get().id) | {
        "title": "別",
        "report": DailyReport.objects.get().id,
    }
    browser.post(f"/report/edit/{changed['report']}/", changed)
    browser.post(DRAFT, changed, headers=HTMX)
    assert not ReportDraft.objects.exists()


def test_going_on_after_it_was_filed_the_button_keeps_a_draft_of_its_own(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(images=[photo(1)])
    browser.post(REGISTER, form)
    filed = str(ReportImage.objects.get().id)
    on = form | {"title": "もどって書いた", "draft": "keep", "images": [photo(2)], "order": [filed]}
    page = browser.post(REGISTER, on, follow=True)
    assert page.context["form"]["title"].value() == "もどって書いた"
    assert page.context["form_id"] != form["form_id"]
    assert [picture.width for picture in page.context["pictures"]] == [82]
    browser.post(REGISTER, typed(form_id=page.context["form_id"], title="二つ目", order=order_of(page)))
    assert DailyReport.objects.get(title="二つ目").reportimage_set.get().width == 82
    assert DailyReport.objects.exclude(title="二つ目").get().reportimage_set.get().width == 81
    assert not ReportDraft.objects.exists()


def test_going_on_after_a_change_was_saved_the_button_keeps_a_draft_of_its_own(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser)
    form = begin(browser, report) | {"title": "直した"}
    browser.post(f"/report/edit/{report}/", form)
    on = form | {"title": "もっと直す", "draft": "keep", "images": [photo(1)]}
    page = browser.post(f"/report/edit/{report}/", on, follow=True)
    assert page.request["PATH_INFO"] == f"/report/edit/{report}/"
    assert page.context["form"]["title"].value() == "もっと直す"
    assert len(page.context["pictures"]) == 1


def test_an_empty_form_makes_no_draft(browser_of, cast):
    browser_of(cast.staff).post(DRAFT, {"form_id": str(uuid4()), "title": " 　", "date": "2026-11-22"})
    assert not ReportDraft.objects.exists()


def test_a_photo_alone_makes_one(browser_of, cast):
    browser_of(cast.staff).post(DRAFT, {"form_id": str(uuid4()), "order": str(uuid4())})
    assert ReportDraft.objects.count() == 1


def test_the_button_keeps_the_draft_with_its_photos_without_javascript(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(title="", draft="keep", images=[photo(1), photo(2)])
    page = browser.post(REGISTER, form, follow=True)
    assert page.status_code == 200
    assert "下書きを保存しました" in page.content.decode()
    assert len(page.context["pictures"]) == 2
    assert not DailyReport.objects.exists()
    del form["draft"], form["images"]
    browser.post(REGISTER, form | {"title": "できあがり", "order": order_of(page)})
    assert ReportImage.objects.filter(report=DailyReport.objects.get()).count() == 2
    assert not ReportDraft.objects.exists()


def test_a_change_of_a_report_is_drafted_and_gone_on_with(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser)
    form = begin(browser, report) | {"title": "直しかけ", "report": report}
    browser.post(DRAFT, form, headers=HTMX)
    page = resume(browser, form["form_id"])
    assert page.request["PATH_INFO"] == f"/report/edit/{report}/"
    assert page.context["form"]["title"].value() == "直しかけ"
    assert page.context["sheet"].version == 1
    assert browser.post(f"/report/edit/{report}/", form).status_code == 302
    assert not ReportDraft.objects.exists()


def test_a_draft_of_a_deleted_report_goes_on_as_a_new_one(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser)
    form = begin(browser, report) | {"title": "直しかけ", "report": report}
    browser.post(DRAFT, form, headers=HTMX)
    browser_of(cast.manager).post(f"/report/delete/{report}/")
    page = resume(browser, form["form_id"])
    assert page.request["PATH_INFO"] == REGISTER
    assert "直していた日報は、もうありません" in page.content.decode()
    browser.post(REGISTER, form)
    assert DailyReport.objects.get().title == "直しかけ"


def test_a_draft_for_a_report_out_of_reach_goes_on_as_a_new_one_and_shows_nothing_of_it(browser_of, cast):
    report = file_report(browser_of(cast.staff), title="渋谷の秘密")
    stranger, form = browser_of(cast.other_staff), typed(report=report, title="よその店")
    stranger.post(DRAFT, form, headers=HTMX)
    page = resume(stranger, form["form_id"])
    assert page.request["PATH_INFO"] == REGISTER
    assert "渋谷の秘密" not in page.content.decode()


def test_a_draft_for_another_report_is_not_opened_on_this_one(browser_of, cast):
    browser = browser_of(cast.staff)
    form = typed()
    browser.post(DRAFT, form, headers=HTMX)
    assert browser.get(f"/report/edit/{file_report(browser)}/?draft={form['form_id']}").status_code == 404


def test_another_persons_draft_is_not_there(browser_of, cast):
    form = typed(content="私だけの下書き")
    browser_of(cast.staff).post(DRAFT, form, headers=HTMX)
    for person in (cast.manager, cast.other_staff, cast.admin):
        browser = browser_of(person)
        assert resume(browser, form["form_id"]).status_code == 404
        assert browser.get(f"{DRAFT}{form['form_id']}/discard/").status_code == 404
        assert browser.post(f"{DRAFT}{form['form_id']}/discard/").status_code == 404
        browser.post(DRAFT, form | {"content": "乗っ取り"}, headers=HTMX)
        assert "私だけの下書き" not in browser.get("/").content.decode()
    assert ReportDraft.objects.get().fields["content"] == "私だけの下書き"


def test_it_is_thrown_away_by_hand_with_its_photos(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(draft="keep", images=[photo()])
    browser.post(REGISTER, form)
    asked = browser.get(f"{DRAFT}{form['form_id']}/discard/")
    assert "下書きを破棄しますか" in asked.content.decode()
    browser.post(f"{DRAFT}{form['form_id']}/discard/")
    assert not ReportDraft.objects.exists()
    assert not ReportImage.objects.exists()


def test_a_draft_keeps_its_own_date(browser_of, cast):
    day = str(business_date(now(), 5) - timedelta(days=3))
    browser, form = browser_of(cast.staff), typed(date=day)
    browser.post(DRAFT, form, headers=HTMX)
    assert resume(browser, form["form_id"]).context["form"]["date"].value() == day
    browser.post(REGISTER, form)
    assert str(DailyReport.objects.get().date) == day


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "a\0b"},
        {"content": "あ" * 10_001},
        {"genre": "rumour", "location": "roof", "date": "きのう"},
        {"content": "😢\u2028\\u0000\"'%_;--"},
        {"report": "abc"},
        {"report": "9" * 40},
        {"version": "九"},
        {"order": ["x", "'"], "remove_pictures": ["y"]},
    ],
)
def test_whatever_was_typed_is_kept_and_shown_again(browser_of, cast, changes):
    browser, form = browser_of(cast.staff), typed(**changes)
    assert browser.post(DRAFT, form, headers=HTMX).status_code == 200
    page = resume(browser, form["form_id"])
    assert page.status_code == 200
    for name in ("title", "content"):
        assert page.context["form"][name].value() == str(form[name]).replace("\0", "")


def test_more_than_64_kilobytes_is_said_and_what_was_kept_before_stays(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    answer = browser.post(DRAFT, form | {"content": "あ" * 30_000}, headers=HTMX)
    assert answer.status_code == 200
    assert "長すぎるため" in answer.content.decode()
    by_hand = browser.post(REGISTER, form | {"content": "あ" * 30_000, "draft": "keep"})
    assert by_hand.status_code == 422
    assert by_hand.context["form"]["content"].value() == "あ" * 30_000
    assert ReportDraft.objects.get().fields["content"] == form["content"]


def test_one_without_a_date_is_of_the_day_on_which_it_was_kept(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(date="")
    browser.post(DRAFT, form, headers=HTMX)
    fields = ReportDraft.objects.get().fields | {"date": ""}  # as releases before this one kept it
    ReportDraft.objects.update(fields=fields, updated_at=now() - timedelta(days=2))
    assert resume(browser, form["form_id"]).context["form"]["date"].value() == day(-2)


@pytest.mark.parametrize("address", [DRAFT, REGISTER], ids=["by itself", "by the button"])
def test_one_without_a_date_is_of_the_day_on_which_it_was_written(browser_of, cast, address):
    """Begun without a network on the evening before; the phone's clock is wrong."""
    browser, phone = browser_of(cast.staff), now() + timedelta(days=400)
    moments = {"written_at": (phone - timedelta(days=1)).isoformat(), "sent_at": phone.isoformat()}
    form = typed(date="", draft="keep", **moments)
    browser.post(address, form)
    assert resume(browser, form["form_id"]).context["form"]["date"].value() == str(day(-1))


def test_a_change_without_a_date_gets_none(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser)
    browser.post(DRAFT, begin(browser, report) | {"date": "", "report": report}, headers=HTMX)
    assert ReportDraft.objects.get().fields["date"] == ""


@pytest.mark.parametrize("form_id", ["", "x", "\0", "9" * 400])
def test_a_form_without_an_id_is_a_404(browser_of, cast, form_id):
    assert browser_of(cast.staff).post(DRAFT, typed(form_id=form_id), headers=HTMX).status_code == 404


@pytest.mark.parametrize("draft", ["", "x", "%00", uuid4()])
def test_a_draft_that_never_was_is_a_404(browser_of, cast, draft):
    assert resume(browser_of(cast.staff), draft).status_code == 404


def test_a_draft_from_before_a_field_was_there_opens_with_the_field_empty(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    draft = ReportDraft.objects.get()
    del draft.fields["location"]
    draft.save()
    shown = resume(browser, form["form_id"]).context["form"]
    assert (shown["location"].value(), shown["title"].value()) == ("", form["title"])
