"""Many people by CSV: tried first, shown, then applied as a whole or not at all."""

import csv
import re
from base64 import b64decode
from dataclasses import fields

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared.people import SheetRow
from shared.words import AuditAction, AuditSubject
from web.accounts.models import User
from web.accounts.sheet import COLUMNS, rows_of, written
from web.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

PAGE = "/accounts/staff-import/"
HEADER = "user_id,store_id,role,last_name,first_name,email,is_active\n"


def sends(browser: Client, content: str | bytes, encoding: str = "utf-8"):
    """Choose a file and press 「何が変わるかを見る」."""
    data = content.encode(encoding) if isinstance(content, str) else content
    return browser.post(PAGE, {"file": SimpleUploadedFile("staff.csv", data, "text/csv")})


def applies(browser: Client, tried):
    """Press 「この内容で反映する」."""
    assert tried.status_code == 200, mistakes(tried)
    return browser.post(PAGE, {"plan": tried.context["plan"]})


def mistakes(response) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.sentence) for one in response.context.get("mistakes", [])]


def people() -> list[tuple[object, ...]]:
    return list(
        User.objects.order_by("pk").values_list("pk", "store_id", "user_type", "last_name", "is_active")
    )


NEW = "new-1,4,manager,新井,一,one@example.com,true\nnew-2,2,staff,新井,二,,\n"


def test_a_file_is_tried_shown_and_then_applied(browser_of, cast):
    browser, before = browser_of(cast.admin), people()
    tried = sends(
        browser, HEADER + NEW + "shibuya-staff,3,staff,佐藤,美咲,,\numeda-staff,4,staff,田中,蓮,,false\n"
    )
    page = tried.content.decode()
    assert people() == before
    assert [tried.context[name] for name in ("added", "changed", "retired", "unchanged")] == [2, 1, 1, 0]
    for told in ("新井 一", "new-2", "2 → 3", "この内容で反映する"):
        assert told in page
    done = applies(browser, tried)
    assert done.status_code == 200
    assert "no-store" in done["Cache-Control"]
    assert User.objects.get(pk="new-1").user_type == "manager"
    assert User.objects.get(pk="new-2").password_is_temporary
    assert User.objects.get(pk=cast.staff).store_id == cast.shinjuku
    assert not User.objects.get(pk=cast.other_staff).is_active


def test_the_first_passwords_are_in_the_answer_as_a_table_and_as_a_file(browser_of, cast):
    browser = browser_of(cast.admin)
    page = applies(browser, sends(browser, HEADER + NEW)).content.decode()
    file = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', page)
    assert file
    lines = list(csv.reader(b64decode(file[1]).decode("utf-8-sig").splitlines()))
    assert [line[1] for line in lines[1:]] == ["new-1", "new-2"]
    for _name, login, password in lines[1:]:
        assert password in page
        assert Client().post("/accounts/login/", {"user_id": login, "password": password}).status_code == 302


def test_one_new_person_is_handed_over_on_a_page_of_their_own(browser_of, cast):
    browser = browser_of(cast.manager)
    page = applies(browser, sends(browser, "ログインID,姓\nnew-1,新井\n")).content.decode()
    assert 'id="password"' in page
    assert User.objects.get(pk="new-1").store_id == cast.shibuya


def test_what_was_applied_is_not_applied_again_by_a_reload(browser_of, cast):
    browser = browser_of(cast.admin)
    tried = sends(browser, HEADER + NEW)
    applies(browser, tried)
    hashes = dict(User.objects.values_list("pk", "password"))
    again = applies(browser, tried)
    assert again.status_code == 409
    assert "変わるところはありません" in again.content.decode()
    assert dict(User.objects.values_list("pk", "password")) == hashes
    assert sends(browser, HEADER + NEW).context["unchanged"] == 2


def test_what_has_changed_since_it_was_shown_is_shown_again(browser_of, cast):
    browser = browser_of(cast.admin)
    tried = sends(browser, HEADER + "shibuya-staff,2,staff,斎藤,美咲,,\n")
    User.objects.filter(pk=cast.staff).update(last_name="別の姓")
    again = applies(browser, tried)
    assert again.status_code == 409
    assert "別の姓 → 斎藤" in again.content.decode()
    assert User.objects.get(pk=cast.staff).last_name == "別の姓"
    assert browser.post(PAGE, {"plan": again.context["plan"]}).status_code == 302
    assert User.objects.get(pk=cast.staff).last_name == "斎藤"


