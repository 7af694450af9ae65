"""資料 in c3-app: 本部 uploads, replaces and deletes; everybody reads, with an address for each section."""

import re
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shared.dates import now
from shared.settings import ROOT
from tests import documents
from web.audit.models import AuditEvent
from web.knowledge import work
from web.knowledge.models import KnowledgeDocument, KnowledgeFilePart, KnowledgeVector
from web.knowledge.reading.refusals import BROKEN, TOO_HEAVY

pytestmark = pytest.mark.django_db

UPLOAD = "/knowledge/upload/"
MANUAL = "# 手引き\n\n## 開店\n鍵を開ける。\n"


@pytest.fixture(autouse=True)
def begun(monkeypatch) -> list[UUID]:
    """The readings that pages have started; their processes are `test_knowledge_process`."""
    started: list[UUID] = []
    monkeypatch.setattr(work, "start", started.append)
    return started


@pytest.fixture
def head_office(browser_of, cast) -> Client:
    return browser_of(cast.admin)


def file(name: str = "手引き.md", data: bytes | str = MANUAL) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())


def made(
    title: str = "接客の手引き", *, kind: str = "manual", sections: int = 2, **columns: Any
) -> KnowledgeDocument:
    """A document with sections."""
    row = KnowledgeDocument.objects.create(kind=kind, title=title, body="", **columns)
    for position in range(1, sections + 1):
        KnowledgeVector.objects.create(
            document=row,
            position=position,
            title=f"章{position}",
            heading=f"章{position}",
            level=1,
            content=f"**本文{position}**です。<script>alert(1)</script>",
        )
    row.refresh_from_db()
    return row


def upload(browser: Client, sent: SimpleUploadedFile | None = None, **fields: str):
    form = {"title": "接客の手引き", "kind": "manual", **fields}
    return browser.post(UPLOAD, form | ({"file": sent} if sent else {}))


def test_an_uploaded_file_is_kept_and_a_process_reads_it(head_office, cast, begun):
    data = MANUAL.encode() * 30_000
    assert len(data) > 1024 * 1024
    answer = upload(head_office, file(data=data))
    row = KnowledgeDocument.objects.get()
    assert answer["Location"] == f"/knowledge/{row.pk}/"
    assert (row.state, row.title, row.kind, row.file_name, row.uploaded_by_id) == (
        "reading",
        "接客の手引き",
        "manual",
        "手引き.md",
        cast.admin,
    )
    assert row.digest == sha256(data).hexdigest()
    parts = KnowledgeFilePart.objects.filter(document=row).order_by("position")
    assert b"".join(bytes(part.data) for part in parts) == data
    assert begun == [row.reading]


def test_without_a_title_it_has_the_name_of_its_file(head_office):
    upload(head_office, file("C:\\資料\\接客 マニュアル.md"), title="")
    assert KnowledgeDocument.objects.get().title == "接客 マニュアル"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (None, "ファイルを選んでください。"),
        (file(data=b""), "文字がありません"),
        (file("売上.xlsx", b"PK\x03\x04"), "「売上.xlsx」は使えません"),
        (file("手引き.docm", b"PK\x03\x04"), "「手引き.docm」は使えません"),
        (file("手引き", b"a"), "「手引き」は使えません"),
        (file("手引き.pdf", b"not a pdf"), "PDFのファイルではありません"),
        (file("手引き.docx", b"\xd0\xcf\x11\xe0"), "古い形式（.doc）"),
        (file("手引き.md", documents.pdf(["a"])), "文字だけのファイルではありません"),
        (file("大きい.txt", bytes(20 * 1024 * 1024 + 1)), "20MBまで"),
    ],
)
def test_what_cannot_be_taken_is_told_at_the_field_and_nothing_typed_is_lost(
    head_office, begun, sent, sentence
):
    answer = upload(head_office, sent, title="書いた題", kind="policy")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'href="#id_file"' in page
    assert 'value="書いた題"' in page
    assert re.search(r'<option value="policy" selected', page)
    assert not KnowledgeDocument.objects.exists()
    assert begun == []


def test_a_title_that_is_too_long_is_told(head_office):
    assert "タイトルは200文字までです。" in upload(head_office, file(), title="題" * 201).content.decode()


def test_a_form_that_is_far_too_large_is_refused_unread(head_office):
    answer = upload(head_office, file("a.txt", bytes(22 * 1024 * 1024)))
    assert answer.status_code == 413
    assert "20MBまで" in answer.content.decode()


def test_a_title_that_is_taken_is_told_with_the_way_to_that_document(head_office):
    other = made()
    answer = upload(head_office, file())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "同じタイトルの資料がもうあります" in page
    assert f'href="/knowledge/{other.pk}/"' in page


