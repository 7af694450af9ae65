"""An import of posts, comments and reactions leaves the board as if people had written them."""

import pytest
from django.db import connection

from shared.dates import now
from tests.web import importing
from tests.web.importing import WHOLE, Ran, imported, written
from tests.web.reporting import begin
from web.board.models import BbsComment, BbsPost, BbsPostCounts, BbsVersion
from web.reports.models import DailyReport

pytestmark = pytest.mark.django_db

COUNTED = """
    SELECT count(*) FROM bbs_post_counts c
    WHERE c.comments <> (SELECT count(*) FROM bbs_comments m WHERE m.post_id = c.post_id)
       OR c.reactions <> (SELECT count(*) FROM bbs_reactions r WHERE r.post_id = c.post_id)"""


@pytest.fixture(autouse=True)
def whole(db, tmp_path) -> None:
    """The small set of files has been imported."""
    brought(tmp_path, **WHOLE)


def brought(tmp_path, **files: str) -> Ran:
    """What became of importing these files."""
    ran = imported(written(tmp_path / str(len(list(tmp_path.iterdir()))), **files))
    with connection.cursor() as cursor:
        cursor.execute("DISCARD TEMP")  # as the commit does, which a test does not reach
    return ran


def miscounted() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return int(cursor.fetchone()[0])


def refused(tmp_path, **files: str) -> list[str]:
    before = list(BbsPost.objects.values()), list(BbsComment.objects.values())
    ran = brought(tmp_path, **files)
    assert ran.code != 0, ran.out
    assert ran.wrongs, ran.err
    assert (list(BbsPost.objects.values()), list(BbsComment.objects.values())) == before
    return ran.wrongs


def test_imported_posts_are_counted_found_and_know_their_report(browser_of, cast):
    counts = BbsPostCounts.objects.get(post_id=701)
    assert (counts.comments, counts.reactions, counts.last_comment_id) == (2, 2, 802)
    assert BbsPostCounts.objects.get(post_id=702).comments == 0
    assert list(BbsPost.objects.order_by("id").values_list("is_from_report", flat=True)) == [True, False]
    page = browser_of(cast.admin).get("/bbs/list/", {"keyword": "棚卸し"}).content.decode()
    assert "/bbs/detail/702/" in page
    assert not BbsVersion.objects.exists()


def test_the_same_again_counts_nothing_twice(tmp_path):
    ran = brought(tmp_path, **WHOLE)
    assert len(ran.counts) == len(WHOLE), ran.err
    assert all(counts[1:3] == (0, 0) for counts in ran.counts.values())
    assert miscounted() == 0


def test_more_comments_and_reactions_are_added_to_the_counts(tmp_path):
    comments = importing.COMMENTS + "803,702,kita,数え方は同じですか,false,2026-11-22T09:00:00+09:00\n"
    reactions = importing.REACTIONS + "post,702,kita,iine,2026-11-22T09:00:00+09:00\n"
    brought(tmp_path, bbs_comments=comments, bbs_reactions=reactions)
    counts = BbsPostCounts.objects.get(post_id=702)
    assert (counts.comments, counts.reactions, counts.last_comment_id) == (1, 1, 803)
    assert miscounted() == 0


def test_a_comment_that_changes_its_post_is_refused_and_one_that_changes_its_words_keeps_the_old(tmp_path):
    changed = importing.COMMENTS.replace("試します", "さっそく試します")
    assert brought(tmp_path, bbs_comments=changed).code == 0
    comment = BbsComment.objects.get(id=802)
    assert (comment.content, comment.version) == ("さっそく試します", 2)
    kept = BbsVersion.objects.get()
    assert (kept.kind, kept.source_id, kept.content) == ("comment", 802, "試します")
    [wrong] = refused(tmp_path, bbs_comments=importing.COMMENTS.replace("802,701", "802,702"))
    assert "別の投稿か別の人のもの" in wrong


