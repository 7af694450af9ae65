"""お知らせ: who may announce what to whom, who reads it then, and what a change of it does."""

from datetime import date

import pytest

from tests.days import day, on_its_day
from tests.web.posting import REGISTER, announce_to, begin, typed, write_post
from tests.web.reporting import file_report
from web.accounts.models import User
from web.board.models import BbsNotice, BbsPost, BbsPostStore
from web.stores.models import Area, Store

pytestmark = pytest.mark.django_db

TO_ALL = {"announce": "on", "audience": "all"}


def to_area(area_id: int) -> dict[str, object]:
    return {"announce": "on", "audience": "area", "area": area_id}


@pytest.fixture
def tokyo(db) -> int:
    """The area of 渋谷 and 新宿."""
    return Area.objects.get(name="東京").id


@pytest.fixture
def osaka(db) -> int:
    """The area of 梅田."""
    return Area.objects.get(name="大阪").id


def readers(browser_of, cast, post: int) -> set[str]:
    people = (cast.staff, cast.manager, cast.other_staff, cast.other_manager, cast.area, cast.admin)
    return {who for who in people if browser_of(who).get(f"/bbs/detail/{post}/").status_code == 200}


def test_a_manager_announces_to_the_own_store_and_others_do_not_see_it(browser_of, cast):
    post = write_post(browser_of(cast.manager), **announce_to(cast.shibuya))
    row = BbsPost.objects.get()
    assert (row.audience, row.area_id, row.due_on) == ("stores", None, None)
    assert row.announced_at is not None
    assert list(BbsPostStore.objects.values_list("store_id", flat=True)) == [cast.shibuya]
    assert readers(browser_of, cast, post) == {cast.staff, cast.manager, cast.area, cast.admin}


def test_an_area_manager_announces_to_the_own_area(browser_of, cast, tokyo):
    post = write_post(browser_of(cast.area), **to_area(tokyo))
    assert (BbsPost.objects.get().audience, BbsPost.objects.get().area_id) == ("area", tokyo)
    assert readers(browser_of, cast, post) == {cast.staff, cast.manager, cast.area, cast.admin}


def test_the_head_office_announces_to_everybody_and_asks_for_a_confirmation(browser_of, cast):
    due = day(3)
    post = write_post(browser_of(cast.admin), **TO_ALL, due_on=str(due))
    assert (BbsPost.objects.get().audience, BbsPost.objects.get().due_on) == ("all", due)
    assert len(readers(browser_of, cast, post)) == 6


def test_the_manager_of_a_whole_area_may_announce_to_it(browser_of, cast, osaka):
    post = write_post(browser_of(cast.other_manager), **to_area(osaka))
    assert readers(browser_of, cast, post) == {cast.other_staff, cast.other_manager, cast.admin}


def test_a_closed_store_does_not_stand_in_the_way_of_its_area(browser_of, cast, tokyo):
    Store.objects.filter(store_id=cast.shinjuku).update(closed_on=day(-1))
    write_post(browser_of(cast.manager), **to_area(tokyo))
    assert BbsPost.objects.get().area_id == tokyo


