"""The number of SQL statements of each page: the same for three reports as for sixty, and this very one.

A page that needs more has an N+1 or a reason; one that needs fewer is written down here too.
"""

import re
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.cast import CAST
from tests.house.test_access_matrix import ROWS
from web import searching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("push_is_on")]

# Who asks is one statement on every page; the others are the page's own.
# A page's navigation tells how much is 未読: one more, but where the page itself has counted.
BUDGET = {
    "/": 4,
    "/report/list/": 3,
    "/report/list/?before=2026-10-20_999999": 3,
    "/report/list/?query=%E5%86%85%E5%AE%B9": 3,
    "/report/list/?query=%E5%86%85%E5%AE%B9+%E9%A1%8C&genre=claim&sort=oldest&before=2020-01-01_1": 3,
    "/report/view/900001/": 3,
    "/report/view/900001/history/": 2,
    "/report/register/": 1,
    "/report/performance/": 4,
    "/report/performance/?store=2&date=2026-10-15": 4,
    "/stores/goal/update/": 4,
    "/report/register/?draft=00000000-0000-0000-0000-00000000000d": 3,
    "/report/edit/900001/": 2,
    "/report/delete/900001/": 2,
    "/report/draft/00000000-0000-0000-0000-00000000000d/discard/": 2,
    "/bbs/list/": 3,
    "/bbs/list/?before=2027-01-01T00:00:00%2B09:00_999999": 3,
    "/bbs/list/?keyword=%E5%86%85%E5%AE%B9&sort=popular&before=9_9_999999": 3,
    "/bbs/list/?keyword=%E5%86%85%E5%AE%B9+%E9%A1%8C&genre=claim&store=2": 3,
    "/bbs/unread/": 1,
    "/bbs/800001/confirmations/": 4,
    "/bbs/register/": 1,
    "/bbs/register/?draft=00000000-0000-0000-0000-00000000000d": 3,
    "/bbs/edit/900001/": 2,
    "/bbs/delete/900001/": 2,
    "/bbs/draft/00000000-0000-0000-0000-00000000000d/discard/": 2,
    "/bbs/detail/900001/": 4,
    "/bbs/detail/900001/?comment=900001": 4,
    "/bbs/detail/800001/": 5,
    "/bbs/900001/comments/?before=9000000000": 4,
    "/bbs/900001/comments/?after=0": 4,
    "/bbs/comment/edit/900001/": 2,
    "/bbs/comment/delete/900001/": 2,
    "/bbs/people/?q=a": 2,
    "/search/": 2,
    "/search/?query=%E5%86%85%E5%AE%B9&seen=80": 7,
    "/search/?query=%E5%86%85%E5%AE%B9+%E9%A1%8C&kind=report&genre=claim&store=2&since=2020-01-01": 7,
    "/search/synonyms/": 2,
    "/search/synonyms/900001/": 2,
    "/knowledge/": 2,
    "/knowledge/900001/": 3,
    "/knowledge/upload/": 1,
    "/knowledge/900001/replace/": 2,
    "/knowledge/900001/delete/": 2,
    "/ai/chat/": 3,
    "/ai/chat/?from=period=month&page=sales": 4,
    "/ai/chat/900001/": 4,
    "/ai/chat/threads/": 2,
    "/ai/chat/threads/delete/": 2,
    "/ai/chat/900001/delete/": 2,
    "/ai/chat/turn/00000000-0000-0000-0000-0000000000f1/table/1/": 2,
    "/ai/api/chat/history/": 3,
    "/ai/api/chat/history/?thread_id=900001": 2,
    "/ai/api/chat/00000000-0000-0000-0000-0000000000f1/": 2,
    "/accounts/profile/": 1,
    "/accounts/password/": 1,
    "/export/": 2,
    "/audit/": 4,
    "/audit/?person=shibuya&action=added&before=2027-01-01T00:00:00%2B09:00_999999": 4,
    "/accounts/signup/": 3,
    "/accounts/staff-list/": 3,
    "/accounts/staff-list/?query=%E4%BD%90%E8%97%A4&store=2&role=staff&retired=all&after=hq-admin": 3,
    "/accounts/staff-list/csv/": 3,
    "/accounts/staff-import/": 1,
    "/accounts/staff-import/template/": 1,
    "/accounts/staff-edit/shibuya-staff/": 4,
    "/stores/list/": 3,
    "/stores/list/?query=%E5%BA%97&area=1&closed=all&beyond=1": 3,
    "/stores/register/": 2,
    "/stores/edit/2/": 3,
    "/stores/areas/": 2,
    "/stores/groups/": 2,
    "/stores/groups/900001/": 3,
    "/import/": 2,
    "/import/00000000-0000-0000-0000-0000000000c1/": 2,
    "/sending/": 1,
    "/sending/session/": 1,
    "/push/": 3,
    "/help/": 1,
    "/help/report/": 1,
    "/admin/": 4,
}
NAVIGATION = 1
WITHOUT = (
    "/sending/session/",
    "/accounts/staff-list/csv/",
    "/accounts/staff-import/template/",
    "/admin/",
    "/bbs/900001/comments/?after=0",
    "/bbs/people/?q=a",
    "/ai/chat/turn/00000000-0000-0000-0000-0000000000f1/table/1/",
    "/ai/api/chat/history/",
    "/ai/api/chat/history/?thread_id=900001",
    "/ai/api/chat/00000000-0000-0000-0000-0000000000f1/",
)
FILING = 2  # who asks, and one statement for the report and all its rows
EDITING = 3  # who asks, the report and whether they may, and one statement for the change
KEEPING = 2  # who asks, and one statement for the draft
COMMENTING = 7  # who asks, its key, the comment and all that it tells, where it is, what is new, counts, seen
ASKING = 2  # who asks, and one statement for the question and its turn
LOOKING = 2  # who asks, and whether something happened: so long as nothing did
ASKS = "/search/?"  # writes the question down, for the worker to answer
TAKEN_OUT = "/accounts/staff-list/csv/"  # the audit log names who took it
MARKS_AS_READ = ("/bbs/detail/", "/bbs/900001/comments/")
HEAD_OFFICE = (
    "/admin/",
    "/audit/",
    "/import/",
    "/export/",
    "/accounts/signup/",
    "/accounts/staff-",
    "/stores/list/",
    "/stores/register/",
    "/stores/edit/",
    "/stores/areas/",
    "/stores/groups/",
    "/search/synonyms/",
    "/knowledge/",
)
SIGNED_OUT = {
    "/manifest.json": 0,
    "/service-worker.js": 0,
    "/offline/": 0,
    "/accounts/login/": 0,
    "/report/list/": 0,
    "/help/": 0,
    "/help/report/": 0,
    "/health/": 1,
    "/health/ready/": 0,  # on a connection of its own: Django's may be the one that hangs
}

