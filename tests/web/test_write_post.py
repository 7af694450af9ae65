"""Writing on the board: from the form to the rows, and back from everything that can be wrong with it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from shared import posts
from shared.dates import now
from shared.db import one
from shared.posts import NewPost, Posted
from shared.storage import storage
from tests.house.world import viewer_of
from tests.web.posting import REGISTER, typed, write_post
from tests.web.reporting import order_of, photo
from web.accounts.models import Session, User
from web.board.models import BbsNotice, BbsPost, BbsPostCounts
from web.reports.models import ReportImage

pytestmark = pytest.mark.django_db


def told() -> dict[str, str]:
    return dict(BbsNotice.objects.values_list("user_id", "kind"))


def test_a_post_is_written_in_the_name_of_the_store_of_its_writer(browser_of, cast):
    response = browser_of(cast.staff).post(REGISTER, typed())
    post = BbsPost.objects.get()
    assert response["Location"] == f"/bbs/detail/{post.id}/"
    assert (post.store_id, post.user_id, post.genre, post.version) == (
        cast.shibuya,
        cast.staff,
        "claim",
        1,
    )
    assert post.content.endswith("😢 ﾊﾝｶｸ")
    assert (post.announced_at, post.audience, post.is_from_report) == (None, "all", False)
    assert BbsPostCounts.objects.get().post_id == post.id


def test_the_three_fields_of_the_contract_are_enough(browser_of, cast):
    answer = browser_of(cast.staff).post(REGISTER, {"genre": "other", "title": "題", "content": "本文"})
    assert answer.status_code == 302
    assert BbsPost.objects.get().title == "題"


def test_everybody_reads_it(browser_of, cast):
    browser = browser_of(cast.staff)
    page = browser.post(REGISTER, typed(), follow=True).content.decode()
    assert "掲示板に投稿しました" in page
    post = BbsPost.objects.get()
    for person in (cast.other_staff, cast.area, cast.admin):
        assert post.title in browser_of(person).get(f"/bbs/detail/{post.id}/").content.decode()


def test_a_form_sent_twice_makes_one_post_with_one_set_of_pictures_and_one_notice(browser_of, cast):
    browser, form_id = browser_of(cast.staff), str(uuid4())
    answers = [
        browser.post(REGISTER, typed(form_id=form_id, content="@umeda-staff", images=[photo(1), photo(2)]))
        for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert BbsPost.objects.count() == BbsNotice.objects.count() == 1
    assert ReportImage.objects.filter(post__isnull=False).count() == 2


def test_a_form_sent_ten_times_at_once_makes_one_post(database):
    with psycopg.connect(database, autocommit=True) as setup:
        viewer = viewer_of(setup, "shibuya-staff")
    form_id, together = uuid4(), Barrier(10)

    def posts_it(_number: int) -> Posted:
        with psycopg.connect(database) as connection:
            together.wait()
            new = NewPost("claim", "題", "@umeda-staff へ", None)
            query = posts.register(viewer, new, form_id, date(2026, 11, 22), (), ["umeda-staff"])
            return one(connection, query)

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(posts_it, range(10)))
    assert len({answer.id for answer in answers}) == 1
    assert [answer.is_new for answer in answers].count(True) == 1
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM bbs_notices").fetchone() == (1,)


def test_a_form_id_of_another_person_posts_nothing(browser_of, cast):
    form_id = str(uuid4())
    write_post(browser_of(cast.staff), form_id=form_id)
    assert browser_of(cast.other_staff).post(REGISTER, typed(form_id=form_id)).status_code == 404
    assert BbsPost.objects.count() == 1


def test_photos_are_shown_to_everybody_in_their_order(browser_of, cast):
    post = write_post(browser_of(cast.staff), images=[photo(1), photo(2)])
    rows = list(ReportImage.objects.order_by("position"))
    assert [(row.width, row.post_id, row.report_id) for row in rows] == [(81, post, None), (82, post, None)]
    elsewhere = browser_of(cast.other_staff)
    shown = elsewhere.get(f"/bbs/detail/{post}/").context["pictures"]
    assert [picture.id for picture in shown] == [row.id for row in rows]
    assert elsewhere.get(shown[0].url).content == storage().read(rows[0].name)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "タイトルを入力してください"),
        ({"title": "   　"}, "タイトルを入力してください"),
        ({"title": "\u202e\u2066"}, "タイトルを入力してください"),
        ({"title": "あ" * 201}, "タイトルは200文字までです（今は201文字）"),
        ({"title": "a\0b"}, ""),
        ({"content": ""}, "内容を入力してください"),
        ({"content": "\u202e \u202d"}, "内容を入力してください"),
        ({"content": "あ" * 100_000}, "内容は10000文字までです（今は100000文字）"),
        ({"genre": "rumour"}, "ジャンルを一覧から選んでください"),
        ({"genre": ""}, "ジャンルを選んでください"),
        ({"announce": "on"}, "お知らせにできるのは、店長・エリアマネージャー・本部です"),
    ],
)
def test_a_bad_field_is_said_beside_it_and_nothing_typed_is_lost(browser_of, cast, changes, sentence):
    form = typed(**changes)
    response = browser_of(cast.staff).post(REGISTER, form | {"images": [photo()]})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "<title>エラー: " in page
    for field in ("title", "content"):
        assert response.context["form"][field].value() == form[field]
    assert response.context["form_id"] == UUID(str(form["form_id"]))
    assert len(response.context["pictures"]) == 1
    assert not BbsPost.objects.exists()


def test_the_kept_picture_goes_with_the_mended_form_and_can_be_taken_off(browser_of, cast):
    browser, form_id = browser_of(cast.staff), str(uuid4())
    page = browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo(1), photo(2)]))
    first, second = ReportImage.objects.order_by("width")
    browser.post(REGISTER, typed(form_id=form_id, order=order_of(page), remove_pictures=[str(first.id)]))
    assert ReportImage.objects.get().id == second.id
    assert ReportImage.objects.get().post_id == BbsPost.objects.get().id


def test_the_thirteenth_photo_is_refused_and_twelve_are_kept(browser_of, cast):
    response = browser_of(cast.staff).post(REGISTER, typed(images=[photo(shade) for shade in range(13)]))
    assert response.status_code == 422
    assert "写真は12枚までです" in response.content.decode()
    assert len(response.context["pictures"]) == 12


def test_a_press_of_a_photos_button_moves_it_and_posts_nothing(browser_of, cast):
    browser, form_id = browser_of(cast.staff), str(uuid4())
    page = browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo(1), photo(2)]))
    order = [str(picture.id) for picture in page.context["pictures"]]
    moved = browser.post(REGISTER, typed(form_id=form_id, title="", order=order, move=f"right:{order[0]}"))
    assert moved.status_code == 200
    assert [str(picture.id) for picture in moved.context["pictures"]] == order[::-1]
    assert not BbsPost.objects.exists()


def test_an_expired_form_is_shown_again_with_everything_in_it(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    form = typed(images=[photo()])
    response = browser.post(REGISTER, form, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 422
    assert "もう一度「投稿する」を押してください" in response.content.decode()
    assert response.context["form"]["content"].value() == form["content"]
    assert len(response.context["pictures"]) == 1
    assert not BbsPost.objects.exists()


def test_what_was_typed_outlives_an_expired_login(browser_of, cast):
    browser = browser_of(cast.staff)
    Session.objects.update(expire_date=now())
    refused = browser.post(REGISTER, typed())
    assert refused.status_code == 422
    login = {"user_id": cast.staff, "password": "c3-test-2026", "typed": refused.context["typed"]}
    resumed = browser.post("/accounts/login/", login)
    assert browser.post(resumed.context["action"], dict(resumed.context["fields"])).status_code == 302
    assert BbsPost.objects.get().title == typed()["title"]


def test_who_is_mentioned_is_told_once(browser_of, cast):
    content = "@umeda-staff さんと＠umeda-manager。もう一度 @umeda-staff"
    page = browser_of(cast.staff).post(REGISTER, typed(content=content), follow=True)
    assert told() == {cast.other_staff: "mention", cast.other_manager: "mention"}
    assert not any("知らせていません" in str(message) for message in page.context["messages"])


def test_the_writer_is_never_told_of_their_own_post(browser_of, cast):
    page = browser_of(cast.staff).post(REGISTER, typed(content="@shibuya-staff 自分へ"), follow=True)
    assert told() == {}
    assert not any("知らせていません" in str(message) for message in page.context["messages"])


def test_a_mention_of_a_retired_person_stays_in_the_text_and_the_writer_is_told(browser_of, cast):
    User.objects.filter(user_id=cast.other_staff).update(is_active=False)
    page = browser_of(cast.staff).post(REGISTER, typed(content="@umeda-staff どうでした？"), follow=True)
    assert told() == {}
    assert "田中 蓮さんには知らせていません" in page.content.decode()
    assert BbsPost.objects.get().content == "@umeda-staff どうでした？"


def test_an_at_sign_that_names_nobody_is_only_a_text(browser_of, cast):
    page = browser_of(cast.staff).post(
        REGISTER, typed(content="a@example.com @nobody @' OR 1=1"), follow=True
    )
    assert page.status_code == 200
    assert told() == {}
    assert not any("知らせていません" in str(message) for message in page.context["messages"])


def test_right_to_left_overrides_turn_nothing_around(browser_of, cast):
    page = browser_of(cast.staff).post(REGISTER, typed(title="請求\u202egnp.exe"), follow=True)
    assert page.status_code == 200
    assert BbsPost.objects.get().title == "請求gnp.exe"
