"""The board between people, each at a browser of their own: asked and answered, told and confirmed."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from shared.dates import business_date, now
from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations

TITLE = "予約の電話が重なるときの工夫"
ANSWER = "番号を復唱して、すぐにかけ直しています"
MUST_READ = "アレルギー表示の手順が変わります"
SOON = 30_000  # milliseconds until what is new has come by itself


@dataclass(frozen=True)
class Area:
    """An area with two of its stores, and somebody in each of them and in a store of another area."""

    name: str
    first_store: str
    second_store: str
    in_first: str
    in_second: str
    elsewhere: str


@pytest.fixture(scope="module")
def area(house: House) -> Area:
    """The first area of the demo that has two stores; its people can log in."""
    with house.database() as connection:
        found = connection.execute(
            "SELECT a.id, a.name, array_agg(s.name ORDER BY store_id), array_agg(store_id ORDER BY store_id)"
            " FROM areas a JOIN stores s ON s.area_id = a.id GROUP BY a.id HAVING count(*) > 1 ORDER BY a.id"
        ).fetchone()
        assert found
        number, name, stores, ids = found
        somebody = (
            "SELECT user_id FROM users JOIN stores USING (store_id) WHERE user_type = 'staff' AND is_active"
            " AND user_id NOT LIKE 'demo%%' AND {} ORDER BY user_id LIMIT 1"
        )
        people = [
            str((connection.execute(somebody.format(where), [value]).fetchone() or [""])[0])
            for where, value in (
                ("store_id = %s", ids[0]),
                ("store_id = %s", ids[1]),
                ("area_id <> %s", number),
            )
        ]
    return Area(name, stores[0], stores[1], *map(house.give_login, people))


def check(page: Page, name: str) -> None:
    """A picture of it, and nothing that axe, a thumb or a narrow screen would stumble over."""
    shot(page, name, whole=True)
    assert violations(page) == [], name
    assert small_targets(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def unread(page: Page) -> int:
    """The number beside 掲示板."""
    return int((page.locator("#unread-badge").text_content() or "").partition("未読")[0] or 0)


def told(page: Page, house: House, title: str) -> Locator:
    """What a person's list of 未読 holds about it."""
    page.goto(f"{house.web}bbs/unread/")
    return page.locator("article", has_text=title)


def write(house: House, user_id: str, title: str, *, announced: bool = False, due: int | None = None) -> None:
    """A post written by somebody just now; 必読 for so many days."""
    with house.database() as connection:
        connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content, announced_at, due_on)"
            " SELECT store_id, user_id, 'report', %(title)s, '皆さんは？',"
            "        CASE WHEN %(announced)s THEN now() END,"
            "        current_date + %(due)s::int FROM users WHERE user_id = %(user)s",
            {"title": title, "announced": announced, "due": due, "user": user_id},
        )


def announce_as_must_read(page: Page, house: House, area: Area) -> str:
    """本部 writes the 必読 for the area, as a person does; its address."""
    page.goto(f"{house.web}bbs/register/")
    page.locator("label", has_text="報告").first.click()
    page.fill("[name=title]", MUST_READ)
    page.fill("[name=content]", "卵と乳を**別々に**書きます。\n- 新しい札は月曜に届きます")
    page.locator("label", has_text="お知らせにする").click()
    page.locator("[name=audience][value=area]").check(force=True)
    page.select_option("[name=area]", label=area.name)
    page.fill("[name=due_on]", str(business_date(now(), 5) + timedelta(days=5)))
    page.get_by_role("button", name="投稿する").click()
    expect(page.locator("h1")).to_have_text(MUST_READ)
    return page.url


def sees_nothing_of(address: str, stranger: BrowserContext, house: House) -> None:
    """Neither in lists nor by its address."""
    page = stranger.new_page()
    expect(told(page, house, MUST_READ)).to_have_count(0)
    for path in ("", "bbs/list/", f"bbs/list/?keyword={MUST_READ}"):
        page.goto(house.web + path)
        expect(page.locator("main article", has_text=MUST_READ)).to_have_count(0)
    number = address.rstrip("/").split("/")[-1]
    for path in (f"detail/{number}/", f"{number}/comments/?after=0", f"{number}/confirmations/"):
        assert stranger.request.get(f"{house.web}bbs/{path}").status == 404


