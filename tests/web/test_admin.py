"""/admin/: every table is there to read for 本部, quick however long it is, and is not written to."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import CompositePrimaryKey
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shared.dates import now
from shared.embedding.queue import NEVER
from shared.words import AuditAction
from tests.cast import PASSWORD
from tests.house.world import make_world
from web.accounts.models import Session, User
from web.admin_tables import Private, Table
from web.audit.models import AuditEvent
from web.board.models import BbsDraft, BbsNotice, BbsPost
from web.chats.models import AiChatHistory, AiChatThread, AiTurn
from web.knowledge.models import DocumentVector, EmbeddingQueue
from web.reports.models import DailyReport, ReportVersion
from web.stores.models import Store, StoreGroup

pytestmark = pytest.mark.django_db

OURS: list[Any] = sorted(admin.site._registry, key=lambda model: model._meta.label)
EACH = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
OPEN = [model for model in OURS if not isinstance(admin.site._registry[model], Private)]
EACH_OPEN = pytest.mark.parametrize("model", OPEN, ids=lambda model: model._meta.label)
SECRET_WORDS = "給料のことを聞きたい"

# Who asks, Django's session and user, and what the list needs: the count, its rows, a filter each.
STATEMENTS = {
    "analysis.AnalysisView": 5,
    "analysis.FigureChange": 5,
    "accounts.EntryTicket": 5,
    "accounts.Session": 5,
    "accounts.User": 6,
    "admin.LogEntry": 5,
    "audit.AuditEvent": 5,
    "axes.AccessAttempt": 5,
    "board.BbsComment": 5,
    "board.BbsCommentReaction": 5,
    "board.BbsDraft": 5,
    "board.BbsNotice": 5,
    "board.BbsPost": 6,
    "board.BbsPostCounts": 5,
    "board.BbsReaction": 5,
    "board.BbsVersion": 5,
    "chats.AiChatHistory": 5,
    "chats.AiChatThread": 5,
    "chats.AiTurn": 5,
    "knowledge.DocumentVector": 6,
    "knowledge.EmbeddingQueue": 6,
    "knowledge.EmbeddingWorker": 5,
    "knowledge.KnowledgeDocument": 5,
    "knowledge.KnowledgeFilePart": 6,
    "knowledge.KnowledgeVector": 7,
    "imports.Import": 5,
    "notify.PushMessage": 5,
    "notify.PushPreference": 5,
    "notify.PushSubscription": 5,
    "reports.DailyReport": 6,
    "reports.PictureOutbox": 5,
    "reports.ReportDraft": 5,
    "reports.ReportImage": 5,
    "reports.ReportVersion": 6,
    "search.Synonyms": 5,
    "sending.SentForm": 5,
    "stores.Area": 5,
    "stores.MonthlyGoal": 8,
    "stores.PerformanceVersion": 6,
    "stores.Store": 7,
    "stores.StoreDailyPerformance": 6,
    "stores.StoreGroup": 5,
}
# Django's admin takes no table whose key is of two columns. Their rows are shown by C3's own pages: a post's
# 確認 list, its address, the marks of its list; a group's stores on the groups' page, what triggers count and
# spread in the figures; what a stream has told are somebody's words.
NOT_FOR_DJANGO = {
    "question_vectors",
    "bbs_post_stores",
    "bbs_reads",
    "bbs_confirmations",
    "bbs_reminders",
    "store_group_members",
    "report_day_counts",
    "report_month_counts",
    "store_monthly_performances",
    "daily_targets",
    "ai_turn_events",
}


@pytest.fixture(autouse=True)
def rows(db, cast):
    """A row in every table."""
    connection.ensure_connection()
    make_world(connection.connection)
    thread = AiChatThread.objects.create(user_id=cast.staff, title=SECRET_WORDS)
    AiChatHistory.objects.create(thread=thread, turn_id=UUID(int=1), role="user", content=SECRET_WORDS)
    AiTurn.objects.filter(thread__user_id=cast.manager).update(
        citations=[{"title": SECRET_WORDS}], artifacts=[{"title": SECRET_WORDS}], asked_from=SECRET_WORDS
    )
    DailyReport.objects.filter(id=101).update(title="前の題", version=2)
    BbsPost.objects.filter(id=203).update(title="前の投稿")
    BbsNotice.objects.get_or_create(
        user_id=cast.manager, post_id=201, comment_id=301, defaults={"kind": "answer"}
    )
    BbsDraft.objects.create(
        id=UUID(int=0xADD), user_id=cast.staff, is_comment=False, fields={"title": "掲示板の書きかけ"}
    )
    StoreGroup.objects.create(name="駅前の店")
    AccessAttempt.objects.create(
        username=cast.staff, ip_address="127.0.0.1", user_agent="phone", get_data="", post_data="",
        http_accept="*/*", path_info="/accounts/login/", failures_since_start=5,
    )  # fmt: skip
    AccessAttempt.objects.create(
        username="my-real-password", ip_address="127.0.0.1", user_agent="phone", get_data="", post_data="",
        http_accept="*/*", path_info="/accounts/login/", failures_since_start=1,
    )  # fmt: skip
    LogEntry.objects.create(
        user_id=cast.admin, action_flag=1, object_repr="端末", change_message="", object_id="1"
    )


@pytest.fixture
def head_office(browser_of, cast):
    return browser_of(cast.admin)


def address(model, page="changelist", *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_table_of_ours_is_there():
    from django.apps import apps  # noqa: PLC0415

    ours = {model for model in apps.get_models() if model.__module__.startswith("web.")}
    of_two_columns = {model for model in ours if isinstance(model._meta.pk, CompositePrimaryKey)}
    assert {model._meta.db_table for model in of_two_columns} == NOT_FOR_DJANGO
    assert ours - of_two_columns <= set(OURS)
    assert {model._meta.label for model in OURS} == STATEMENTS.keys()


@EACH
def test_a_list_shows_its_rows(head_office, model):
    response = head_office.get(address(model))
    assert response.status_code == 200
    assert response.context["cl"].result_list
    assert model.objects.exists()


@EACH
def test_a_list_costs_its_statements_however_long_it_is(head_office, model):
    with CaptureQueriesContext(connection) as captured:
        head_office.get(address(model))
    assert len(captured) == STATEMENTS[model._meta.label]
    assert not [query for query in captured if re.search(r"\b(INSERT|UPDATE|DELETE)\b", query["sql"])]


@EACH
def test_a_list_is_searched_and_filtered_without_a_fault(head_office, model):
    table = admin.site._registry[model]
    assert head_office.get(address(model), {"q": "渋谷 100% '\""}).status_code == 200
    filters = head_office.get(address(model)).context["cl"].filter_specs
    for choices in (list(spec.choices(head_office.get(address(model)).context["cl"])) for spec in filters):
        assert head_office.get(address(model) + choices[-1]["query_string"]).status_code == 200
    assert table.search_fields or table.list_filter or model.objects.count() < 5


@EACH_OPEN
def test_a_row_has_its_page(head_office, model):
    row = model.objects.first()
    response = head_office.get(address(model, "change", row.pk))
    assert response.status_code == 200
    assert 'name="_save"' not in response.content.decode()


@EACH
def test_it_is_not_there_but_for_the_head_office(browser_of, cast, model):
    row = model.objects.first()
    for person in (cast.staff, cast.manager, cast.area):
        browser = browser_of(person)
        for page in (address(model), address(model, "change", row.pk), address(model, "delete", row.pk)):
            assert browser.get(page).status_code == 404
            assert browser.post(page, {"post": "yes"}).status_code == 404


@EACH
def test_nothing_is_added_changed_or_deleted(head_office, model):
    if model is AccessAttempt:
        return
    row = model.objects.first()
    before = list(model.objects.order_by("pk").values())
    for page in (address(model, "add"), address(model, "change", row.pk), address(model, "delete", row.pk)):
        assert head_office.post(page, {"post": "yes", "name": "x"}).status_code in {403, 404}
    chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    head_office.post(address(model), chosen)
    assert list(model.objects.order_by("pk").values()) == before


def test_every_column_and_table_is_named_in_japanese():
    japanese = re.compile("[ぁ-んァ-ヶ一-龥]")
    for model in OURS:
        table = admin.site._registry[model]
        assert isinstance(table, Table)
        assert japanese.search(str(model._meta.verbose_name_plural)), model
        shown = [field for field in model._meta.fields if field.name not in table.hidden]
        unnamed = [field.name for field in shown if not japanese.search(str(field.verbose_name))]
        assert unnamed == [], model


def test_an_english_reader_is_told_codes_in_english(head_office):
    head_office.cookies["django_language"] = "en"
    page = head_office.get(address(DailyReport)).content.decode()
    assert "Kitchen" in page
    assert "クレーム" not in page


def test_the_front_page_groups_the_tables_by_what_they_are_about(head_office):
    page = head_office.get("/admin/").content.decode()
    for name in ("スタッフとログイン", "店舗・売上・目標", "AIチャット", "操作の記録", "月の目標"):
        assert name in page


def test_no_page_shows_a_key_a_hash_a_private_word_or_what_was_typed_in_vain(head_office, cast):
    key = Session.objects.filter(user_id=cast.admin).get().session_key
    secrets = [key, "house-session", "pbkdf2", "argon2", SECRET_WORDS, "書きかけ", "my-real-password"]
    for model in OURS:
        pages = [address(model)]
        if model in OPEN:
            pages += [address(model, "change", row.pk) for row in model.objects.all()[:5]]
        for page in pages:
            text = head_office.get(page).content.decode()
            assert [secret for secret in secrets if secret in text] == [], page


@pytest.mark.parametrize("model", [Session, AiChatThread, AiChatHistory, AccessAttempt])
def test_a_private_row_has_no_page(head_office, model):
    row = model.objects.first()
    for page in ("change", "history"):
        assert head_office.get(address(model, page, row.pk)).status_code == 404


@pytest.mark.parametrize(
    ("model", "key", "page"),
    [(DailyReport, 101, "/report/view/101/"), (ReportVersion, None, "/report/view/101/history/")],
)
def test_a_row_shows_the_way_to_its_page(head_office, model, key, page):
    row = model.objects.get(pk=key) if key else model.objects.first()
    assert f'href="{page}"' in head_office.get(address(model, "change", row.pk)).content.decode()


def test_a_session_is_ended_after_a_question(head_office, cast, browser_of):
    staff = browser_of(cast.staff)
    digests = re.findall(r"/session/end/(\w{64})/", head_office.get(address(Session)).content.decode())
    assert len(digests) == Session.objects.count() == 3
    for digest in digests:
        question = head_office.get(reverse("admin:end_session", args=[digest]))
        assert question.status_code == 200
        if "佐藤" in question.content.decode():
            head_office.post(reverse("admin:end_session", args=[digest]))
    assert staff.get("/").status_code == 302
    assert head_office.get("/").status_code == 200
    assert acting_person() == cast.admin
    ended = AuditEvent.objects.filter(action=AuditAction.SIGNED_OUT)
    told = {*ended.values_list("actor", "subject_id", "store_id")}
    assert told == {(cast.admin, cast.staff, cast.shibuya)}
    assert "さんをログアウトさせました" in head_office.get("/audit/").content.decode()
    assert head_office.post(reverse("admin:end_session", args=["0" * 64])).status_code == 404
    assert head_office.get("/admin/accounts/session/end/%00/").status_code == 404


def test_a_locked_person_is_let_in_again(head_office, cast, client):
    page = head_office.get(address(AccessAttempt)).content.decode()
    assert cast.staff in page
    locked = AccessAttempt.objects.get(username=cast.staff)
    chosen = {"action": "delete_selected", "_selected_action": locked.pk, "post": "yes"}
    assert head_office.post(address(AccessAttempt), chosen).status_code == 302
    assert not AccessAttempt.objects.filter(username=cast.staff).exists()
    assert acting_person() == cast.admin
    login = {"user_id": cast.staff, "password": PASSWORD}
    assert client.post("/accounts/login/", login).status_code == 302


def test_texts_that_failed_are_tried_again_at_once(head_office, cast):
    EmbeddingQueue.objects.update(attempts=5, error="WrongWidth", due_at=NEVER)
    page = head_office.get(address(EmbeddingQueue)).content.decode()
    assert "WrongWidth" in page
    assert "もう試しません" in page
    assert "9999" not in page
    one = EmbeddingQueue.objects.all()[0]
    head_office.post(address(EmbeddingQueue), {"action": "try_again", "_selected_action": one.pk})
    one.refresh_from_db()
    assert (one.attempts, one.error) == (0, "")
    assert one.due_at <= now() + timedelta(minutes=1)
    assert EmbeddingQueue.objects.filter(attempts=5).count() == EmbeddingQueue.objects.count() - 1
    assert acting_person() == cast.admin


def test_a_password_is_changed_on_our_own_page(head_office):
    for page in ("password_change", "password_change/done"):
        assert head_office.get(f"/admin/{page}/")["Location"] == "/accounts/password/"


def test_counting_stops_at_ten_thousand(head_office, cast):
    DocumentVector.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            "INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)"
            " SELECT 'report', n, 2, 'local', array_fill(0.5, ARRAY[512])::halfvec"
            " FROM generate_series(1, 10050) n"
        )
    response = head_office.get(address(DocumentVector))
    assert response.context["cl"].result_count == 10_000
    assert User.objects.exists()
    assert Store.objects.exists()


def acting_person() -> str:
    """Whom the database takes for the person that acts, in this test's one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('c3.user_id', true)")
        return str(cursor.fetchone()[0])