def test_the_same_file_under_another_title_is_told(head_office):
    upload(head_office, file())
    page = upload(head_office, file(), title="別の題").content.decode()
    assert "同じファイルの資料がもうあります" in page
    assert KnowledgeDocument.objects.count() == 1


def test_a_form_sent_twice_makes_one_document(head_office, begun):
    assert upload(head_office, file()).status_code == 302
    assert upload(head_office, file()).status_code == 422
    assert len(begun) == 1


def test_everybody_reads_it_and_each_section_has_its_address(browser_of, cast):
    row = made()
    for user_id in (cast.staff, cast.other_manager, cast.area, cast.admin):
        page = browser_of(user_id).get(f"/knowledge/{row.pk}/").content.decode()
        assert '<section class="said" id="s2"' in page
        assert '<h2><a href="#s2">章2</a></h2>' in page
        assert "<strong>本文2</strong>です。&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert ("入れ替える" in page) is (user_id == cast.admin)


def test_the_list_shows_all_kinds_and_the_way_there_is_shown_to_everybody(browser_of, cast):
    made()
    made("よくあるクレーム", kind="faq", state="failed", failure=BROKEN)
    browser = browser_of(cast.staff)
    assert 'href="/knowledge/"' in browser.get("/accounts/profile/").content.decode()
    page = browser.get("/knowledge/").content.decode()
    assert page.index("マニュアル</h2>") < page.index("接客の手引き") < page.index("よくある質問</h2>")
    assert "読み取れませんでした" not in page
    assert "読み取れませんでした" in browser_of(cast.admin).get("/knowledge/").content.decode()


def test_an_empty_list_says_what_will_be_there(browser_of, cast):
    assert "まだ資料がありません" in browser_of(cast.staff).get("/knowledge/").content.decode()
    page = browser_of(cast.admin).get("/knowledge/").content.decode()
    assert page.count(f'href="{UPLOAD}"') == 1


def test_what_has_not_been_read_yet_is_there_for_the_head_office_alone(browser_of, cast):
    row = made(sections=0, state="reading")
    assert browser_of(cast.manager).get(f"/knowledge/{row.pk}/").status_code == 404
    assert "接客の手引き" not in browser_of(cast.manager).get("/knowledge/").content.decode()
    assert browser_of(cast.admin).get(f"/knowledge/{row.pk}/").status_code == 200


