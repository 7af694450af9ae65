"""`python -m web import_csv`: what good files become."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection

from tests.cast import CAST
from tests.web import importing
from tests.web.importing import WHOLE, everything, imported, run, written
from web.accounts.models import User
from web.audit.models import AuditEvent
from web.board.models import BbsComment, BbsCommentReaction, BbsPost, BbsReaction
from web.reports.models import DailyReport, ReportVersion
from web.stores.models import Area, DailyTarget, MonthlyGoal, Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db


def test_every_file_becomes_its_rows(tmp_path):
    ran = imported(written(tmp_path, **WHOLE))
    assert ran.code == 0, ran.err
    assert ran.counts["reports"] == (2, 2, 0, 0, DailyReport.objects.count())
    assert ran.counts["stores"] == (3, 2, 1, 0, Store.objects.count())
    assert ran.counts["users"] == (4, 4, 0, 0, User.objects.count())
    assert ran.counts["bbs_reactions"] == (3, 3, 0, 0, 3)
    kanda = Store.objects.get(store_id=12)
    assert (kanda.name, kanda.kind, kanda.changeover_hour, kanda.area) == (
        "神田店",
        "store",
        4,
        Area.objects.get(name="北"),
    )
    assert kanda.opened_on == date(2019, 4, 1)
    assert kanda.address.endswith("神田1-2,1F")
    ueno = Store.objects.get(store_id=13)
    assert (ueno.prefecture, ueno.changeover_hour, ueno.opened_on) == ("", 5, None)
    report = DailyReport.objects.get(id=5001)
    assert report.content == '金曜の夜、\n"3番卓"でお待たせした'
    assert report.created_at == report.updated_at == datetime(2026, 11, 20, 13, 10, tzinfo=UTC)
    assert (report.post_to_bbs, report.form_id, report.version) == (True, None, 1)
    assert BbsPost.objects.get(id=701).report_id == 5001
    assert BbsComment.objects.get(is_best_answer=True).id == 801
    assert BbsReaction.objects.count() == 2
    assert BbsCommentReaction.objects.get().comment_id == 801
    figures = StoreDailyPerformance.objects.get(store_id=12, date="2026-11-20")
    assert (figures.sales_amount, figures.cash_difference, figures.registered_by_id) == (
        412_300,
        -120,
        "kanda-1",
    )
    assert StoreDailyPerformance.objects.get(date="2026-11-21").cash_difference is None
    goal = MonthlyGoal.objects.get(store_id=13)
    assert (goal.achievement_rate, goal.achievement_text) == (None, "")


def test_imported_texts_are_searched_and_queued_for_embedding(tmp_path):
    imported(written(tmp_path, **WHOLE))
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, source_id FROM embedding_queue ORDER BY 1, 2")
        assert cursor.fetchall() == [
            *(("comment", number) for number in (801, 802)),
            *(("post", number) for number in (701, 702)),
            *(("report", number) for number in (5001, 5002)),
        ]
        cursor.execute("SELECT id FROM daily_reports WHERE search @@ %s::tsquery", ["'味噌' & '噌汁'"])
        assert cursor.fetchall() == [(5002,)]


def test_numbers_go_on_behind_the_imported_ones(tmp_path):
    imported(written(tmp_path, **WHOLE))
    report = DailyReport(store_id=12, user_id="kanda-1", date="2026-11-22", genre="other", location="hall")
    report.title = report.content = "次"
    report.save()
    assert report.id > 5002
    assert Store.objects.create(name="新しい店").store_id > 13


def test_new_people_without_a_password_cannot_log_in_and_existing_ones_keep_theirs(tmp_path, client):
    before = User.objects.get(user_id=CAST.staff).password
    users = importing.USERS + f"{CAST.staff},2,staff,佐藤,美咲,,true\n"
    imported(written(tmp_path, stores=importing.STORES, users=users))
    assert not User.objects.get(user_id="kanda-1").has_usable_password()
    assert User.objects.get(user_id=CAST.staff).password == before
    form = {"user_id": "kanda-1", "password": ""}
    assert client.post("/accounts/login/", form).status_code == 422


def test_one_password_for_all_new_people_is_a_temporary_one(tmp_path, client):
    users = importing.USERS + f"{CAST.staff},2,staff,佐藤,美咲,,true\n"
    ran = imported(written(tmp_path, stores=importing.STORES, users=users), "--password", "harvest-moon-71")
    assert ran.code == 0
    new = User.objects.filter(user_id__in=["kanda-1", "kita"])
    assert all(user.check_password("harvest-moon-71") and user.password_is_temporary for user in new)
    assert not User.objects.get(user_id=CAST.staff).check_password("harvest-moon-71")
    form = {"user_id": "kanda-1", "password": "harvest-moon-71"}
    assert client.post("/accounts/login/", form).status_code == 302


def test_a_password_that_is_too_easy_is_refused_before_anything_is_read(tmp_path):
    ran = imported(written(tmp_path, **WHOLE), "--password", "1234")
    assert ran.code == 2
    assert not Store.objects.filter(store_id=12).exists()


def test_an_area_manager_gets_the_area_of_the_store_and_keeps_what_the_head_office_decides_later(
    own, tmp_path
):
    folder = written(tmp_path, stores=importing.STORES, users=importing.USERS)
    run(own, folder)
    with psycopg.connect(own) as database:
        areas = "SELECT a.name FROM area_managers m JOIN areas a ON a.id = m.area_id WHERE m.user_id = 'kita'"
        assert database.execute(areas).fetchall() == [("北",)]
        database.execute("DELETE FROM area_managers WHERE user_id = 'kita'")
    run(own, folder)
    with psycopg.connect(own) as database:
        assert database.execute(areas).fetchall() == []


def test_a_store_number_one_named_head_office_is_the_head_office(tmp_path):
    Store.objects.create(name="もう1つの本部", kind="hq")
    Store.objects.filter(store_id=1).update(kind="store")
    imported(written(tmp_path, stores=importing.STORES))
    assert Store.objects.get(store_id=1).kind == "hq"


def test_names_that_are_filled_up_with_blanks_are_those_without_them(tmp_path):
    files = WHOLE | {
        "stores": importing.STORES.replace("上野店,,,,,北", "上野店　 ,,,,,東京　"),
        "users": importing.USERS.replace("小林,,", "　小林 ,真　,"),
        "reports": importing.REPORTS.replace("味をほめられた", f"{'味' * 200}　　").replace(
            "味噌汁", "  味噌汁"
        ),
    }
    assert imported(written(tmp_path, **files)).code == 0
    ueno = Store.objects.get(store_id=13)
    assert (ueno.name, ueno.area) == ("上野店", Area.objects.get(name="東京"))
    person = User.objects.get(pk="kanda-2")
    assert (person.last_name, person.first_name) == ("小林", "真")
    report = DailyReport.objects.get(id=5002)
    assert (report.title, report.content) == ("味" * 200, "  味噌汁をほめられた")


def test_a_target_lies_on_the_days_that_the_same_files_say_the_store_is_open(tmp_path):
    Store.objects.create(store_id=13, name="上野店")
    lines = importing.GOALS.splitlines()
    files = WHOLE | {
        "stores": importing.STORES.replace("13,上野店,,,", "13,上野店,,,2026-11-16"),
        "goals": f"{lines[0]},sales_target\n{lines[1]},\n{lines[2]},3000000\n",
    }
    assert imported(written(tmp_path, **files)).code == 0
    days = dict(DailyTarget.objects.filter(store_id=13).values_list("date", "amount"))
    assert (min(days), max(days), len(days)) == (date(2026, 11, 16), date(2026, 11, 30), 15)
    assert sum(days.values()) == 3_000_000


def test_a_file_without_an_optional_column_leaves_it_as_it_is(tmp_path):
    stores = "store_id,name,prefecture,address,opened_on\n2,渋谷店,東京都,,2020-04-01\n"
    Store.objects.filter(store_id=2).update(changeover_hour=3)
    assert imported(written(tmp_path, stores=stores)).counts["stores"][:4] == (1, 0, 1, 0)
    shibuya = Store.objects.get(store_id=2)
    assert (shibuya.prefecture, shibuya.changeover_hour) == ("東京都", 3)
    assert shibuya.area == Area.objects.get(name="東京")


def test_shift_jis_as_excel_writes_it_is_read(tmp_path):
    files = {
        name: text.replace("\n", "\r\n").encode("cp932") if name != "goals" else text.encode("utf-8-sig")
        for name, text in WHOLE.items()
    }
    ran = imported(written(tmp_path, **files))
    assert ran.code == 0, ran.err
    assert DailyReport.objects.get(id=5002).title == "味をほめられた"


def test_run_twice_it_changes_nothing(own, tmp_path):
    folder = written(tmp_path, **WHOLE)
    first = run(own, folder)
    assert first.code == 0, first.err
    before = everything(own)
    second = run(own, folder)
    assert second.code == 0, second.err
    assert everything(own) == before
    assert all(count[1:3] == (0, 0) for count in second.counts.values())
    assert {name: count[4] for name, count in second.counts.items()} == {
        name: count[4] for name, count in first.counts.items()
    }


def test_only_what_differs_is_changed_and_its_history_is_kept(own, tmp_path):
    run(own, written(tmp_path, **WHOLE))
    reports = importing.REPORTS.replace("味をほめられた", "お褒めの言葉")
    figures = importing.PERFORMANCES.replace("412300", "412500")
    ran = run(own, written(tmp_path, reports=reports, performances=figures))
    assert ran.counts["reports"][:4] == (2, 0, 1, 1)
    assert ran.counts["performances"][:4] == (3, 0, 1, 2)
    with psycopg.connect(own) as database:
        assert database.execute("SELECT id, version FROM daily_reports ORDER BY 1").fetchall() == [
            (5001, 1),
            (5002, 2),
        ]
        assert database.execute("SELECT title FROM report_versions").fetchall() == [("味をほめられた",)]
        assert database.execute("SELECT sales_amount FROM performance_versions").fetchall() == [(412_300,)]


def test_the_best_answer_may_pass_to_a_new_comment(own, tmp_path):
    run(own, written(tmp_path, **WHOLE))
    comments = importing.COMMENTS.replace("true", "false")
    comments += "803,701,kita,整理券はどうですか,true,2026-11-22T09:00:00+09:00\n"
    ran = run(own, written(tmp_path, bbs_comments=comments))
    assert ran.counts["bbs_comments"][:4] == (3, 1, 1, 1), ran.err


def test_the_best_answer_that_was_chosen_since_gives_its_place_back(own, tmp_path):
    whole = written(tmp_path, **WHOLE)
    run(own, whole)
    with psycopg.connect(own) as database:
        database.execute("SELECT choose_best_answer(802, true)")
    ran = run(own, whole)
    assert ran.code == 0, ran.err
    assert ran.counts["bbs_comments"][:4] == (2, 0, 2, 0)
    with psycopg.connect(own) as database:
        assert database.execute("SELECT id FROM bbs_comments WHERE is_best_answer").fetchall() == [(801,)]


def test_a_dry_run_says_what_would_change_and_writes_nothing(own, tmp_path):
    before = everything(own)
    ran = run(own, written(tmp_path, **WHOLE), "--dry-run")
    assert ran.code == 0
    assert ran.counts["stores"][:4] == (3, 2, 1, 0)
    assert "試し" in ran.out
    assert everything(own) == before


def test_a_folder_without_files_is_refused_with_the_names(tmp_path):
    ran = imported(tmp_path)
    assert ran.code == 2
    assert "stores.csv" in ran.err


def test_the_progress_is_told(own, tmp_path):
    assert "読み込み中" in run(own, written(tmp_path, **WHOLE)).err


def test_a_second_import_at_the_same_time_is_told(own, tmp_path):
    with psycopg.connect(own) as database:
        database.execute("SELECT pg_advisory_xact_lock(hashtext('c3.import'))")
        ran = run(own, written(tmp_path, **WHOLE))
    assert ran.code == 2
    assert "ほかの取り込みが動いています" in ran.err


def test_who_changed_a_report_by_an_import_is_not_its_last_editor(tmp_path):
    imported(written(tmp_path, **WHOLE))
    assert not ReportVersion.objects.exists()
    assert DailyReport.objects.get(id=5001).updated_by_id is None


def test_an_import_is_one_event_of_the_audit_log_and_nothing_new_is_none(tmp_path):
    folder = written(tmp_path, **WHOLE)
    before = AuditEvent.objects.count()
    imported(folder)
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.subject, event.actor) == ("imported", "data", None)
    assert event.detail["daily_reports"] == [None, 2]
    imported(folder)
    assert AuditEvent.objects.count() == before + 1
