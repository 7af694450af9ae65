"""Rows in which every statement of `shared` finds something, and every column is once empty and once full."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from shared.access import VIEWER, Viewer
from shared.analytics.chosen import Scope
from shared.analytics.periods import around
from shared.analytics.question import Question
from shared.db import Query, one
from shared.entering import digest
from shared.push.devices import Device
from shared.push.outbox import Claimed
from shared.push.words import PushKind
from shared.rows import REPORT_FIELDS
from shared.search import keywords
from shared.search.hybrid import Known, Wanted
from shared.words import Against, AuditSubject, FileKind, Genre, PeriodKind, ScopeKind
from tests.cast import CAST

DAY, YESTERDAY = date(2026, 10, 15), date(2026, 10, 14)
WRITTEN = datetime(2026, 10, 15, 3, tzinfo=UTC)
SECRET, SHARED, BARE, FOREIGN, FOREIGN_SHARED = 101, 102, 103, 104, 105
POST, FOREIGN_POST, FREE_POST = 201, 202, 203
MUST_READ, NEWS, NOTICE = 204, 205, 401
COMMENT, MINE, REPLY, LAST_COMMENT = 301, 302, 303, 304
DOCUMENT, SECTION, UNREAD, FAILED_DOCUMENT = 501, 601, 502, 503
THREAD, OTHER_THREAD = 801, 802
ANSWERED, ASKED, ABANDONED = UUID(int=0xE1), UUID(int=0xE2), UUID(int=0xE3)
READING = UUID(int=0xD1)
FORM, WAITING = UUID(int=1), UUID(int=2)
COMMENT_FORM = UUID(int=0xC0)
LOST_FORM = UUID(int=0xC1)
SENT, DIGEST = UUID(int=0x5E), f"{0:064}"
CHECKED, FAILED, WORKING = UUID(int=0xC1), UUID(int=0xC2), UUID(int=0xC3)
SESSION = "house-session"
TICKET = "ticket-of-the-staff"
OUTBOX = "2026/10/00000000-0000-0000-0000-000000000000.jpg"
LATER = WRITTEN + timedelta(days=9)
QUEUED, QUEUED_SECTION = 9_000_001, 9_000_002

TYPED = dict.fromkeys((*REPORT_FIELDS, "version"), "書きかけ")
TYPED |= {"order": [], "removed": []}  # type: ignore[dict-item]

TYPED_POST = dict.fromkeys(
    ("genre", "title", "content", "announce", "audience", "area", "due_on", "version"), "書きかけ"
)
TYPED_POST |= {"stores": [], "order": [], "removed": []}  # type: ignore[dict-item]

VIEW, ROLES_VIEW = 701, 702
MODEL = "a-model"
GROUP = 711
DEVICE, MESSAGE = 901, 902
ENDPOINT = "https://push.example.jp/house"
SYNONYMS = 9_000_003  # behind those that migrations write

QUESTION = Question(
    Scope(ScopeKind.STORE, CAST.shibuya), around(PeriodKind.MONTH, DAY), Against.GOAL, Genre.CLAIM
)

# Arguments by the name of their parameter; they all point at 渋谷.
KNOWN: dict[str, object] = {
    "report_id": SECRET,
    "post_id": POST,
    "store_id": CAST.shibuya,
    "stores": [CAST.shibuya],
    "user_id": CAST.staff,
    "form_id": FORM,
    "pictures": [WAITING],
    "session_key": SESSION,
    "given": TICKET,
    "first": date(2026, 10, 1),
    "last": date(2026, 10, 31),
    "date": DAY,
    "dates": [DAY],
    "today": DAY,
    "opened": 1,
    "year": 2026,
    "month": 10,
    "limit": 50,
    "genre": "claim",
    "location": "hall",
    "words": ["お客", "長く"],
    "oldest_first": False,
    "question": QUESTION,
    "scope": Scope(ScopeKind.STORE, CAST.shibuya),
    "popular_first": False,
    "in_store": CAST.shibuya,
    "table": "daily_reports",
    "id": QUEUED,
    "version": 1,
    "vector": [0.5] * 512,
    "draft_id": FORM,
    "pages": [FORM, COMMENT_FORM],
    "name": OUTBOX,
    "names": [OUTBOX, "1.jpg"],
    "staged_before": LATER,
    "detached_before": LATER,
    "after": UUID(int=0),
    "fields": TYPED,
    "counts": {"reports": 3},
    "is_active": True,
    "kind": "store",
    "beyond": 0,
    "area_id": 1,
    "is_closed": False,
    "role": "staff",
    "after_login": CAST.area,
    "user_ids": [CAST.staff, CAST.other_staff],
    "behind": (date(2026, 10, 1), 1),
    "what": AuditSubject.FIGURES,
    "file": FileKind.CSV,
    "import_id": CHECKED,
    "checked_id": CHECKED,
    "failed_id": FAILED,
    "working_id": WORKING,
    "files": [{"name": "stores.csv", "size": 1, "digest": "0"}],
    "outcome": {"counts": [], "wrongs": [], "wrong_total": 0},
    "changed_id": POST,
    "audience": "stores",
    "store_ids": [CAST.shibuya],
    "mentions": [CAST.other_staff, CAST.staff],
    "typed": TYPED_POST,
    "announcement_id": MUST_READ,
    "notice_id": NOTICE,
    "since": WRITTEN,
    "until": datetime(2099, 1, 1, tzinfo=UTC),
    "comment_id": MINE,
    "comment_form": COMMENT_FORM,
    "comment_ids": [MINE],
    "parent_id": COMMENT,
    "before_id": LAST_COMMENT,
    "after_id": COMMENT,
    "newest_id": LAST_COMMENT,
    "wanted_id": REPLY,
    "besides": [LAST_COMMENT],
    "reaction": "iine",
    "typed_name": "木",
    "view_id": VIEW,
    "group_id": GROUP,
    "synonyms_id": SYNONYMS,
    "terms": ["違算", "レジ誤差"],
    "opened_at": WRITTEN,
    "entered": [CAST.shibuya],
    "gone": [CAST.umeda],
    "seconds": 0.0,
    "model": MODEL,
    "wanted": Wanted("お客様を長く", keywords.parsed("お客様を長く"), [0.5] * 512, "model"),
    "known": Known(),
    "answer": {"content": "書きかけ", "parent": ""},
    "document_id": DOCUMENT,
    "reading": READING,
    "of_kind": "manual",
    "stopped_id": FAILED_DOCUMENT,
    "position": 0,
    "thread_id": THREAD,
    "turn_id": ASKED,
    "turn_ids": [ANSWERED],
    "rated_id": ANSWERED,
    "new_id": UUID(int=0xE9),
    "attempt": 1,
    "held_turns": {ASKED: 1},
    "after_event": 1,
    "state": "done",
    "fault": "away",
    "rating": 1,
    "reason": "figure",
    "events": [{"type": "token", "content": "3件です。"}],
    "event": {"type": "done"},
    "after_number": 0,
    "store_name": "渋谷",
    "report_ids": [SECRET, FOREIGN],
    "post_ids": [POST, MUST_READ],
    "section_ids": [SECTION],
    "now": datetime(2026, 10, 25, 14, 30, tzinfo=UTC),  # stores close, with no 日報 of that day
    "device": Device(ENDPOINT, "BA", "AA", "iPhone Safari"),
    "device_id": DEVICE,
    "message_id": MESSAGE,
    "devices": [DEVICE],
    "muted": [PushKind.ANSWER],
    "quiet_from": time(22),
    "quiet_to": time(6, 30),
    "claimed": Claimed(MESSAGE, CAST.manager, 0, is_late=False),
    "after_numbers": {ANSWERED: 0, ASKED: 1},
    "key": SENT,
    "digest": DIGEST,
    "written_at": WRITTEN,
    "url": "/report/view/101/",
}


@dataclass(frozen=True)
class Row:
    """One row to write."""

    table: str
    columns: dict[str, object]


def make_world(connection: Connection[Any]) -> None:
    """Write the rows into a database that holds the cast; their numbers stay below 1000."""
    for row in _rows():
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(row.table),
            sql.SQL(", ").join(map(sql.Identifier, row.columns)),
            sql.SQL(", ").join(map(sql.Placeholder, row.columns)),
        )
        connection.execute(statement, row.columns)
    queued = "UPDATE embedding_queue SET id = %s WHERE kind = %s AND source_id = %s"
    connection.execute(queued, [QUEUED, "report", SECRET])
    connection.execute(queued, [QUEUED_SECTION, "knowledge", SECTION])


def known(*, filled: bool) -> dict[str, object]:
    """`KNOWN`, and for arguments without the optional ones the text that has no store."""
    return KNOWN if filled else KNOWN | {"id": QUEUED_SECTION}


def restart_numbers() -> str:
    """A statement after which the next ids are known, whatever was rolled back before."""
    return "SELECT setval(oid::regclass, 1000) FROM pg_class WHERE relkind = 'S'"


def viewer_of(connection: Any, user_id: str, *, shared: bool = False) -> Viewer:
    """The viewer that a person of the cast is; `shared` is `REPORTS_SHARED_ACROSS_STORES`."""
    asked = {"user_id": user_id, "shared": shared}
    return one(connection, Query(VIEWER + "WHERE u.user_id = %(user_id)s", Viewer, asked))


def _rows() -> list[Row]:
    return [
        *_days(),
        _report(SECRET, CAST.shibuya, CAST.staff),
        _report(SHARED, CAST.shibuya, CAST.manager, post_to_bbs=True),
        _report(BARE, CAST.shibuya, CAST.staff, date=YESTERDAY, genre="accident", form_id=SENT),
        _report(FOREIGN, CAST.umeda, CAST.other_staff),
        _report(FOREIGN_SHARED, CAST.umeda, CAST.other_manager, post_to_bbs=True),
        _picture(SECRET, 1),
        _picture(SECRET, 2),
        _picture(SHARED, 3),
        _picture(FOREIGN, 4, uploaded_by=CAST.other_staff),
        _picture(None, 5, id=WAITING, form_id=FORM),
        Row(
            "report_drafts",
            {"id": FORM, "user_id": CAST.staff, "report_id": SECRET, "fields": json.dumps(TYPED)}
            | {"updated_at": WRITTEN},
        ),
        Row(
            "bbs_drafts",
            {"id": FORM, "user_id": CAST.staff, "post_id": POST, "fields": json.dumps(TYPED_POST)}
            | {"is_comment": False, "updated_at": WRITTEN},
        ),
        Row(
            "sent_forms",
            {"key": SENT, "user_id": CAST.staff, "digest": DIGEST, "url": "/report/view/101/"}
            | {"made_at": WRITTEN, "written_at": WRITTEN},
        ),
        Row("picture_outbox", {"name": OUTBOX, "data": b"\xff\xd8", "due_at": WRITTEN}),
        _picture(None, 6),
        _post(POST, CAST.shibuya, CAST.manager, SHARED),
        _post(FOREIGN_POST, CAST.umeda, CAST.other_manager, FOREIGN_SHARED),
        _post(FREE_POST, CAST.shibuya, CAST.staff, None),
        *_answers(),
        *_announcements(),
        *_knowledge(),
        *_views(),
        *(_vector(number, CAST.shibuya) for number in (SECRET, SHARED, BARE)),
        *(_vector(number, CAST.umeda) for number in (FOREIGN, FOREIGN_SHARED)),
        Row("store_groups", {"id": GROUP, "name": "路面の店"}),
        Row(
            "search_synonyms",
            {"id": SYNONYMS, "terms": ["苦情", "クレーム"], "updated_by": CAST.admin, "updated_at": WRITTEN},
        ),
        Row("store_group_members", {"group_id": GROUP, "store_id": CAST.shibuya}),
        *_chat(),
        *_pushes(),
        _import(CHECKED, "checked"),
        _import(FAILED, "failed"),
        _import(WORKING, "checking", outcome=None),
        Row(
            "sessions",
            {
                "session_key": SESSION,
                "session_data": "",
                "user_id": CAST.staff,
                "expire_date": WRITTEN + timedelta(days=99),
            },
        ),
        Row(
            "entry_tickets",
            {
                "digest": digest(TICKET),
                "session_id": SESSION,
                "state": digest("done"),
                "expires_at": WRITTEN + timedelta(days=99),
            },
        ),
    ]


def _days() -> list[Row]:
    figures = {"customer_count": 120, "registered_by": CAST.manager}
    goal: dict[str, object] = {"year": 2026, "month": 10, "goal_text": "笑顔で迎える"}
    return [
        Row(
            "store_daily_performances",
            {
                **figures,
                "store_id": CAST.shibuya,
                "date": DAY,
                "sales_amount": 345_600,
                "cash_difference": -500,
            },
        ),
        Row(
            "store_daily_performances",
            {**figures, "store_id": CAST.shibuya, "date": YESTERDAY, "sales_amount": 298_000},
        ),
        Row(
            "store_daily_performances",
            {"store_id": CAST.umeda, "date": DAY, "sales_amount": 0, "customer_count": 0},
        ),
        Row(
            "performance_versions",
            {
                **figures,
                "store_id": CAST.shibuya,
                "date": DAY,
                "version": 1,
                "sales_amount": 34_560,
                "registered_at": WRITTEN,
                "replaced_at": WRITTEN,
            },
        ),
        Row("monthly_goals", {**goal, "store_id": CAST.shibuya}),
        Row(
            "monthly_goals",
            {**goal, "store_id": CAST.umeda, "achievement_rate": 80, "achievement_text": "あと少し"},
        ),
    ]


def _report(number: int, store: int, user: str, **changed: object) -> Row:
    columns = {
        "id": number,
        "store_id": store,
        "user_id": user,
        "date": DAY,
        "genre": "claim",
        "location": "hall",
    }
    words = {"title": f"日報{number}", "content": "お客様を長くお待たせした", "created_at": WRITTEN}
    return Row("daily_reports", {**columns, **words, **changed})


def _vector(report: int, store: int) -> Row:
    vector = "[" + ",".join(["0.0625", "0"] * 256) + "]"
    columns: dict[str, object] = {"kind": "report", "source_id": report, "store_id": store}
    return Row("document_vectors", {**columns, "model": "house", "embedding": vector})


def _picture(report: int | None, number: int, **changed: object) -> Row:
    columns: dict[str, object] = {
        "id": UUID(int=100 + number),
        "report_id": report,
        "uploaded_by": CAST.staff,
    }
    names = {"name": f"{number}.jpg", "thumbnail": f"{number}-small.jpg", "digest": f"{number:064}"}
    size = {"form_id": UUID(int=200 + number), "width": 1600, "height": 1200, "position": number}
    return Row("report_images", {**columns, **names, **size, "created_at": WRITTEN, **changed})


def _import(number: UUID, state: str, **changed: object) -> Row:
    """One whose process will always be alive."""
    outcome = json.dumps(KNOWN["outcome"])
    alive = {"heartbeat_at": WRITTEN + timedelta(days=99_999), "outcome": outcome}
    files = json.dumps(KNOWN["files"])
    return Row(
        "imports", {"id": number, "user_id": CAST.admin, "state": state, "files": files} | alive | changed
    )


def _post(number: int, store: int, user: str, report: int | None, **changed: object) -> Row:
    columns: dict[str, object] = {
        "id": number,
        "store_id": store,
        "user_id": user,
        "report_id": report,
        "genre": "claim",
    }
    asked = "お客様を長くお待たせしたとき、皆さんはどうしていますか"
    written = {"title": f"投稿{number}", "content": asked, "created_at": WRITTEN}
    return Row("bbs_posts", {**columns, **written, **changed})


def _answers() -> list[Row]:
    return [
        Row(
            "bbs_comments",
            {
                "id": 301,
                "post_id": POST,
                "user_id": CAST.other_staff,
                "content": "番号札を配る",
                "is_best_answer": True,
                "created_at": WRITTEN,
            },
        ),
        Row(
            "bbs_comments",
            {
                "id": 302,
                "post_id": POST,
                "user_id": CAST.manager,
                "content": "試してみます",
                "created_at": WRITTEN,
            },
        ),
        _comment(REPLY, CAST.staff, "なるほど", parent_id=COMMENT),
        _comment(LAST_COMMENT, CAST.staff, "うちでも", updated_by=CAST.manager),
        Row("bbs_reactions", {"post_id": POST, "user_id": CAST.other_staff, "kind": "naruhodo"}),
        Row(
            "bbs_drafts",
            {"id": COMMENT_FORM, "user_id": CAST.staff, "is_comment": True, "post_id": POST}
            | {"fields": json.dumps({"content": "書きかけ", "parent": ""}), "updated_at": WRITTEN},
        ),
        Row(
            "bbs_drafts",
            {"id": LOST_FORM, "user_id": CAST.staff, "is_comment": True, "post_id": 999}
            | {"fields": json.dumps({"content": "宛先なし", "parent": ""}), "updated_at": WRITTEN},
        ),
        Row("bbs_comment_reactions", {"comment_id": 301, "user_id": CAST.staff, "kind": "iine"}),
    ]


def _announcements() -> list[Row]:
    """For 渋谷 alone, from 本部: a 必読 that its 店長 has confirmed after a word, and news; and a mention."""
    addressed = {"announced_at": datetime(2098, 1, 1, tzinfo=UTC), "audience": "stores"}
    about: dict[str, object] = {"post_id": MUST_READ, "user_id": CAST.manager}
    return [
        _post(MUST_READ, CAST.head_office, CAST.admin, None, **addressed, due_on=date(2026, 10, 31)),
        _post(NEWS, CAST.head_office, CAST.admin, None, **addressed),
        *(
            Row("bbs_post_stores", {"post_id": number, "store_id": CAST.shibuya})
            for number in (MUST_READ, NEWS)
        ),
        Row("bbs_confirmations", {**about, "version": 1, "confirmed_at": WRITTEN}),
        Row("bbs_reminders", {**about, "user_id": CAST.staff, "reminded_at": WRITTEN}),
        Row("bbs_reminders", {**about, "reminded_by": CAST.staff, "reminded_at": WRITTEN}),
        Row(
            "bbs_notices",
            {"id": NOTICE, "user_id": CAST.staff, "kind": "mention", "post_id": POST, "comment_id": 301}
            | {"created_at": WRITTEN},
        ),
    ]


def _comment(number: int, user: str, content: str, **changed: object) -> Row:
    columns = {"id": number, "post_id": POST, "user_id": user, "content": content, "created_at": WRITTEN}
    return Row("bbs_comments", {**columns, **changed})


def _views() -> list[Row]:
    """One of 渋谷's 店長, and one for every 店長."""
    view: dict[str, object] = {"page": "sales", "name": "今週", "query": "period=week"}
    return [
        Row("analysis_views", {**view, "id": VIEW, "owner": CAST.manager, "is_default": True}),
        Row("analysis_views", {**view, "id": ROLES_VIEW, "role": "manager"}),
    ]


