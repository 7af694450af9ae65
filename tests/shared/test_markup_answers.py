"""Answers of the chat: bold, tables and receipts, and nothing that runs or leads away."""

import html
import re

import pytest

from shared.chat.citations import Citation
from shared.markup import chat, titled
from tests.e2e.hostile import PAYLOADS
from tests.shared.test_markup import BOLD

REPORT = Citation(n=1, kind="report", id="3", title="日報 11/22 渋谷店", url="/report/view/3/")
FIGURES = Citation(
    n=2, kind="figures", id="", title="売上 11/16〜11/22", url="/analysis/sales/?period=week&offset=-1"
)
CITATIONS = [REPORT, FIGURES]
OWN_TAGS = {"p", "br", "strong", "ul", "ol", "li", "a", "b", "span", "div"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def shown(text: str) -> str:
    """The answer without the paragraph around it."""
    return chat(text, CITATIONS).strip().removeprefix("<p>").removesuffix("</p>")


def words(text: str) -> str:
    """What a person reads of it."""
    return html.unescape(re.sub(r"<[^>]*>", "", shown(text)))


@pytest.mark.parametrize(
    ("text", "bold"), [pair for pair in BOLD if "<a>" not in pair[1] and "@" not in pair[0]]
)
def test_bold_beside_japanese_signs(text, bold):
    assert shown(text) == bold


def test_a_receipt_is_a_link_by_its_title_and_then_by_its_number():
    link = '<a class="receipt" href="/report/view/3/" title="日報 11/22 渋谷店">'
    assert shown("クレームは3件です[1]。内容は下のとおり[1]。") == (
        f"クレームは3件です{link}<b>1</b> 日報 11/22 渋谷店</a>。"
        f"内容は下のとおり{link}<b>1</b>"
        '<span class="visually-hidden"> 日報 11/22 渋谷店</span></a>。'
    )


def test_each_block_names_its_receipts_so_that_blocks_and_the_whole_are_the_same():
    blocks = [
        "売上は**412,300円**[2]\n客数は[1][2]",
        "- 一[1]\n- 二[1]",
        "| 店 | 売上 |\n| - | - |\n| 渋谷 | 1円[2] |",
    ]
    whole = chat("\n\n".join(blocks), CITATIONS)
    assert whole.replace("\n", "") == "".join(chat(block, CITATIONS) for block in blocks).replace("\n", "")
    assert whole.count("visually-hidden") == 2


@pytest.mark.parametrize("text", ["件です[1][2]", "件です[1, 2]", "件です［1、2］", "件です[2,1,9]"])
def test_receipts_may_stand_together(text):
    assert {*re.findall('href="([^"]*)"', shown(text))} == {
        "/report/view/3/",
        "/analysis/sales/?period=week&amp;offset=-1",
    }


@pytest.mark.parametrize("text", ["3件[9]です", "3件[9][0]です", "3件［77］です", "3件[9,8]です"])
def test_an_unknown_receipt_is_dropped(text):
    assert shown(text) == "3件です"


def test_what_has_no_source_is_marked():
    assert shown("売上は［出典なし］です") == '売上は<span class="unbacked">［出典なし］</span>です'


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "javascript:alert(1)", "//evil.example", "/\\evil", ""]
)
def test_a_citation_that_leads_elsewhere_is_no_link(url):
    assert chat("件です[1]", [Citation(n=1, kind="report", id="1", title="x", url=url)]) == "<p>件です</p>\n"


def test_a_long_title_is_cut_in_the_text_and_whole_beside_it():
    made = chat("[1]", [REPORT | {"title": "日報 2026/11/22 渋谷店 料理の提供が遅れてお叱りを受けた"}])
    assert "<b>1</b> 日報 2026/11/22 渋…</a>" in made
    assert 'title="日報 2026/11/22 渋谷店 料理の提供が遅れてお叱りを受けた"' in made


def test_a_title_says_what_it_is_of_once():
    assert titled(REPORT) == "日報 11/22 渋谷店"
    assert titled(REPORT | {"title": "11/22 渋谷店"}) == "日報 11/22 渋谷店"
    assert titled(REPORT | {"kind": "knowledge", "title": "手順"}) == "資料 手順"
    assert titled(FIGURES) == "売上 11/16〜11/22"


def test_a_title_is_text():
    made = chat(
        "[1]", [Citation(n=1, kind="post", id="1", title="<img src=x onerror=alert(1)>**", url='/"x')]
    )
    assert made == (
        '<p><a class="receipt" href="/&quot;x" title="掲示板 &lt;img src=x onerror=alert(1)&gt;**">'
        "<b>1</b> 掲示板 &lt;img src=x…</a></p>\n"
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[手順](https://evil.example/a)を見る", "手順を見る"),
        ("[手順](/report/view/3/)を見る", "手順を見る"),
        ("![絵](https://evil.example/a.png)", "絵"),
        ("[x](JaVaScRiPt:alert(1))です", "xです"),
        ('[x](/a "題")です', "xです"),
        ("https://evil.example/", "https://evil.example/"),
        ("売上は1円[9](税込)です", "売上は1円(税込)です"),
    ],
)
def test_no_link_of_the_models_own_is_left(text, left):
    assert shown(text) == left


def test_a_receipt_written_as_a_link_is_a_receipt_to_what_is_known():
    assert 'href="/report/view/3/"' in shown("件です[1](https://evil.example/)")


def test_lists_tables_headings_and_lines():
    made = chat(
        "## まとめ\n一行\n二行\n\n1. 聞く\n2. **謝る**\n\n| 店 | 売上 |\n| - | -: |\n| 渋谷 | 1円 |", []
    )
    for part in (
        "<p><strong>まとめ</strong></p>",
        "一行<br>\n二行",
        "<ol>\n<li>聞く</li>\n<li><strong>謝る</strong></li>",
        '<div class="wide-table" tabindex="0"><table>',
        "<td>1円</td>",
    ):
        assert part in made


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_comes_through(payload):
    for text in (payload, f"- {payload}", f"| a | b |\n| - | - |\n| {payload} | c |", f"**{payload}**[1]"):
        made = chat(text, CITATIONS)
        assert set(re.findall(r"<\s*/?\s*(\w+)", made)) <= OWN_TAGS
        assert set(re.findall(r"<[^>]*\s([\w:-]+)=", made)) <= {"class", "href", "title", "tabindex", "start"}
        assert set(re.findall(r'href="([^"]*)"', made)) <= {REPORT["url"]}


@pytest.mark.parametrize("part", ["**a ", "[", "[1]", "[a](/", "［", "| ", "- ", "![](", "# ", "[a](x:("])
def test_a_hostile_answer_is_shown_at_once(part):
    assert len(chat(part * 5_000, CITATIONS)) < 2_000_000