FILL = [
    """INSERT INTO daily_reports (id, store_id, user_id, date, genre, location, title, content)
       SELECT 900000 + n, 2, 'shibuya-staff', date '2026-10-15' - n / 3, 'claim', 'hall', '題' || n,
              repeat('内容', n) FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)
       SELECT 2, date '2026-10-15' - n, 345600, 120 FROM generate_series(0, %(reports)s) n""",
    """INSERT INTO report_images (report_id, uploaded_by, form_id, name, thumbnail, width, height, digest)
       SELECT 900000 + r, 'shibuya-staff', %(form)s, r || '-' || n || '.jpg',
              r || '-' || n || '-small.jpg', 1600, 1200, r || '-' || n
       FROM generate_series(1, %(reports)s) r, generate_series(1, r %% 13) n""",
    """INSERT INTO bbs_posts (id, store_id, user_id, report_id, genre, title, content)
       SELECT 900000 + n, 2, 'shibuya-staff', 900000 + n, 'claim', '題' || n, '内容'
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO report_versions (report_id, version, store_id, user_id, date, genre, location, title,
                                    content, post_to_bbs, written_by, written_at)
       SELECT 900001, n, 2, 'shibuya-staff', date '2026-10-15', 'claim', 'hall', '題', '内容', false,
              'shibuya-staff', now() FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO report_drafts (id, user_id, fields)
       SELECT lpad(to_hex(12 + n), 32, '0')::uuid, 'shibuya-staff', '{"date": "", "genre": "", "location": "",
              "title": "題", "content": "", "post_to_bbs": "", "version": "", "order": [], "removed": []}'
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO bbs_drafts (id, user_id, is_comment, fields)
       SELECT lpad(to_hex(12 + n), 32, '0')::uuid, 'shibuya-staff', false, '{"genre": "", "title": "題",
              "content": "", "announce": "", "audience": "", "area": "", "due_on": "", "version": "",
              "stores": [], "order": [], "removed": []}'
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO users (user_id, store_id, last_name, password)
       SELECT 'person-' || n, 2, '人' || n, '!' FROM generate_series(1, %(reports)s) n""",
    "INSERT INTO stores (name) SELECT '支店' || n FROM generate_series(1, %(reports)s) n",
    "INSERT INTO areas (name) SELECT 'エリア' || n FROM generate_series(1, %(reports)s) n",
    """INSERT INTO store_groups (id, name)
       SELECT 900000 + n, 'グループ' || n FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO search_synonyms (id, terms)
       SELECT 900000 + n, ARRAY['言葉' || n, '言い換え' || n] FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)
       SELECT 'report', 900000 + n, 2, 'model', array_fill(0.1, ARRAY[512])::vector::halfvec
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO store_group_members (group_id, store_id)
       SELECT 900000 + n, 2 FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO knowledge_documents (id, kind, title, body)
       SELECT 900000 + n, 'faq', '資料' || n, '' FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO knowledge_vectors (document_id, position, title, heading, level, content)
       SELECT 900000 + d, n, '節' || n, '節' || n, 1, '本文' || n
       FROM generate_series(1, %(reports)s) d, generate_series(1, %(reports)s) n""",
    """INSERT INTO imports (id, user_id, state, files)
       SELECT lpad(to_hex(192 + n), 32, '0')::uuid, 'hq-admin', 'failed', '[]'
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content, announced_at, due_on)
       SELECT 800000 + n, 1, 'hq-admin', 'report', '必読' || n, '内容', now(), current_date + 7
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content, announced_at)
       SELECT 810000 + n, 1, 'hq-admin', 'report', 'お知らせ' || n, '内容', now()
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO bbs_notices (user_id, kind, post_id)
       SELECT 'shibuya-staff', 'mention', 900000 + n FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO bbs_comments (id, post_id, user_id, content)
       SELECT 900000 + n, 900001, 'shibuya-staff', '@umeda-staff 答え' || n
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO bbs_comment_reactions (comment_id, user_id, kind)
       SELECT 900000 + n, 'umeda-staff', 'iine' FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO ai_chat_threads (id, user_id, title)
       SELECT 900000 + n, 'shibuya-staff', '会話' || n FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO ai_turns (id, thread_id, user_id, state, citations, artifacts)
       SELECT lpad(to_hex(240 + n), 32, '0')::uuid, 900001, 'shibuya-staff', 'done',
              '[{"n": 1, "kind": "report", "id": "1", "title": "日報", "url": "/report/view/1/"}]',
              '[{"title": "表", "columns": ["店"], "units": ["text"], "rows": [["a"]], "chart": "",
                 "source": 1}]'
       FROM generate_series(1, %(reports)s) n""",
    """INSERT INTO ai_chat_history (thread_id, turn_id, role, content)
       SELECT 900001, lpad(to_hex(240 + n), 32, '0')::uuid, role, '件です[1]'
       FROM generate_series(1, %(reports)s) n, unnest(ARRAY['user', 'assistant']) role""",
    """INSERT INTO ai_turn_events (turn_id, number, data)
       SELECT lpad(to_hex(240 + n), 32, '0')::uuid, 1, '{"type": "tool", "label": "売上", "args": {}}'
       FROM generate_series(1, %(reports)s) n""",
]