def _chat() -> list[Row]:
    """Two threads of 渋谷's 店長: with an answer and a question in work, and with a question that waits."""
    turn: dict[str, object] = {"user_id": CAST.manager, "thread_id": THREAD, "created_at": WRITTEN}
    citation = {"n": 1, "kind": "report", "id": "101", "title": "日報", "url": "/report/view/101/"}
    table = {
        "title": "違算",
        "columns": ["日", "円"],
        "units": ["date", "yen"],
        "rows": [["2026-10-15", -500]],
    }
    receipts = {
        "citations": json.dumps([citation]),
        "artifacts": json.dumps([table | {"chart": "", "source": 1}]),
    }
    alive = {"leased_until": WRITTEN + timedelta(days=99_999), "attempt": 1}
    told = json.dumps({"type": "token", "content": "1件です。"})
    looked_up = json.dumps({"type": "tool", "name": "sales_of", "label": "売上", "args": {"period": "先週"}})
    return [
        Row("ai_chat_threads", {"id": THREAD, "user_id": CAST.manager, "title": "違算"}),
        Row("ai_chat_threads", {"id": OTHER_THREAD, "user_id": CAST.staff, "title": "手順"}),
        Row(
            "ai_turns",
            turn
            | receipts
            | {"id": ANSWERED, "state": "done", "finished_at": WRITTEN, "rating": 1}
            | {"rating_reason": "old", "fault": "away"},
        ),
        Row("ai_turns", turn | alive | {"id": ASKED, "state": "running"}),
        Row("ai_turns", turn | {"id": ABANDONED, "user_id": CAST.staff, "thread_id": OTHER_THREAD}),
        *(
            Row("ai_chat_history", {"thread_id": THREAD, "turn_id": number, "role": role, "content": text})
            for number, role, text in (
                (ANSWERED, "user", "違算は？"),
                (ANSWERED, "assistant", "1件です。"),
                (ASKED, "user", "内容は？"),
            )
        ),
        *(
            Row("ai_turn_events", {"turn_id": number, "number": 1, "data": told})
            for number in (ANSWERED, ASKED)
        ),
        Row("ai_turn_events", {"turn_id": ANSWERED, "number": 2, "data": looked_up}),
    ]