def like(page: Page, place: str, reaction: str) -> None:
    """One tap on a reaction."""
    button = page.locator(f"{place} .react", has_text=reaction).first
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_one_asks_another_answers_and_both_see_the_same(open_browser, house: House, area: Area):
    asker = open_browser("demo-staff", **PHONE).new_page()
    answerer = open_browser(area.elsewhere, **PHONE).new_page()
    asker.goto(f"{house.web}bbs/register/")
    asker.locator("label", has_text="報告").first.tap()
    asker.fill("[name=title]", TITLE)
    asker.fill("[name=content]", "電話が重なると**聞き間違い**が起きます。皆さんはどうしていますか。")
    asker.get_by_role("button", name="投稿する").tap()
    expect(asker.locator("h1")).to_have_text(TITLE)

    answerer.goto(f"{house.web}bbs/list/")
    answerer.locator("article", has_text=TITLE).get_by_role("link", name=TITLE).tap()
    expect(answerer.locator(".said strong").first).to_have_text("聞き間違い")
    like(answerer, "main article", "なるほど")
    answerer.fill("#id_content", ANSWER)
    answerer.get_by_role("button", name="送る").tap()
    expect(answerer.locator("#threads")).to_contain_text(ANSWER)

    expect(asker.locator("#threads")).to_contain_text(ANSWER, timeout=SOON)
    like(asker, "#threads", "いいね")
    asker.get_by_role("button", name="ベストアンサーにする").tap()
    expect(asker.locator("#talk .chip")).to_have_text("ベストアンサー")

    best = told(answerer, house, TITLE)
    expect(best).to_contain_text("ベストアンサーに選ばれました")
    best.get_by_role("link", name=TITLE).tap()
    expect(answerer.locator("#talk .chip")).to_have_text("ベストアンサー")
    expect(told(answerer, house, TITLE)).to_have_count(0)

    said = []
    for page in (asker, answerer):
        page.goto(f"{house.web}bbs/list/")
        counts = page.locator("article", has_text=TITLE).locator(".post-counts")
        expect(counts).to_contain_text("コメント 1件")
        expect(counts).to_contain_text("リアクション 1件")
        page.locator("article", has_text=TITLE).get_by_role("link", name=TITLE).tap()
        expect(page.locator("#talk-title")).to_have_text("コメント 1件")
        said.append([text.split() for text in page.locator(".react").all_text_contents()])
    assert said[0] == said[1]
    assert [text[-1] for text in said[0]] == ["1", "0", "0", "1"]
    with house.database() as connection:
        counted = connection.execute(
            "SELECT n.comments, n.reactions, (SELECT count(*) FROM bbs_comments c WHERE c.post_id = p.id),"
            " (SELECT count(*) FROM bbs_reactions r WHERE r.post_id = p.id)"
            " FROM bbs_posts p JOIN bbs_post_counts n ON n.post_id = p.id WHERE p.title = %s",
            [TITLE],
        ).fetchall()
    assert counted == [(1, 1, 1, 1)]


def test_who_is_answered_is_told_and_comes_to_the_very_comment(open_browser, house: House, area: Area):
    write(house, "demo-staff", "鍵の受け渡し")
    answerer = open_browser(area.elsewhere, **DESKTOP).new_page()
    answerer.goto(f"{house.web}bbs/list/")
    answerer.get_by_role("link", name="鍵の受け渡し").first.click()
    answerer.fill("#id_content", "箱に入れています")
    answerer.get_by_role("button", name="送る").click()
    expect(answerer.locator("#threads")).to_contain_text("箱に入れています")
    asker = open_browser("demo-staff", **PHONE).new_page()
    item = told(asker, house, "鍵の受け渡し")
    before = unread(asker)
    assert before > 0
    item.get_by_role("link", name="鍵の受け渡し").tap()
    expect(asker.locator("#threads .comment")).to_be_in_viewport()
    assert unread(asker) == before - 1
    expect(told(asker, house, "鍵の受け渡し")).to_have_count(0)