@pytest.fixture(params=[3, 60], ids="{}_reports".format)
def filled(db, request) -> int:
    """So many reports with pictures, posts, figures and answers."""
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, {"reports": request.param, "form": UUID(int=1)})
    return int(request.param)


@pytest.mark.parametrize("address", BUDGET)
def test_a_page_costs_its_statements_however_much_it_shows(browser_of, filled, address):
    navigation = 0 if address in WITHOUT else NAVIGATION
    assert _statements(browser_of(_who_asks(address)), address) == BUDGET[address] + navigation


def test_every_page_has_its_number():
    """Whatever the access matrix shows to somebody; /admin/ has its own in tests/web/test_admin.py."""
    shown = {path for method, path, statuses in ROWS if method == "GET" and 200 in statuses}
    told = {resolve(urlsplit(address).path).route for address in [*BUDGET, *SIGNED_OUT]}
    forgotten = {path for path in shown if resolve(urlsplit(path).path).route not in told}
    assert [path for path in forgotten if not path.startswith("/admin/")] == []


@pytest.mark.parametrize("address", SIGNED_OUT)
def test_who_is_not_signed_in_costs_nothing(filled, address):
    assert _statements(Client(), address) == SIGNED_OUT[address]


def test_the_first_search_of_a_process_asks_how_frequent_bigrams_are(browser_of, cast, filled):
    searching._kept.clear()
    browser = browser_of(cast.staff)
    with CaptureQueriesContext(connection) as captured:
        browser.get("/report/list/?query=内容")
    assert len(captured) == 4 + NAVIGATION


@pytest.mark.parametrize("address", ["/", "/report/list/", "/report/view/900001/"])
def test_the_main_pages_stay_within_four_statements_beside_the_navigation(address):
    assert BUDGET[address] <= 4


def test_a_post_with_all_that_it_has_stays_within_six():
    """A 必読 with mentions in its comments, the navigation's number included."""
    assert max(cost for address, cost in BUDGET.items() if "/bbs/detail/" in address) + NAVIGATION <= 6