def _pushes() -> list[Row]:
    """渋谷's 店長 is told of a claim, and has one device; their store files no 日報 tomorrow."""
    told = {"user_id": CAST.manager, "created_at": WRITTEN, "due_at": WRITTEN}
    keys = {"p256dh": "BA", "auth": "AA", "agent": "iPhone Safari", "session_digest": "0" * 64}
    return [
        Row(
            "push_subscriptions",
            {"id": DEVICE, "user_id": CAST.manager, "endpoint": ENDPOINT, "made_at": WRITTEN, **keys},
        ),
        Row(
            "push_preferences",
            {"user_id": CAST.manager, "muted": ["answer"], "quiet_from": "22:00", "quiet_to": "06:30"},
        ),
        Row(
            "push_messages",
            {"id": MESSAGE, "kind": "incident", "key": "house", "address": f"/report/view/{SECRET}/"}
            | {"source_id": SECRET, **told},
        ),
    ]


def _knowledge() -> list[Row]:
    document: dict[str, object] = {
        "id": DOCUMENT,
        "kind": "manual",
        "title": "接客マニュアル",
        "body": "# 迎える",
    }
    section: dict[str, object] = {"id": SECTION, "document_id": DOCUMENT, "position": 1}
    return [
        Row("embedding_workers", {"model": MODEL, "seen_at": WRITTEN + timedelta(days=99_999)}),
        Row("question_vectors", {"model": MODEL, "digest": bytes(32), "text": "待たせない工夫"}),
        Row("knowledge_documents", document | {"uploaded_by": CAST.admin}),
        Row(
            "knowledge_documents",
            {"id": UNREAD, "kind": "faq", "title": "よくある質問", "body": "", "state": "reading"}
            | {"reading": READING, "file_name": "質問.pdf", "heartbeat_at": WRITTEN + timedelta(days=99_999)},
        ),
        Row(
            "knowledge_documents",
            {"id": FAILED_DOCUMENT, "kind": "guide", "title": "壊れたガイド", "body": "", "state": "failed"}
            | {"failure": "壊れています", "file_name": "ガイド.docx"},
        ),
        Row("knowledge_file_parts", {"document_id": FAILED_DOCUMENT, "position": 0, "data": b"PK"}),
        Row("knowledge_file_parts", {"document_id": UNREAD, "position": 0, "data": b"%PDF-"}),
        Row("knowledge_vectors", {**section, "title": "迎える", "content": "目を見て、いらっしゃいませ"}),
    ]
