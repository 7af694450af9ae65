"""An import leaves what people have written or changed in C3: such a row is a line of the report."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from shared import audit, figures, goals
from shared.db import one
from shared.figures import Figures
from shared.goals import Goal
from tests.house.world import viewer_of
from tests.web import importing
from tests.web.importing import WHOLE, Ran, imported, written
from web.accounts.models import User
from web.stores.models import Area, MonthlyGoal, Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole(db, tmp_path) -> None:
    """The small set of files has been imported."""
    assert brought(tmp_path, **WHOLE).code == 0


def brought(tmp_path, **files: str) -> Ran:
    """What became of importing these files."""
    ran = imported(written(tmp_path / str(len(list(tmp_path.iterdir()))), **files))
    with connection.cursor() as cursor:  # as the commit does, which a test does not reach
        cursor.execute("DISCARD TEMP")
        cursor.execute("SELECT set_config('c3.audit', '', true)")
    return ran


def everything() -> dict[str, list[Any]]:
    found = {}
    with connection.cursor() as cursor:
        for table in importing.TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")  # noqa: S608  its names are constants
            found[table] = cursor.fetchall()
    return found


def refused(tmp_path, **files: str) -> list[str]:
    before = everything()
    ran = brought(tmp_path, **files)
    assert ran.code == 1, ran.out + ran.err
    assert everything() == before
    return ran.wrongs


def files_figures(sales: int, opened: int = 1, day: int = 20) -> None:
    """本部 types a day of 神田店."""
    admin = viewer_of(connection, "hq-admin")
    one(connection, figures.save(admin, 12, date(2026, 11, day), Figures(sales, 156, -120), opened))


def test_a_goal_that_was_judged_in_c3_keeps_its_words(tmp_path):
    goal = Goal("笑顔で迎える", 90, "あいさつがそろった")
    one(connection, goals.save(viewer_of(connection, "hq-admin"), 13, 2026, 11, goal, 1))
    [wrong] = refused(tmp_path, **WHOLE)
    assert wrong.startswith("goals.csv:3: month: 店舗13の2026-11の目標は、C3の中で入力されたか、直されて")
    assert MonthlyGoal.objects.get(store_id=13).achievement_text == "あいさつがそろった"


def test_a_sales_target_that_was_set_in_c3_stays_where_the_file_has_no_such_column_and_is_kept_where_it_has(
    tmp_path,
):
    goal = Goal("笑顔で迎える", None, "", 3_000_000)
    one(connection, goals.save(viewer_of(connection, "hq-admin"), 13, 2026, 11, goal, 1))
    assert brought(tmp_path, **WHOLE).code == 0
    lines = importing.GOALS.splitlines()
    targets = f"{lines[0]},sales_target\n{lines[1]},\n{lines[2]},\n"
    [wrong] = refused(tmp_path, **WHOLE | {"goals": targets})
    assert wrong.startswith("goals.csv:3: month:")


def test_a_goal_that_only_imports_have_written_is_corrected_by_the_next(tmp_path):
    assert brought(tmp_path, goals=importing.GOALS.replace("笑顔", "元気")).counts["goals"][:4] == (
        2,
        0,
        1,
        1,
    )
    assert brought(tmp_path, **WHOLE).counts["goals"][:4] == (2, 0, 1, 1)


def test_figures_that_were_corrected_in_c3_are_not_put_back(tmp_path):
    files_figures(412_800)
    [wrong] = refused(tmp_path, **WHOLE)
    assert wrong.startswith(
        "performances.csv:2: date: 店舗12の2026-11-20の売上は、C3の中で入力されたか、直され"
    )


def test_a_day_that_was_typed_in_c3_is_as_it_was_though_the_file_names_another_person_and_moment(tmp_path):
    files_figures(500_000, opened=0, day=22)
    day = "12,2026-11-22,{},156,-120,kanda-1,2026-11-22T23:10:00+09:00\n"
    before = everything()
    ran = brought(tmp_path, performances=importing.PERFORMANCES + day.format(500_000))
    assert ran.counts["performances"][:4] == (4, 0, 0, 4)
    assert everything() == before
    [wrong] = refused(tmp_path, performances=importing.PERFORMANCES + day.format(499_000))
    assert wrong.startswith("performances.csv:5: date:")


def test_figures_that_only_imports_have_written_are_corrected_and_name_who_the_file_names(tmp_path):
    corrected = importing.PERFORMANCES.replace("412300,156,-120,kanda-1", "412500,156,-120,kanda-2")
    assert brought(tmp_path, performances=corrected).counts["performances"][:4] == (3, 0, 1, 2)
    day = StoreDailyPerformance.objects.get(store_id=12, date="2026-11-20")
    assert (day.sales_amount, day.registered_by_id) == (412_500, "kanda-2")


def people(**said: str) -> str:
    """users.csv, with other words for some people."""
    lines = importing.USERS.splitlines()
    return "\n".join(said.get(line.split(",")[0].replace("-", "_"), line) for line in lines) + "\n"


def areas_of(user_id: str) -> list[str]:
    return list(User.objects.get(pk=user_id).areas.order_by("name").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"is_active": False}, "kanda-2,12,staff,小林,,,false"),
        ({"user_type": "manager"}, "kanda-2,12,manager,小林,,,true"),
        ({"store_id": 13}, "kanda-2,13,staff,小林,,,true"),
        ({"email": "k@example.com"}, "kanda-2,12,staff,小林,,k@example.com,true"),
    ],
)
def test_a_person_who_was_changed_in_c3_stays_so(tmp_path, change, same):
    User.objects.filter(pk="kanda-2").update(**change)
    [wrong] = refused(tmp_path, **WHOLE)
    assert wrong.startswith("users.csv:3: user_id: 「kanda-2」の人はC3の中で登録されたか、変えられています")
    assert brought(tmp_path, users=people(kanda_2=same)).counts["users"][:4] == (4, 0, 0, 4)


def test_nor_is_somebody_changed_who_was_added_in_c3(browser_of, cast, tmp_path):
    browser = browser_of(cast.admin)
    sheet = "user_id,store_id,role,last_name\nnew-1,12,manager,新井\n".encode()
    tried = browser.post("/accounts/staff-import/", {"file": SimpleUploadedFile("s.csv", sheet, "text/csv")})
    assert browser.post("/accounts/staff-import/", {"plan": tried.context["plan"]}).status_code == 200
    row = "new-1,13,staff,荒井,,,true\n"
    [wrong] = refused(tmp_path, users=importing.USERS + row)
    assert wrong.startswith("users.csv:6: user_id: 「new-1」の人は")


def test_a_password_of_their_own_or_a_login_keeps_nobody_from_being_moved_by_the_next_file(tmp_path):
    person = User.objects.get(pk="kanda-2")
    person.set_password("harvest-moon-71")
    person.save()
    one(connection, audit.signed_in("kanda-2"))
    assert brought(tmp_path, users=people(kanda_2="kanda-2,13,staff,小林,,,1")).code == 0
    assert User.objects.get(pk="kanda-2").store_id == 13


def test_an_area_manager_who_comes_to_another_areas_store_leaves_that_of_the_old_one(tmp_path):
    assert areas_of("kita") == ["北"]
    User.objects.get(pk="kita").areas.add(Area.objects.get(name="大阪"))
    assert brought(tmp_path, users=people(kita="kita,2,area,加藤,海,,true")).code == 0
    assert areas_of("kita") == ["大阪", "東京"]


def test_who_is_an_area_manager_no_longer_keeps_no_area(tmp_path):
    assert brought(tmp_path, users=people(kita="kita,12,staff,加藤,海,,true")).code == 0
    assert areas_of("kita") == []


def test_a_store_that_has_opened_again_in_c3_keeps_its_opening_day(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stores SET closed_on = '2026-03-31' WHERE store_id = 12")
        cursor.execute("UPDATE stores SET closed_on = NULL, opened_on = '2026-09-01' WHERE store_id = 12")
    (line,) = refused(tmp_path, stores=importing.STORES)
    assert "2026-09-01に営業を再開しています" in line
    same = importing.STORES.replace("2019/04/01", "2026/09/01").replace("神田店", "神田駅前店")
    assert brought(tmp_path, stores=same).code == 0
    assert Store.objects.get(pk=12).name == "神田駅前店"


def test_an_area_that_an_import_before_named_with_blanks_is_the_same_one(tmp_path):
    Area.objects.filter(name="北").update(name="北　　")
    before = [*Area.objects.order_by("id").values_list("id", flat=True)]
    assert brought(tmp_path, stores=importing.STORES).code == 0
    assert [*Area.objects.order_by("id").values_list("id", flat=True)] == before
    assert Area.objects.filter(name="北").exists()
