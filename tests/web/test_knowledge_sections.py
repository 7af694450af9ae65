"""Headings make sections, in the ways that manuals write them; what is long is cut where it may be."""

import pytest

from shared.markup import document
from tests import documents
from web.demo.chain import MANUALS
from web.knowledge.reading.files import read
from web.knowledge.reading.sections import LONGEST, Section, body_of

POLICY = """就業規程

この規程について。

第1章 総則
第1条（目的）この規程は、働き方を定める。
第2条（適用）
すべての従業員に適用する。第1条の定めによる。
第2章 服務
■ 身だしなみ
1. 髪をまとめる
2. 爪を切る

1. 出勤

5分前に着替える。

2. 退勤

記録する。
"""


def ways(sections: list[Section]) -> list[str]:
    return [section.title for section in sections]


def of_markdown(text: str) -> list[Section]:
    return read("a.md", text.encode())


def test_markdown_is_split_at_its_headings_and_a_title_tells_the_way_there():
    sections = of_markdown(
        "# 手引き\n\nはじめに。\n\n## 開店\n鍵を開ける。\n### レジ\n数える。\n## 閉店\n締める。"
    )
    assert sections == [
        Section("手引き", "", 0, "はじめに。"),
        Section("開店", "開店", 1, "鍵を開ける。"),
        Section("開店 › レジ", "レジ", 2, "数える。"),
        Section("閉店", "閉店", 1, "締める。"),
    ]


def test_a_sign_in_code_a_list_or_a_table_is_no_heading():
    text = "## 一\n```\n# 二\n```\n- # 三\n\n| # 四 | b |\n| --- | --- |\n\n> # 五\n"
    assert ways(of_markdown(text)) == ["一"]


def test_several_headings_of_the_highest_level_are_all_chapters():
    assert [section.level for section in of_markdown("# 一\na\n### 二\nb\n# 三\nc")] == [1, 2, 1]


def test_a_heading_without_a_text_of_its_own_is_still_there():
    assert of_markdown("# 手引き\n## けが\n### やけど\n冷やす。")[0] == Section("けが", "けが", 1, "")


@pytest.mark.parametrize("path", sorted(MANUALS.glob("*.md")), ids=lambda path: path.stem)
def test_the_manuals_of_the_demo_lose_no_line(path):
    sections = read(path.name, path.read_bytes())
    assert len(sections) >= 6
    kept = body_of(sections)
    for line in path.read_text().splitlines()[1:]:
        assert line.lstrip("# ") in kept


