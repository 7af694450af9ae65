"""Sections of documents: tables, lists and code are shown, and nothing that runs."""

import re

import pytest

from shared.markup import document


def test_what_manuals_are_made_of():
    shown = document(
        "**早く**行く\n\n1. 聞く\n2. 謝る\n   - 目を見て\n\n| 言わない | 言う |\n| --- | --- |\n"
        "| 一応 | **まず** |\n\n> 注意\n\n---\n\n```\nPOS> 1\n```"
    )
    for part in (
        "<strong>早く</strong>行く",
        "<ol>\n<li>聞く</li>",
        "<ul>\n<li>目を見て</li>",
        "<th>言わない</th>",
        "<td><strong>まず</strong></td>",
        "<blockquote>\n<p>注意</p>",
        "<hr>",
        "<pre><code>POS&gt; 1\n</code></pre>",
    ):
        assert part in shown


def test_a_wide_table_scrolls_by_itself_and_a_keyboard_reaches_it():
    assert '<div class="wide-table" tabindex="0"><table>' in document("| a | b |\n| - | - |\n| c | d |")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "| <b onclick=x>a</b> | b |\n| - | - |\n| <iframe src=//x> | d |",
        "```\n<script>\n```",
        "`<svg onload=x>`",
        "> <style>*{}</style>",
        "[押す](javascript:alert(1))",
        "[押す](data:text/html,x)",
        "[押す](//evil.example/)",
        '<div class="wide-table" tabindex="0" onfocus="x">',
    ],
)
def test_nothing_that_runs_comes_through(hostile):
    shown = document(hostile)
    tags = set(re.findall(r"<\s*/?\s*(\w+)", shown))
    assert tags <= {
        "p",
        "br",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "code",
        "blockquote",
    }
    assert "href" not in shown
    assert set(re.findall(r"<[^>]*\s(on\w+|style|src)=", shown)) == set()


@pytest.mark.parametrize("address", ["https://example.jp/a?b=1", "http://example.jp/", "/bbs/list/"])
def test_links_lead_to_pages(address):
    assert f'href="{address}"' in document(f"[見る]({address})")


@pytest.mark.parametrize(
    "text", ["> " * 750, "[(" * 750, "**a " * 375, "| " * 750 + "\n" + "|-" * 750, "- " * 750]
)
def test_a_section_of_nothing_but_signs_is_shown_at_once(text):
    assert len(document(text)) < 100_000