def test_while_it_is_read_the_page_asks_again_and_then_comes_anew(head_office):
    row = made(sections=0, state="reading", reading=uuid4())
    page = head_office.get(f"/knowledge/{row.pk}/").content.decode()
    assert "読み取り中" in page
    assert 'hx-trigger="every 2s"' in page
    part = head_office.get(f"/knowledge/{row.pk}/", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<section")
    assert "HX-Refresh" not in part
    KnowledgeDocument.objects.update(state="ready")
    assert head_office.get(f"/knowledge/{row.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_failure_is_told_with_what_to_do(head_office):
    row = made(sections=0, state="failed", failure=BROKEN)
    page = head_office.get(f"/knowledge/{row.pk}/").content.decode()
    assert "ファイルが壊れているか、途中で切れています。" in page
    assert "別のファイルを選ぶ" in page
    assert "もう一度読み取る" not in page


@pytest.mark.parametrize("columns", [{"state": "failed", "failure": TOO_HEAVY}, {"state": "reading"}])
def test_what_may_go_better_another_time_is_read_again(head_office, begun, columns):
    row = made(sections=0, reading=uuid4(), **columns)
    KnowledgeDocument.objects.update(heartbeat_at=now() - timedelta(seconds=31))
    KnowledgeFilePart.objects.create(document=row, position=0, data=b"# a")
    assert "もう一度読み取る" in head_office.get(f"/knowledge/{row.pk}/").content.decode()
    assert head_office.post(f"/knowledge/{row.pk}/again/").status_code == 302
    row.refresh_from_db()
    assert (row.state, begun) == ("reading", [row.reading])
    page = head_office.post(f"/knowledge/{row.pk}/again/", follow=True).content.decode()
    assert "ほかの操作が先にありました" in page
    assert len(begun) == 1


def replace(
    browser: Client, row: KnowledgeDocument, sent: SimpleUploadedFile | None = None, **fields: object
):
    form = {"title": row.title, "kind": row.kind, "version": row.version, **fields}
    return browser.post(f"/knowledge/{row.pk}/replace/", form | ({"file": sent} if sent else {}))


def test_a_new_file_takes_the_place_of_the_old_one_when_it_has_been_read(head_office, begun):
    row = made()
    assert replace(head_office, row, file("新.md")).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.version, row.file_name, begun) == ("reading", 2, "新.md", [row.reading])
    page = head_office.get(f"/knowledge/{row.pk}/").content.decode()
    assert "本文2" in page
    assert "今の本文が読まれます" in page


def test_title_and_kind_are_changed_without_a_file(head_office, begun):
    row = made()
    page = head_office.get(f"/knowledge/{row.pk}/replace/").content.decode()
    assert 'value="接客の手引き"' in page
    assert replace(head_office, row, title="接客", kind="guide").status_code == 302
    row.refresh_from_db()
    assert (row.title, row.kind, row.state, begun) == ("接客", "guide", "ready", [])


def test_of_two_who_replace_it_the_second_is_shown_what_happened(head_office, begun):
    row = made()
    replace(head_office, row, file("一人目.md"), title="一人目の題")
    answer = replace(head_office, row, file("二人目.md", "# 別"), title="二人目の題")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ほかの人が先にこの資料を変えました" in page
    assert "「一人目の題」" in page
    assert "「一人目.md」（山本 彩）" in page
    assert 'value="二人目の題"' in page
    assert 'name="version" value="2"' in page
    assert len(begun) == 1
    row.refresh_from_db()
    assert replace(head_office, row, file("二人目.md", "# 別"), title="二人目の題").status_code == 302


def test_a_taken_title_or_a_bad_file_in_its_place_changes_nothing(head_office, begun):
    row, other = made(), made("別の資料")
    assert replace(head_office, row, title=other.title).status_code == 422
    assert replace(head_office, row, title="").status_code == 422
    assert replace(head_office, row, file("a.pdf", b"x")).status_code == 422
    row.refresh_from_db()
    assert (row.title, row.version, begun) == ("接客の手引き", 1, [])


def test_a_document_is_deleted_after_a_question_with_all_that_it_has(head_office):
    row = made(state="reading", reading=uuid4())
    KnowledgeFilePart.objects.create(document=row, position=0, data=b"# a")
    page = head_office.get(f"/knowledge/{row.pk}/delete/").content.decode()
    assert "この資料を削除しますか" in page
    assert "2節" in page
    answer = head_office.post(f"/knowledge/{row.pk}/delete/", follow=True)
    assert "「接客の手引き」を削除しました。" in answer.content.decode()
    left = (KnowledgeDocument, KnowledgeVector, KnowledgeFilePart)
    assert [model.objects.count() for model in left] == [0, 0, 0]
    assert head_office.post(f"/knowledge/{row.pk}/delete/").status_code == 404


def test_who_uploaded_replaced_and_deleted_what_is_in_the_log(head_office, cast):
    upload(head_office, file())
    row = KnowledgeDocument.objects.get()
    replace(head_office, row, file("新.md", "# 新"))
    head_office.post(f"/knowledge/{row.pk}/delete/")
    events = AuditEvent.objects.filter(subject="document").order_by("id")
    assert [(event.actor, event.action, event.subject_id) for event in events] == [
        (cast.admin, action, str(row.pk)) for action in ("added", "changed", "removed")
    ]
    assert events[1].detail == {"file_name": ["手引き.md", "新.md"], "version": [1, 2]}
    assert "鍵を開ける" not in str([event.detail for event in events])
    page = head_office.get("/audit/?subject=document").content.decode()
    assert f"資料{row.pk}を追加しました" in page
    assert "手引き.md → 新.md" in page
    assert f"資料{row.pk}を削除しました" in page
    assert "マニュアル" in page


def test_addresses_of_nothing_are_not_there(head_office):
    for path in ("", "replace/", "delete/"):
        assert head_office.get(f"/knowledge/{2**63}/{path}").status_code == 404


def test_documents_from_before_get_their_sections_in_the_migration():
    from importlib import import_module  # noqa: PLC0415

    from django.apps import apps  # noqa: PLC0415

    body = (ROOT / "web/demo/manuals/register.md").read_text()
    old = KnowledgeDocument.objects.create(kind="manual", title="レジ", body=body)
    import_module("web.knowledge.migrations.0005_documents").make_sections(apps, None)
    rows = KnowledgeVector.objects.filter(document=old).order_by("position")
    assert rows[1].heading == "1. 開店前"
    assert rows.count() == body.count("\n## ") + body.count("\n### ") + 1


def test_a_form_with_an_expired_token_keeps_what_was_typed(browser_of, cast):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(cast.admin).cookies
    form = {"title": "書いた題", "kind": "faq", "file": file()}
    answer = browser.post(UPLOAD, form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert 'name="title" value="書いた題"' in answer.content.decode()
    assert not KnowledgeDocument.objects.exists()