@pytest.mark.parametrize(
    ("encoding", "header"),
    [
        ("utf-8", HEADER),
        ("utf-8-sig", HEADER),
        ("cp932", HEADER),
        ("cp932", "ログインID,店舗,役割,姓,名,メール,在籍\n"),
        ("utf-8", "ＩＤ,店舗名,役割,苗字,名前,メールアドレス,在籍中\r\n"),
    ],
)
def test_the_file_is_read_as_people_have_it(browser_of, cast, encoding, header):
    browser = browser_of(cast.admin)
    content = header + "ｎｅｗ－１,梅田店,店長,髙橋,結衣,,在籍\n"
    applies(browser, sends(browser, content, encoding))
    person = User.objects.get(pk="new-1")
    assert (person.store_id, person.user_type, person.last_name) == (cast.umeda, "manager", "髙橋")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", (1, "", "ファイルが空です")),
        (HEADER, (1, "", "人の行がありません")),
        ("user_id,store_id\nx,2\n", (1, "last_name", "この列がありません")),
        ("user_id,last_name,salary\nx,名,1\n", (1, "salary", "知らない列です")),
        (HEADER + "new,2,staff,,,,\n", (2, "last_name", "姓を入力してください")),
        (HEADER + ",2,staff,名,,,\n", (2, "user_id", "ログインIDを入力してください")),
        (HEADER + "なまえ,2,staff,名,,,\n", (2, "user_id", "半角の英数字")),
        (HEADER + "new,99,staff,名,,,\n", (2, "store_id", "この店舗はありません")),
        (HEADER + "new,,staff,名,,,\n", (2, "store_id", "新しい人の店舗を入力してください")),
        (HEADER + "new,2,king,名,,,\n", (2, "role", "役割は次のどれか")),
        (HEADER + "new,2,staff,名,,x@,\n", (2, "email", "メールアドレスの形")),
        (HEADER + "new,2,staff,名,,,maybe\n", (2, "is_active", "「在籍」か「退職」")),
        (HEADER + f"new,2,staff,{'名' * 41},,,\n", (2, "last_name", "40文字までです（今は41文字）")),
        (HEADER + "new,2,staff,名,,,\nNEW,2,staff,名,,,\n", (3, "user_id", "2行目と同じログインID")),
        (HEADER + "Shibuya-Staff,2,staff,名,,,\n", (2, "user_id", "「shibuya-staff」は、ほかの人が使って")),
        (HEADER + "hq-admin,1,staff,山本,彩,,\n", (2, "role", "自分の役割は自分では変えられません")),
        (HEADER + "hq-admin,1,admin,山本,彩,,退職\n", (2, "is_active", "自分を退職にすることは")),
        (HEADER + "new,2,staff,名,,,\nnew-2,2,sta", (3, "", "途中で切れています")),
        (HEADER + 'new,2,staff,"名,,,\n', (2, "", "引用符")),
        (b"PK\x03\x04 a spreadsheet", (1, "", "CSVではありません")),
        (HEADER.encode() + b"new,2,staff,\x00,,,\n", (2, "last_name", "NUL")),
    ],
)
def test_what_is_wrong_is_said_by_line_and_column_and_nothing_is_applied(browser_of, cast, content, expected):
    before = people()
    response = sends(browser_of(cast.admin), content)
    assert response.status_code == 422
    line, column, sentence = expected
    found = [one for one in mistakes(response) if one[:2] == (line, column)]
    assert found
    assert sentence in found[0][2]
    assert f"{line}行目" in response.content.decode()
    assert people() == before


def test_a_closed_store_takes_nobody_in_by_a_file_either(browser_of, cast):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stores SET closed_on = '2026-01-31' WHERE store_id = %s", [cast.umeda])
    content = HEADER + "new,4,staff,名,,,\nshibuya-staff,4,staff,佐藤,美咲,,\numeda-staff,4,staff,改,名,,\n"
    found = mistakes(sends(browser_of(cast.admin), content))
    assert [(line, column) for line, column, _sentence in found] == [(2, "store_id"), (3, "store_id")]
    assert "閉店した店舗です" in found[0][2]


def test_one_wrong_row_among_good_ones_keeps_all_of_them_out(browser_of, cast):
    before = people()
    response = sends(browser_of(cast.admin), HEADER + NEW + "shibuya-staff,2,king,佐藤,美咲,,\n")
    assert response.status_code == 422
    assert people() == before


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("new,2,manager,名,,,", "店長が登録できるのはスタッフだけです"),
        ("new,4,staff,名,,,", "この店舗はありません"),
        ("shibuya-manager,2,manager,別名,健,,", "変えられるのは本部です"),
        ("umeda-staff,2,staff,田中,蓮,,", "ほかの人が使っています"),
        ("umeda-staff,,,田中,蓮,,退職", "ほかの人が使っています"),
        ("shibuya-staff,2,manager,佐藤,美咲,,", "店長が登録できるのはスタッフだけです"),
    ],
)
def test_a_manager_reaches_no_further_by_a_file_than_by_the_pages(browser_of, cast, row, sentence):
    before = people()
    response = sends(browser_of(cast.manager), HEADER + row + "\n")
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert people() == before


def test_a_managers_own_list_comes_back_unchanged_with_new_people_in_it(browser_of, cast):
    browser = browser_of(cast.manager)
    listed = browser.get("/accounts/staff-list/csv/").content
    tried = sends(browser, listed + "new-1,渋谷店,スタッフ,新井,一,,在籍\r\n".encode())
    assert [tried.context[name] for name in ("added", "changed", "unchanged")] == [1, 0, 2]
    applies(browser, tried)
    assert User.objects.get(pk="new-1").store_id == cast.shibuya


