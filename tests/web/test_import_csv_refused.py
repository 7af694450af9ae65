"""`python -m web import_csv`: what is wrong is named by file, line and column, and nothing is written."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.dates import JAPAN, now
from shared.settings import ROOT
from tests.cast import CAST
from tests.web import importing
from tests.web.importing import WHOLE, imported, written
from web.accounts.models import User
from web.board.models import BbsComment, BbsPost
from web.reports.models import DailyReport
from web.stores.models import Store

pytestmark = pytest.mark.django_db

COMING = (now().astimezone(JAPAN).date() + timedelta(days=2)).isoformat()  # whatever midnight comes meanwhile
GOOD = {"stores": "12,神田店,,,", "users": "kanda-1,12,staff,中村,,,true"}
HEADS = {name: text.partition("\n")[0] for name, text in WHOLE.items()} | {
    "stores": "store_id,name,prefecture,address,opened_on"
}


def refused(folder, **files) -> list[str]:
    """The mistakes that these files come to; nothing may be written."""
    before = Store.objects.count(), User.objects.count(), DailyReport.objects.count(), BbsPost.objects.count()
    ran = imported(written(folder, **files))
    assert ran.code == 1, ran.out
    assert "何も取り込んでいません" in ran.err
    after = Store.objects.count(), User.objects.count(), DailyReport.objects.count(), BbsPost.objects.count()
    assert before == after
    return ran.wrongs


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """All files, with something else in one of them."""
    assert old in WHOLE[name]
    return WHOLE | {name: WHOLE[name].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "what"),
    [
        ("stores", "address,", "", "stores.csv:1: address:", "この列がありません"),
        ("stores", "changeover_hour", "changeover", "stores.csv:1: changeover:", "知らない列"),
        ("stores", "13,上野店", "12,上野店", "stores.csv:4: store_id:", "3行目と重なっています(12)"),
        ("stores", "13,上野店", "13,神田店", "stores.csv:4: name:", "3行目にもあります"),
        ("stores", "13,上野店", "13,渋谷店", "stores.csv:4: name:", "店舗2が使っています"),
        ("stores", "13,上野店", "十三,上野店", "stores.csv:4: store_id:", "整数ではありません"),
        ("stores", "13,上野店", "99999999,上野店", "stores.csv:4: store_id:", "までの数"),
        ("stores", "13,上野店", "13,", "stores.csv:4: name:", "空です"),
        ("stores", "13,上野店", "13,　 ", "stores.csv:4: name:", "空です"),
        ("stores", "13,上野店", "13," + "上" * 61, "stores.csv:4: name:", "60文字まで"),
        ("stores", "2019/04/01", "2019/02/29", "stores.csv:3: opened_on:", "日付として読めません"),
        ("stores", "2019/04/01", "tomorrow", "stores.csv:3: opened_on:", "日付として読めません"),
        ("stores", "store,北,4", "shop,北,4", "stores.csv:3: kind:", "store, hq"),
        ("stores", "store,北,4", "store,北,24", "stores.csv:3: changeover_hour:", "0から23"),
        ("users", "kanda-2", "神田2", "users.csv:3: user_id:", "ログインID"),
        ("users", "kanda-2,12", "kanda-1,12", "users.csv:3: user_id:", "2行目と重なっています"),
        ("users", "kanda-2,12", "kanda-2,77", "users.csv:3: store_id:", "店舗「77」はありません"),
        ("users", "12,staff", "12,boss", "users.csv:3: role:", "staff, manager, area, admin"),
        ("users", "小林", "", "users.csv:3: last_name:", "空です"),
        ("users", "nakamura@example.com", "nakamura", "users.csv:2: email:", "メールアドレス"),
        ("users", ",,1", ",,多分", "users.csv:3: is_active:", "true か false"),
        ("performances", "2026/11/21", COMING, "performances.csv:3: date:", "これからの日付です"),
        ("reports", "ueno-1,2026-11-20", f"ueno-1,{COMING}", "reports.csv:4: date:", "これからの日付です"),
        ("performances", "412300", "-1", "performances.csv:2: sales_amount:", "0から"),
        ("performances", "412300", "41.2万", "performances.csv:2: sales_amount:", "整数"),
        ("performances", "156", "", "performances.csv:2: customer_count:", "空です"),
        ("performances", "2026/11/21", "2026/11/20", "performances.csv:3: store_id, date:", "2行目と"),
        ("performances", "13,2026", "1,2026", "performances.csv:4: store_id:", "店舗1は本部です"),
        ("performances", "kanda-1", "nobody", "performances.csv:2: registered_by:", "nobody」の人はいません"),
        ("performances", "23:10:00+09:00", "23:10:00", "performances.csv:2: created_at:", "時差がありません"),
        ("performances", "T23:10:00+09:00", "", "performances.csv:2: created_at:", "日時として読めません"),
        ("performances", "23:10:00+09:00", "25:10:00+09:00", "performances.csv:2: created_at:", "日時として"),
        ("reports", "5002", "5001", "reports.csv:4: report_id:", "2行目と重なっています"),
        ("reports", "praise", "賞賛", "reports.csv:4: genre:", "claim, praise"),
        ("reports", "kitchen", "roof", "reports.csv:4: location:", "kitchen, hall"),
        ("reports", "味噌汁をほめられた", "", "reports.csv:4: content:", "空です"),
        ("reports", "味をほめられた", "味" * 201, "reports.csv:4: title:", "200文字まで"),
        ("reports", "味噌汁", "味噌\0汁", "reports.csv:4: content:", "NUL"),
        ("reports", "味噌汁", "味噌\x07汁", "reports.csv:4: content:", "U+0007"),
        ("reports", "5002,13,ueno-1", "5002,13,kanda-9", "reports.csv:4: user_id:", "はいません"),
        ("bbs_posts", "kanda-2,5001", "kanda-2,5009", "bbs_posts.csv:2: report_id:", "日報「5009」は"),
        ("bbs_comments", "802,701", "802,799", "bbs_comments.csv:3: post_id:", "投稿「799」はありません"),
        ("bbs_comments", "false", "true", "bbs_comments.csv:3: is_best_answer:", "ベストアンサーが2つ"),
        ("bbs_reactions", "701,ueno-1,iine", "799,ueno-1,iine", "bbs_reactions.csv:3: target_id:", "投稿"),
        ("bbs_reactions", "comment,801", "comment,899", "bbs_reactions.csv:4: target_id:", "コメント"),
        ("bbs_reactions", "ueno-1,iine", "ueno-1,naruhodo", "bbs_reactions.csv:3: target,", "2行目と"),
        ("bbs_reactions", "comment,801", "report,801", "bbs_reactions.csv:4: target:", "post, comment"),
        ("goals", "2026,11,待", "2026,13,待", "goals.csv:2: month:", "1から12"),
        ("goals", "80", "101", "goals.csv:2: achievement_rate:", "0から100"),
        ("goals", "13,2026", "12,2026", "goals.csv:3: store_id, year, month:", "2行目と"),
        ("goals", "13,2026", "1,2026", "goals.csv:3: store_id:", "店舗1は本部です"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_file_line_and_column(tmp_path, name, old, new, where, what):
    [wrong] = refused(tmp_path, **changed(name, old, new))
    assert wrong.startswith(where)
    assert what in wrong


def test_a_wrong_date_in_line_80001_is_named_there_alone(tmp_path):
    row = "12,kanda-1,2026-11-20,other,hall,題,内容,false,2026-11-20T22:10:00+09:00\n"
    rows = [f"{number},{row}" for number in range(2, 80_002)]
    rows[80_001 - 2] = rows[80_001 - 2].replace("2026-11-20,other", "2026-13-45,other")
    head = HEADS["reports"] + "\n"
    wrongs = refused(tmp_path, stores=importing.STORES, users=importing.USERS, reports=head + "".join(rows))
    assert wrongs == [
        "reports.csv:80001: date: 「2026-13-45」は日付として読めません(例: 2026-11-23)。",
    ]


@pytest.mark.parametrize("half", ["5003,12,kanda", '5003,12,kanda-1,2026-11-20,other,hall,題,"内'])
def test_a_half_line_at_the_end_is_named(tmp_path, half):
    [wrong] = refused(tmp_path, **WHOLE | {"reports": importing.REPORTS + half})
    assert wrong.startswith("reports.csv:5:")


def test_every_mistake_of_every_file_is_told_at_once_by_line(tmp_path):
    files = WHOLE | changed("stores", "2019/04/01", "2019-99-99")
    files |= {
        "goals": importing.GOALS.replace("80", "800"),
        "users": importing.USERS.replace("staff", "chef"),
    }
    assert [wrong.split(" ")[0:2] for wrong in refused(tmp_path, **files)] == [
        ["stores.csv:3:", "opened_on:"],
        ["users.csv:3:", "role:"],
        ["users.csv:5:", "role:"],
        ["goals.csv:2:", "achievement_rate:"],
    ]


def test_of_many_mistakes_the_first_hundred_and_their_number_are_told(tmp_path):
    rows = "".join(f"{number},店{number},,,きのう\n" for number in range(100, 1100))
    ran = imported(written(tmp_path, stores=HEADS["stores"] + "\n" + rows))
    assert len(ran.wrongs) == 100
    assert ran.wrongs[-1].startswith("stores.csv:101:")
    assert "1000件" in ran.err


def test_a_file_that_is_no_csv_is_named(tmp_path):
    [wrong] = refused(tmp_path, stores=b"PK\x03\x04 workbook")
    assert wrong.startswith("stores.csv:1:")


def test_a_report_that_was_written_in_c3_is_not_overwritten(tmp_path):
    DailyReport.objects.create(
        id=5001,
        store_id=CAST.shibuya,
        user_id=CAST.staff,
        date="2026-11-20",
        genre="claim",
        location="hall",
        title="C3で書いた",
        content="内容",
        form_id="00000000-0000-0000-0000-000000000001",
    )
    [wrong] = refused(tmp_path, **WHOLE)
    assert wrong.startswith("reports.csv:2: report_id: 番号5001の日報は、C3の中では別の日報です")
    assert "使われていない番号に変えてください" in wrong


def test_a_post_of_a_report_that_was_written_in_c3_is_not_overwritten(tmp_path):
    report = {"genre": "claim", "location": "hall", "title": "C3で書いた", "content": "内容"}
    written_here = DailyReport.objects.create(
        store_id=CAST.shibuya, user_id=CAST.staff, date="2026-11-20", form_id=UUID(int=1), **report
    )
    del report["location"]
    BbsPost.objects.create(
        id=701, store_id=CAST.shibuya, user_id=CAST.staff, report_id=written_here.id, **report
    )
    [wrong] = refused(tmp_path, **WHOLE)
    assert wrong.startswith("bbs_posts.csv:2: post_id: 番号701の投稿は、C3の中では別の投稿です")


def test_nor_is_what_another_report_and_another_post_of_these_numbers_were_that_are_deleted(tmp_path):
    report: dict[str, Any] = {"store_id": CAST.shibuya, "user_id": CAST.staff}
    report |= {"genre": "other", "title": "C3で書いた", "content": "内容"}
    DailyReport.objects.create(id=5001, date="2026-11-20", location="hall", form_id=UUID(int=1), **report)
    BbsPost.objects.create(id=701, form_id=UUID(int=2), **report)
    DailyReport.objects.filter(id=5001).delete()
    BbsPost.objects.filter(id=701).delete()
    assert [wrong.split("は、")[0] for wrong in refused(tmp_path, **WHOLE)] == [
        "reports.csv:2: report_id: 番号5001の日報",
        "bbs_posts.csv:2: post_id: 番号701の投稿",
    ]


def test_a_comment_of_somebody_else_is_not_overwritten(tmp_path):
    post = BbsPost.objects.create(
        id=701, store_id=CAST.shibuya, user_id=CAST.staff, genre="other", title="題", content="内容"
    )
    BbsComment.objects.create(id=801, post_id=post.id, user_id=CAST.manager, content="C3で書いた")
    [wrong] = refused(tmp_path, **WHOLE)
    assert wrong.startswith("bbs_comments.csv:2: comment_id: コメント801は別の投稿か別の人のもの")


def test_the_last_active_person_of_the_head_office_is_not_retired(tmp_path):
    row = f"{CAST.admin},1,admin,山本,彩,,"
    head = HEADS["users"] + "\n"
    [wrong] = refused(tmp_path, users=f"{head}{row}false\n")
    assert wrong.startswith("users.csv:2: is_active: 使える本部の人がいなくなります")
    [wrong] = refused(tmp_path, users=f"{head}{row}true\n".replace("admin,山本", "staff,山本"))
    assert wrong.startswith("users.csv:2: role:")


def test_a_login_that_differs_from_another_in_its_case_alone_is_refused_but_for_one_that_is_there(tmp_path):
    row = "{},2,staff,佐藤,,,true\n"
    User.objects.create(user_id="Umeda-Staff", store_id=CAST.shibuya, last_name="前からいる")
    logins = ("Shibuya-Staff", "new-1", "NEW-1", "umeda-staff", "Umeda-Staff")
    users = HEADS["users"] + "\n" + "".join(map(row.format, logins))
    assert [wrong.split("か違")[0] for wrong in refused(tmp_path, users=users)] == [
        "users.csv:2: user_id: ログインID「Shibuya-Staff」は「shibuya-staff」と大文字と小文字し",
        "users.csv:4: user_id: ログインID「NEW-1」は「new-1」と大文字と小文字し",
    ]


def test_a_second_person_of_the_head_office_who_can_log_in_lets_the_first_one_go(tmp_path):
    admin = User.objects.get(user_id=CAST.admin)
    User.objects.create(
        user_id="second", store_id=1, user_type="admin", last_name="副", password=admin.password
    )
    ran = imported(written(tmp_path, users=f"{HEADS['users']}\n{CAST.admin},1,admin,山本,彩,,false\n"))
    assert ran.code == 0, ran.err
    assert not User.objects.get(user_id=CAST.admin).is_active


def test_words_of_a_file_are_never_sql(tmp_path):
    nasty = "x'); DROP TABLE users; -- %s %(a)s {name} \\"
    ran = imported(written(tmp_path, stores=f'{HEADS["stores"]}\n50,"{nasty}",,,\n'))
    assert ran.code == 0, ran.err
    assert Store.objects.get(store_id=50).name == nasty


@pytest.mark.parametrize(
    ("language", "expected"), [("ja", "何も"), ("", "何も"), ("en_US:en", "Nothing was")]
)
def test_the_language_is_that_of_the_environment(django_db_setup, tmp_path, language, expected):
    folder = written(tmp_path, stores="store_id\n1\n")
    ran = subprocess.run(
        [sys.executable, "-m", "web", "import_csv", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LANGUAGE": language},
    )
    assert ran.returncode == 1
    assert expected in ran.stderr


def test_a_file_that_would_leave_no_head_office_is_refused_by_a_sentence_of_its_own(tmp_path):
    stores = "store_id,name,prefecture,address,opened_on,kind\n1,一号店,東京都,,2020-04-01,store\n"
    ran = imported(written(tmp_path, stores=stores))
    assert ran.code != 0
    assert "本部がなくなります" in ran.err