def test_a_must_read_is_confirmed_in_one_store_and_chased_in_the_other(
    open_browser, house: House, area: Area
):
    office = open_browser("demo-admin", **DESKTOP).new_page()
    address = announce_as_must_read(office, house, area)
    check(office, "must-read-office")

    quick = open_browser(area.in_first, **PHONE).new_page()
    quick.goto(house.web)
    before = unread(quick)
    assert before > 0
    quick.get_by_role("link", name=MUST_READ).first.tap()
    expect(quick.locator("h1")).to_have_text(MUST_READ)
    assert unread(quick) == before
    check(quick, "must-read-phone")
    quick.get_by_role("button", name="確認しました").tap()
    expect(quick.locator("#confirm")).to_contain_text("に確認しました")
    expect(quick.locator("#unread-badge")).to_contain_text(str(before - 1) if before > 1 else "")
    check(quick, "must-read-confirmed-phone")

    office.get_by_role("link", name="確認の状況を見る").click()
    confirmed, waiting = (
        office.locator("details", has=office.locator("summary", has_text=store))
        for store in (area.first_store, area.second_store)
    )
    expect(confirmed.locator("summary")).to_contain_text("名中1名")
    expect(waiting.locator("summary")).to_contain_text("名中0名")
    expect(confirmed.locator(".tone-good")).to_have_count(1)
    check(office, "confirmations-desktop")
    waiting.get_by_role("button", name="にお願いする").click()
    expect(office.locator("#confirmations [role=status]")).to_contain_text("名に確認をお願いしました")
    expect(waiting.locator(".confirmer").first).to_contain_text("にお願い済み（1回）")
    expect(confirmed).not_to_contain_text("にお願い済み")

    slow = open_browser(area.in_second, **PHONE).new_page()
    item = told(slow, house, MUST_READ)
    expect(item).to_contain_text("確認のお願いが届きました")
    check(slow, "unread-reminded-phone")
    item.get_by_role("link", name=MUST_READ).tap()
    slow.get_by_role("button", name="確認しました").tap()
    expect(slow.locator("#confirm")).to_contain_text("に確認しました")
    expect(told(quick, house, MUST_READ)).to_have_count(0)
    office.reload()
    expect(waiting.locator("summary")).to_contain_text("名中1名")

    sees_nothing_of(address, open_browser(area.elsewhere, **PHONE), house)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_of_what_is_unread_is_finished_to_the_end(open_browser, house: House, area: Area, scheme):
    who = {"light": "demo-manager", "dark": "demo-area"}[scheme]
    page = open_browser(who, **PHONE, color_scheme=scheme).new_page()
    for title in (f"棚卸は金曜です（{scheme}）", f"制服の注文は月末まで（{scheme}）"):
        write(house, "demo-admin", title, announced=True)
    page.goto(f"{house.web}bbs/unread/")
    check(page, f"unread-{scheme}")
    before = unread(page)
    page.locator("article", has_text=f"棚卸は金曜です（{scheme}）").get_by_role(
        "button", name="済みにする"
    ).tap()
    expect(page.locator("#unread-told")).to_contain_text("済みにしました")
    expect(page.locator("#unread-told")).to_be_focused()
    assert unread(page) == before - 1
    page.get_by_role("button", name="すべて済みにする").tap()
    expect(page.get_by_role("button", name="済みにする")).to_have_count(0)
    while page.locator("#unread article").count():
        page.locator("#unread article a").first.tap()
        page.get_by_role("button", name="確認しました").tap()
        expect(page.locator("#confirm")).to_contain_text("に確認しました")
        page.goto(f"{house.web}bbs/unread/")
    expect(page.locator("main")).to_contain_text("未読はありません")
    assert unread(page) == 0
    check(page, f"unread-nothing-{scheme}")


def test_without_javascript_it_is_finished_and_confirmed_too(open_browser, house: House, area: Area):
    write(house, "demo-admin", "鍵を替えます", announced=True, due=3)
    write(house, "demo-admin", "看板の掃除", announced=True)
    page = open_browser(area.in_first, **PHONE, java_script_enabled=False).new_page()
    item = told(page, house, "看板の掃除")
    item.get_by_role("button", name="済みにする").click()
    expect(page.locator("#notices")).to_contain_text("済みにしました")
    expect(told(page, house, "看板の掃除")).to_have_count(0)
    told(page, house, "鍵を替えます").get_by_role("link", name="鍵を替えます").click()
    page.get_by_role("button", name="確認しました").click()
    expect(page.locator("#confirm")).to_contain_text("に確認しました")
    office = open_browser("demo-admin", **DESKTOP, java_script_enabled=False).new_page()
    office.goto(page.url)
    office.get_by_role("link", name="確認の状況を見る").click()
    office.get_by_role("button", name="まだの").first.click()
    expect(office.locator("#notices")).to_contain_text("名に確認をお願いしました")