@pytest.mark.parametrize(
    "change", [{"edit_id": "00000000-0000-0000-0000-000000000009", "title": "直した"}, None]
)
def test_what_was_changed_or_deleted_in_c3_is_not_brought_back(tmp_path, change):
    gone = {"title": "", "content": "", "deleted_at": now(), "report_id": None}
    BbsPost.objects.filter(id=701).update(**(change or gone))
    [wrong] = refused(tmp_path, bbs_posts=importing.POSTS)
    assert wrong.startswith("bbs_posts.csv:2: post_id: 投稿701はC3の中で書かれたか、直されたか、削除されて")


@pytest.mark.parametrize(
    "change", [{"edit_id": "00000000-0000-0000-0000-000000000009", "content": "直した"}, None]
)
def test_nor_is_a_comment(tmp_path, change):
    gone = {"content": "", "is_best_answer": False, "deleted_at": now()}
    BbsComment.objects.filter(id=801).update(**(change or gone))
    [wrong] = refused(tmp_path, bbs_comments=importing.COMMENTS)
    assert wrong.startswith("bbs_comments.csv:2: comment_id: コメント801はC3の中で書かれたか、直されたか")


def test_a_post_that_has_followed_its_corrected_report_is_not_put_back(browser_of, cast, tmp_path):
    same = importing.POSTS.replace("皆さんはどうしていますか", '"金曜の夜、\n""3番卓""でお待たせした"')
    assert brought(tmp_path, bbs_posts=same).code == 0
    browser = browser_of(cast.admin)
    form = begin(browser, 5001) | {"content": "お客様の名前を消した"}
    assert browser.post("/report/edit/5001/", form).status_code == 302
    assert BbsPost.objects.get(id=701).content == "お客様の名前を消した"
    assert [wrong.split("は")[0] for wrong in refused(tmp_path, **WHOLE)] == [
        "reports.csv:2: report_id: 日報5001",
        "bbs_posts.csv:2: post_id: 投稿701",
    ]


def test_nor_is_a_post_that_an_imported_report_was_given_in_c3(browser_of, cast, tmp_path):
    browser = browser_of(cast.admin)
    form = begin(browser, 5002) | {"post_to_bbs": "on"}
    assert browser.post("/report/edit/5002/", form).status_code == 302
    post = BbsPost.objects.get(report_id=5002)
    rows = importing.POSTS + f"{post.id},13,ueno-1,,other,題,別の内容,2026-11-21T10:00:00+09:00\n"
    [wrong] = refused(tmp_path, bbs_posts=rows)
    assert wrong.startswith(f"bbs_posts.csv:4: post_id: 番号{post.id}の投稿は、C3の中では別の投稿です")


def test_what_was_deleted_without_a_trace_is_not_brought_back_either(tmp_path):
    BbsComment.objects.filter(id=802).delete()
    BbsPost.objects.filter(id=702).delete()
    BbsPost.objects.filter(id=701).update(report_id=None)
    DailyReport.objects.filter(id=5001).delete()
    assert [wrong.split("の中で")[0] for wrong in refused(tmp_path, **WHOLE)] == [
        "reports.csv:2: report_id: 日報5001はC3",
        "bbs_posts.csv:3: post_id: 投稿702はC3",
        "bbs_comments.csv:3: comment_id: コメント802はC3",
    ]
    header, *_of_5001, other = importing.REPORTS.splitlines()
    rest = {
        "reports": f"{header}\n{other}\n",
        "bbs_posts": "\n".join(importing.POSTS.splitlines()[:2]) + "\n",
        "bbs_comments": "\n".join(importing.COMMENTS.splitlines()[:2]) + "\n",
    }
    [wrong] = refused(tmp_path, **WHOLE | rest)
    assert "日報「5001」はありません。reports.csvに足すか、番号を直すか、空にしてください" in wrong
    rest["bbs_posts"] = rest["bbs_posts"].replace("5001", "")
    assert brought(tmp_path, **WHOLE | rest).code == 0
    assert [*DailyReport.objects.values_list("id", flat=True)] == [5002]
    assert [*BbsPost.objects.values_list("id", flat=True)] == [701]
    assert [*BbsComment.objects.values_list("id", flat=True)] == [801]