@pytest.mark.parametrize(
    ("person", "changes", "sentence"),
    [
        ("manager", TO_ALL, "全店舗へは本部だけが"),
        ("area", TO_ALL, "全店舗へは本部だけが"),
        ("manager", {"announce": "on", "audience": "area", "area": "tokyo"}, "その宛先には出せません"),
        ("area", {"announce": "on", "audience": "area", "area": "osaka"}, "全店舗を担当しているエリアを"),
        ("manager", announce_to(3), "担当していない店舗へは出せません"),
        ("manager", announce_to(2, 4), "担当していない店舗へは出せません"),
        ("area", announce_to(4), "担当していない店舗へは出せません"),
        ("admin", announce_to(99), "担当していない店舗へは出せません"),
        ("admin", {"announce": "on", "audience": "stores", "stores": ["渋谷"]}, "担当していない店舗へは"),
        ("admin", {"announce": "on", "audience": "everyone"}, "その宛先には出せません"),
        ("admin", {"announce": "on"}, "だれへのお知らせかを選んでください"),
        ("admin", {"announce": "on", "audience": "area"}, "お知らせするエリアを選んでください"),
        ("admin", {"announce": "on", "audience": "area", "area": "x'"}, "全店舗を担当しているエリアを"),
        ("admin", {"announce": "on", "audience": "stores"}, "お知らせする店舗を選んでください"),
        ("admin", TO_ALL | {"due_on": -1}, "今日からあとの日付"),
        ("admin", TO_ALL | {"due_on": 900}, "1年以内の日付"),
        ("admin", TO_ALL | {"due_on": "あした"}, "日付を選んでください"),
        ("staff", announce_to(2), "お知らせにできるのは"),
    ],
)
def test_an_announcement_out_of_reach_is_said_and_nothing_is_lost(
    browser_of, cast, tokyo, osaka, person, changes, sentence
):
    numbers = {"tokyo": tokyo, "osaka": osaka}
    changes = {name: numbers.get(str(value), value) for name, value in changes.items()}
    form = typed(**on_its_day(changes))
    answer = browser_of(getattr(cast, person)).post(REGISTER, form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["form"]["content"].value() == form["content"]
    assert not BbsPost.objects.exists()


def test_staff_are_not_asked_for_an_announcement(browser_of, cast):
    page = browser_of(cast.staff).get(REGISTER).content.decode()
    assert 'name="announce"' not in page


def test_the_form_offers_what_may_be_addressed(browser_of, cast, tokyo):
    offered = {
        person: browser_of(person).get(REGISTER).context["form"].offered
        for person in (cast.manager, cast.area, cast.admin)
    }
    codes = {person: [code for code, _label in choices.audiences] for person, choices in offered.items()}
    assert codes == {
        cast.manager: ["stores"],
        cast.area: ["area", "stores"],
        cast.admin: ["all", "area", "stores"],
    }
    assert offered[cast.area].areas == [(tokyo, "東京")]
    assert [name for _number, name in offered[cast.area].stores] == ["本部", "渋谷店", "新宿店"]


def test_what_an_ordinary_post_names_as_its_audience_counts_for_nothing(browser_of, cast):
    write_post(browser_of(cast.manager), audience="all", stores=["99"], due_on="きのう", area="x")
    row = BbsPost.objects.get()
    assert (row.announced_at, row.audience, row.due_on) == (None, "all", None)
    assert not BbsPostStore.objects.exists()


def test_a_mention_of_who_cannot_see_it_is_not_told_and_the_writer_hears_that(browser_of, cast):
    content = "@umeda-staff @shibuya-staff @tokyo-area"
    page = browser_of(cast.manager).post(
        REGISTER, typed(content=content, **announce_to(cast.shibuya)), follow=True
    )
    assert set(BbsNotice.objects.values_list("user_id", flat=True)) == {cast.staff, cast.area}
    assert "田中 蓮さんには知らせていません" in page.content.decode()


def test_it_is_made_of_a_post_that_is_there_and_unmade_again(browser_of, cast):
    post = write_post(browser_of(cast.staff))
    browser = browser_of(cast.manager)
    form = begin(browser, post) | announce_to(cast.shibuya, due_on=str(day(0)))
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    row = BbsPost.objects.get()
    assert (row.audience, row.due_on, row.user_id, row.version) == ("stores", day(0), cast.staff, 2)
    assert cast.other_staff not in readers(browser_of, cast, post)
    form = begin(browser, post)
    del form["announce"]
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    row = BbsPost.objects.get()
    assert (row.announced_at, row.audience, row.due_on) == (None, "all", None)
    assert not BbsPostStore.objects.exists()
    assert len(readers(browser_of, cast, post)) == 6


def test_other_stores_alone_are_a_change_too(browser_of, cast):
    browser = browser_of(cast.area)
    post = write_post(browser, **announce_to(cast.shibuya))
    announced_at = BbsPost.objects.get().announced_at
    form = begin(browser, post) | {"stores": [cast.shinjuku]}
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    row = BbsPost.objects.get()
    assert (row.version, row.announced_at) == (2, announced_at)
    assert list(BbsPostStore.objects.values_list("store_id", flat=True)) == [cast.shinjuku]


def test_its_writer_who_may_announce_no_more_changes_the_words_alone(browser_of, cast):
    browser = browser_of(cast.manager)
    post = write_post(browser, **announce_to(cast.shibuya, due_on=str(day(0))))
    User.objects.filter(user_id=cast.manager).update(user_type="staff")
    page = browser.get(f"/bbs/edit/{post}/")
    assert "お知らせの宛先と期限は、今のまま" in page.content.decode()
    form = begin(browser, post) | {"title": "言い直し"}
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    row = BbsPost.objects.get()
    assert (row.title, row.audience, row.due_on) == ("言い直し", "stores", day(0))
    assert BbsPostStore.objects.get().store_id == cast.shibuya


def test_a_deadline_that_has_passed_may_stay(browser_of, cast):
    browser = browser_of(cast.admin)
    post = write_post(browser, **TO_ALL, due_on=str(day(0)))
    BbsPost.objects.update(due_on=date(2026, 1, 1))
    form = begin(browser, post) | {"title": "言い直し"}
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    assert BbsPost.objects.get().due_on == date(2026, 1, 1)


def test_the_writer_reads_an_announcement_to_others(browser_of, cast):
    post = write_post(browser_of(cast.area), **announce_to(cast.shinjuku))
    User.objects.get(user_id=cast.area).areas.clear()
    assert browser_of(cast.area).get(f"/bbs/detail/{post}/").status_code == 200


def test_a_report_does_not_lead_to_its_post_where_that_is_addressed_to_others(browser_of, cast):
    report = file_report(browser_of(cast.staff), post_to_bbs="on")
    post = BbsPost.objects.get().id
    browser = browser_of(cast.admin)
    form = begin(browser, post) | announce_to(cast.umeda)
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    links = {
        person: f"/bbs/detail/{post}/" in browser_of(person).get(f"/report/view/{report}/").content.decode()
        for person in (cast.staff, cast.manager, cast.admin)
    }
    assert links == {cast.staff: True, cast.manager: False, cast.admin: True}