def test_plain_text_has_the_headings_of_japanese_rules():
    sections = read("a.txt", POLICY.encode())
    assert ways(sections) == [
        "就業規程",
        "第1章 総則",
        "第1章 総則 › 第1条（目的）",
        "第1章 総則 › 第2条（適用）",
        "第2章 服務",
        "第2章 服務 › 身だしなみ",
        "第2章 服務 › 身だしなみ › 1. 出勤",
        "第2章 服務 › 身だしなみ › 2. 退勤",
    ]
    assert "<ol>" in document(sections[5].content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_text_is_read_in_the_encodings_of_japanese_windows(encoding, ends):
    data = POLICY.replace("\n", ends).encode(encoding)
    assert read("規程.TXT", data) == read("規程.txt", POLICY.encode())


def test_a_long_section_is_cut_between_paragraphs_and_numbered():
    paragraphs = [f"段落{number}。" + "あ" * 400 for number in range(10)]
    sections = of_markdown("## 長い\n\n" + "\n\n".join(paragraphs))
    assert ways(sections) == ["長い", "長い（2）", "長い（3）", "長い（4）"]
    assert all(len(section.content) <= LONGEST for section in sections)
    assert "\n\n".join(section.content for section in sections) == "\n\n".join(paragraphs)


def test_each_part_of_a_long_table_has_its_head():
    rows = [f"| 品目{number} | {'説明' * 30} |" for number in range(60)]
    sections = of_markdown("## 表\n| 品 | 説明 |\n| --- | --- |\n" + "\n".join(rows))
    assert len(sections) > 2
    assert all("<th>品</th>" in document(section.content) for section in sections)
    assert sum(section.content.count("品目") for section in sections) == 60


def test_a_line_of_100_000_characters_becomes_sections_and_none_is_lost():
    line = "あいうえお。" * 16_666 + "かきくけ"
    sections = read("a.txt", line.encode())
    assert all(len(section.content) <= LONGEST for section in sections)
    assert "".join(section.content for section in sections) == line


def test_a_heading_that_is_far_too_long_is_kept_in_the_text():
    heading = "見" * 1000
    (section,) = of_markdown(f"## {heading}\n本文。\n")
    assert len(section.title) <= 200
    assert heading in section.content


def test_emoji_alone_are_a_text():
    assert read("a.txt", "🍣🍺🎉".encode()) == [Section("🍣🍺🎉", "", 0, "🍣🍺🎉")]


def test_signs_that_nobody_sees_do_not_come_in():
    (section,) = of_markdown("## 見出し\n本\u202e文\x00で\x07す。")
    assert section.content == "本文です。"


PAGES = [
    (
        "接客マニュアル 本部\n■ お迎え\nお客様がいらしたら、目を見て「いらっしゃいませ」と言い、手がふさ"
        "がっていても\n必ず顔を上げます。\n- 1 -"
    ),
    "接客マニュアル 本部\n■ お会計\n金額を声に出します。\n- 2 -",
    "接客マニュアル 本部\n■ お見送り\nありがとうございました。\n- 3 -",
]


def test_a_pdf_is_split_at_what_can_only_be_headings_without_the_lines_of_every_page():
    sections = read("a.pdf", documents.pdf(PAGES))
    assert [(section.heading, section.content) for section in sections] == [
        (
            "お迎え",
            "お客様がいらしたら、目を見て「いらっしゃいませ」と言い、手がふさがっていても必ず顔を上げます。",
        ),
        ("お会計", "金額を声に出します。"),
        ("お見送り", "ありがとうございました。"),
    ]


def test_a_pdf_is_split_at_its_outline_where_it_has_one():
    sections = read("a.pdf", documents.pdf(PAGES, [(0, "お迎え"), (2, "お見送り")]))
    assert ways(sections) == ["お迎え", "お見送り"]
    assert "■ お会計\n金額を" in sections[0].content


def test_a_pdf_without_headings_is_split_at_its_pages():
    sections = read("a.pdf", documents.pdf([page.replace("■ ", "") for page in PAGES]))
    assert ways(sections) == ["p.1 お迎え", "p.2 お会計", "p.3 お見送り"]


def test_a_word_file_has_its_headings_lists_and_tables():
    data = documents.word(
        ("Title", "接客の手引き"),
        ("Normal", "みんなで読みます。"),
        ("Heading 1", "迎える"),
        ("Normal", "目を**見て**言います。"),
        ("List Bullet", "手を止める"),
        ("List Bullet", "顔を上げる"),
        ("Normal", "順番:"),
        ("List Number", "席へ"),
        ("List Number", "水を出す"),
        [["言わない", "言う"], ["一応|とりあえず", "まず"]],
        ("Heading 2", "満席のとき"),
        ("Normal", "待ち時間を伝えます。"),
    )
    sections = read("手引き.docx", data)
    assert ways(sections) == ["接客の手引き", "迎える", "迎える › 満席のとき"]
    shown = document(sections[1].content)
    for part in (
        "<strong>見て</strong>",
        "<li>手を止める</li>",
        "<ol>\n<li>席へ</li>",
        "<td>まず</td>",
        "一応｜とりあえず",
    ):
        assert part in shown
    assert shown.count("<ul>") == shown.count("<ol>") == shown.count("<table>") == 1