def test_a_name_in_a_file_turns_no_text_around(browser_of, cast):
    browser = browser_of(cast.manager)
    applies(browser, sends(browser, HEADER + "new-1,渋谷店,スタッフ,\u202e新井\u202c,一,,在籍\n"))
    assert User.objects.get(pk="new-1").last_name == "新井"


def test_the_list_is_what_the_viewer_reaches_and_opens_in_a_spreadsheet(browser_of, cast):
    User.objects.filter(pk=cast.staff).update(last_name="=HYPERLINK(1)", first_name="+1")
    response = browser_of(cast.manager).get("/accounts/staff-list/csv/")
    text = response.content.decode()
    assert text.startswith("\ufeffログインID,店舗番号,役割,姓,名,メールアドレス,在籍\r\n")
    assert "shibuya-staff,2,スタッフ,'=HYPERLINK(1),'+1,,在籍" in text
    assert "umeda" not in text
    assert "attachment" in response["Content-Disposition"]
    taken = AuditEvent.objects.get(action=AuditAction.EXPORTED)
    assert (taken.actor, taken.subject) == (cast.manager, AuditSubject.PERSON)
    assert taken.detail["stores"] == [None, [cast.shibuya]]
    assert "渋谷店のスタッフをCSVで書き出しました" in browser_of(cast.admin).get("/audit/").content.decode()
    tried = sends(browser_of(cast.manager), response.content)
    assert tried.context["unchanged"] == 2


def test_in_english_the_list_has_the_names_of_users_csv_and_is_read_in_any_language(browser_of, cast):
    browser = browser_of(cast.manager)
    browser.cookies["django_language"] = "en"
    listed = browser.get("/accounts/staff-list/csv/").content
    assert listed.decode().startswith("\ufeffuser_id,store_id,role,last_name,first_name,email,is_active\r\n")
    assert b"shibuya-staff,2,staff," in listed
    for reader in (browser, browser_of(cast.manager)):
        assert sends(reader, listed).context["unchanged"] == 2


def test_the_template_is_a_file_that_is_read(browser_of, cast):
    response = browser_of(cast.manager).get("/accounts/staff-import/template/")
    rows, found = rows_of(response.content + "new-1,2,スタッフ,新井,一,,\r\n".encode(), {"2": 2})
    assert found == []
    assert rows[0].user_id == "new-1"
    assert set(COLUMNS) == {field.name for field in fields(SheetRow)}
    assert response.content == written([])


def test_a_plan_is_its_makers_and_cannot_be_forged(browser_of, cast):
    tried = sends(browser_of(cast.admin), HEADER + NEW)
    before = people()
    assert browser_of(cast.manager).post(PAGE, {"plan": tried.context["plan"]}).status_code == 404
    forged = browser_of(cast.admin).post(PAGE, {"plan": tried.context["plan"][:-3] + "abc"})
    assert forged.status_code == 422
    assert "ファイルをもう一度選んでください" in forged.content.decode()
    assert people() == before


def test_no_file_and_too_large_a_file_say_so(browser_of, cast):
    browser = browser_of(cast.admin)
    assert "CSVファイルを選んでください" in browser.post(PAGE, {"a": 1}).content.decode()
    assert "ファイルが大きすぎます" in sends(browser, HEADER + "x" * 1024 * 1024).content.decode()
    rows = "".join(f"p{n},2,staff,名,,,\n" for n in range(1001))
    assert "1000人まで" in sends(browser, HEADER + rows).content.decode()


def test_a_thousand_people_at_once(browser_of, cast):
    rows = "".join(f"p{n},2,staff,名{n},,,\n" for n in range(1000))
    browser = browser_of(cast.admin)
    page = applies(browser, sends(browser, HEADER + rows)).content.decode()
    assert User.objects.filter(pk__startswith="p").count() == 1000
    assert page.count("secret-small") == 1000
    with CaptureQueriesContext(connection) as captured:
        assert sends(browser, HEADER + rows).context["unchanged"] == 1000
    assert len(captured) < 10


def test_a_file_makes_nobody_an_area_manager_without_an_area(browser_of, cast):
    tried = sends(
        browser_of(cast.admin),
        HEADER + "new-1,2,area,新井,一,,\nshibuya-manager,2,area,鈴木,健,,\ntokyo-area,2,area,高橋,新,,\n",
    )
    assert [(line, column) for line, column, _ in mistakes(tried)] == [(2, "role"), (3, "role")]
    assert "担当エリアが必要です" in mistakes(tried)[0][2]


@pytest.mark.parametrize("person", ["staff", "area"])
def test_who_adds_nobody_has_no_such_page(browser_of, cast, person):
    browser = browser_of(getattr(cast, person))
    for address in (PAGE, f"{PAGE}template/", "/accounts/staff-list/csv/"):
        assert browser.get(address).status_code == 404
    assert sends(browser, HEADER + NEW).status_code == 404
