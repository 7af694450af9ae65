"""Light Markdown: what it shows, what it leaves as it was typed, and that it is safe."""

import html
import re

import pytest

from shared.markup import mentioned, plain, rendered, undisguised

NAMES = {"demo-staff": "佐藤 美咲", "hq.admin": "山本 <彩>"}

BOLD = [
    ("これは**「重要」**です。", "これは<strong>「重要」</strong>です。"),
    ("売上は**412,300円（税込）**でした", "売上は<strong>412,300円（税込）</strong>でした"),
    ("**注意：**売上が…", "<strong>注意：</strong>売上が…"),
    ("今日は**。**だけ", "今日は<strong>。</strong>だけ"),
    ("「**お待たせ**」と言う", "「<strong>お待たせ</strong>」と言う"),
    ("**￥1,200**です", "<strong>￥1,200</strong>です"),
    ("**A**と**B**", "<strong>A</strong>と<strong>B</strong>"),
    ("（**禁止**）", "（<strong>禁止</strong>）"),
    ("**絵文字🍜**です", "<strong>絵文字🍜</strong>です"),
    ("ﾊﾝｶｸ**ｶﾅ**ﾃﾞｽ", "ﾊﾝｶｸ<strong>ｶﾅ</strong>ﾃﾞｽ"),
    ("**[頁](/bbs/list/)**を見る", "<strong><a>頁</a></strong>を見る"),
    ("[**太字**](/bbs/list/)", "<a><strong>太字</strong></a>"),
    ("**@demo-staff**さん", '<strong><span class="mention">@佐藤 美咲</span></strong>さん'),
]


def shown(text: str) -> str:
    """The paragraph without what every link has."""
    made = rendered(text, NAMES).strip().removeprefix("<p>").removesuffix("</p>")
    return re.sub(r'<a href="[^"]*" rel="[^"]*">', "<a>", made)


@pytest.mark.parametrize(("text", "bold"), BOLD)
def test_bold_beside_japanese_signs(text, bold):
    assert shown(text) == bold
    assert "**" not in plain(text)


@pytest.mark.parametrize(
    "text",
    ["** 太字ではない **", "**とじていない", "5*3*2", "_a_ __b__", "a***", "****", "~~x~~", "`x`", "\\*"],
)
def test_what_is_no_pair_stays_as_it_was_typed(text):
    assert shown(text) == text
    assert plain(text) == text


def test_bold_that_begins_in_a_link_does_not_end_behind_it():
    assert shown("[**頁](/bbs/list/)") == "<a>**頁</a>"


def test_a_pair_that_only_begins_inside_another_stays_as_it_was_typed():
    assert shown("**塩 **胡椒** 砂糖") == "<strong>塩 **胡椒</strong> 砂糖"


def test_lists_lines_and_paragraphs():
    text = "手順\n- 塩を足す\n- **火を止める**\n\n3. 皿を出す\n4. 運ぶ\n\n一行\n二行"
    assert rendered(text).replace("\n", "") == (
        "<p>手順</p><ul><li>塩を足す</li><li><strong>火を止める</strong></li></ul>"
        '<ol start="3"><li>皿を出す</li><li>運ぶ</li></ol><p>一行<br>二行</p>'
    )


@pytest.mark.parametrize(
    "text", ["# 見出し", "> 引用", "---", "    四字下げ", "| a | b |", "&lt;&amp;&#x3c;"]
)
def test_nothing_else_is_markdown(text):
    assert shown(text) == text.strip().replace("&", "&amp;").replace(">", "&gt;")


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("見てください https://example.com/a?b=c#d です", "https://example.com/a?b=c#d", " です"),
        ("（https://example.com/店）", "https://example.com/", "店）"),
        ("https://example.com/a。次", "https://example.com/a", "。次"),
        ("https://example.com/a. Next", "https://example.com/a", ". Next"),
        ("[手順書](https://example.com/x)です", "https://example.com/x", "です"),
        ("[日報](/report/view/3/)です", "/report/view/3/", "です"),
    ],
)
def test_links(text, address, rest):
    made = rendered(text)
    assert f'<a href="{address}" rel="nofollow noopener noreferrer">' in made
    assert f"</a>{rest}" in made


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "ftp://a.example",
        "file:///etc/passwd",
        "java\tscript:x",
        "&#106;avascript:x",
        "mailto:a@b.example",
    ],
)
def test_a_link_leads_to_us_or_to_the_web(target):
    assert "<a" not in rendered(f"[押す]({target})")


def test_a_mention_is_a_name():
    made = rendered("@demo-staff さん、＠hq.admin。", NAMES)
    assert '<span class="mention">@佐藤 美咲</span> さん' in made
    assert '<span class="mention">@山本 &lt;彩&gt;</span>。' in made


@pytest.mark.parametrize("text", ["@nobody", "mail@demo-staff", "a.b@demo-staff", "@ demo-staff", "@@"])
def test_what_names_nobody_stays(text):
    assert shown(text) == text


def test_who_is_mentioned():
    text = "@demo-staff と ＠hq.admin. 、メールは a@b.example、@demo-staff"
    assert mentioned(text) == ["demo-staff", "hq.admin.", "hq.admin"]


def test_a_mention_ends_before_full_width_signs():
    assert mentioned("@demo-staff１０時に来て。ｉｎｆｏ＠ｅｘａｍｐｌｅ．ｃｏｍ") == ["demo-staff"]


def test_a_stop_behind_a_mention_is_the_sentences():
    assert shown("See @demo-staff.") == 'See <span class="mention">@佐藤 美咲</span>.'


def test_nothing_turns_the_order_of_a_text_around():
    disguised = "請求\u202egnp.exe\u2066x\u2069\u202c"
    assert undisguised(disguised) == "請求gnp.exex"
    assert shown(disguised) == plain(disguised) == "請求gnp.exex"
    assert undisguised("e\u0301 👨\u200d👩 עברית") == "e\u0301 👨\u200d👩 עברית"


@pytest.mark.parametrize("part", ["**a ", "**", "[", "[a](", "> ", "@a", "https://", "\\", "<", "!["])
def test_nothing_of_a_hostile_text_is_lost(part):
    text = (part * 800).strip()
    assert html.unescape(re.sub(r"<[^>]*>", "", rendered(text))).strip() == text