@pytest.mark.parametrize("address", BUDGET)
def test_a_look_at_a_page_writes_nothing(browser_of, filled, address):
    browser = browser_of(_who_asks(address))
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    reading = r"(?!\s+(INTO bbs_reads|SET comment_id|bbs_notices|FROM bbs_drafts)\b)"
    asking = r"(?!\s+(INTO question_vectors|SET text = EXCLUDED)\b)"
    allowed = reading if address.startswith(MARKS_AS_READ) else ""
    allowed = asking if address.startswith(ASKS) else allowed
    allowed = r"(?!\s+INTO audit_events\b)" if address == TAKEN_OUT else allowed
    writes = re.compile(rf"\b(INSERT|UPDATE|DELETE)\b{allowed}")
    assert [query["sql"] for query in captured if writes.search(query["sql"])] == []


def test_filing_a_report_costs_its_statements(browser_of, cast, filled):
    form = {"genre": "claim", "location": "hall", "title": "題", "content": "内容", "post_to_bbs": "on"}
    browser = browser_of(cast.staff)
    with CaptureQueriesContext(connection) as captured:
        assert browser.post("/report/register/", {**form, "form_id": UUID(int=9)}).status_code == 302
    assert len(captured) == FILING


def test_changing_a_report_costs_its_statements(browser_of, cast, filled):
    form = {"genre": "claim", "location": "hall", "title": "別の題", "content": "内容", "version": 1}
    browser = browser_of(cast.manager)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post("/report/edit/900001/", {**form, "form_id": UUID(int=9)})
    assert answer.status_code == 302
    assert len(captured) == EDITING


def test_keeping_a_draft_costs_its_statements(browser_of, cast, filled):
    browser = browser_of(cast.staff)
    with CaptureQueriesContext(connection) as captured:
        assert browser.post("/report/draft/", {"form_id": UUID(int=9), "title": "題"}).status_code == 302
    assert len(captured) == KEEPING


@pytest.mark.parametrize(("person", "statements"), [(CAST.staff, 2), (CAST.manager, 3)])
def test_posting_costs_its_statements(browser_of, filled, person, statements):
    """Who asks, to whom a 店長 may announce it, and one for the post and all its rows."""
    form = {"genre": "claim", "title": "題", "content": "@umeda-staff へ", "form_id": UUID(int=9)}
    browser = browser_of(person)
    with CaptureQueriesContext(connection) as captured:
        assert browser.post("/bbs/register/", form).status_code == 302
    assert len(captured) == statements


@pytest.mark.parametrize(("person", "statements"), [(CAST.staff, 3), (CAST.manager, 4)])
def test_changing_a_post_costs_its_statements(browser_of, filled, person, statements):
    form = {"genre": "claim", "title": "別の題", "content": "内容", "version": 1, "form_id": UUID(int=9)}
    browser = browser_of(person)
    with CaptureQueriesContext(connection) as captured:
        assert browser.post("/bbs/edit/900001/", form).status_code == 302
    assert len(captured) == statements


def test_a_question_to_the_chat_costs_its_statements(browser_of, cast, filled):
    browser = browser_of(cast.manager)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post("/ai/api/chat/stream/", {"message": "昨日の売上は？"})
    assert answer.status_code == 202
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == ASKING


def test_keeping_the_draft_of_a_post_costs_its_statements(browser_of, cast, filled):
    browser = browser_of(cast.staff)
    with CaptureQueriesContext(connection) as captured:
        assert browser.post("/bbs/draft/", {"form_id": UUID(int=9), "title": "題"}).status_code == 302
    assert len(captured) == KEEPING


def test_a_comment_costs_its_statements(browser_of, cast, filled):
    form = {"content": "@hq-admin 答え", "form_id": UUID(int=9), "after": 900_001, "parent": 900_001}
    browser = browser_of(cast.manager)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post("/bbs/900001/comment/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == COMMENTING


def test_looking_for_news_costs_next_to_nothing_while_there_is_none(browser_of, cast, filled):
    browser = browser_of(cast.manager)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(f"/bbs/900001/comments/?after=999999&known={filled}-0-0")
    assert answer.status_code == 204
    assert len(captured) == LOOKING


def _who_asks(address: str) -> str:
    if address.endswith(("/history/", "/confirmations/")):
        return CAST.manager
    return CAST.admin if address.startswith(HEAD_OFFICE) else CAST.staff


def _statements(browser: Client, address: str) -> int:
    """How many statements the second look at a page needs: the first one fills what a process keeps."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(address)
    assert response.status_code in {200, 302}, response.content.decode()[:500]
    return len(captured)
