"""The guide (docs/guide) is true: its links and pictures are there, and what it names is in the interface.

In the guide 「」 hold words of the interface, as they are written there, and nothing else; 『』 hold what
people type, and words that a browser or a phone says.
"""

import re

import pytest
from django.conf import settings as django
from PIL import Image

from shared import home, unread
from shared.settings import ROOT, Settings
from tests.e2e.guide_pictures import SHOTS
from web.help import guide

PAGES = sorted(path.stem for path in guide.FOLDER.glob("*.md"))
MOST_BYTES = 2_500_000
QUOTED = re.compile(r"「((?:[^「」]|「[^「」]*」)+)」")
PLACEHOLDER = re.compile(r"%\\\((?:\w+)\\\)[sd]|\\\{\w*\\\}")


def text_of(name: str) -> str:
    return (guide.FOLDER / f"{name}.md").read_text(encoding="utf-8")


def default_of(setting: str) -> object:
    return Settings.model_fields[setting].default


def msgids() -> set[str]:
    """Everything that the interface says, as it is written in Japanese."""
    catalogue = (ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    entries = re.findall(r'^msgid(?:_plural)? ((?:".*"\n)+)', catalogue, re.MULTILINE)
    return {"".join(re.findall(r'"(.*)"', lines)).replace('\\"', '"').replace("%%", "%") for lines in entries}


LABELS = msgids()
FILLED = [
    re.compile(PLACEHOLDER.sub(".+", re.escape(one)))
    for one in LABELS
    if PLACEHOLDER.search(re.escape(one)) and len(PLACEHOLDER.sub("", re.escape(one))) > 1
]


@pytest.mark.parametrize("name", PAGES)
def test_each_label_that_is_named_is_one_of_the_interface(name):
    named = set(QUOTED.findall(text_of(name)))
    unknown = {one for one in named - LABELS if not any(template.fullmatch(one) for template in FILLED)}
    assert unknown == set()


@pytest.mark.parametrize("name", PAGES)
def test_each_link_leads_to_a_page_or_a_picture_of_the_guide(name):
    led_to = re.findall(r"\]\(([^)]+)\)", text_of(name))
    assert [target for target in led_to if not (guide.FOLDER / target).is_file()] == []


@pytest.mark.parametrize("name", PAGES)
def test_each_picture_stands_where_it_is_understood_to_be_one(name):
    text = text_of(name)
    assert len(guide.PICTURE.findall(text)) == text.count("![")


def test_the_index_names_every_page_by_its_title():
    listed = {entry.name: entry.title for chapter in guide.chapters() for entry in chapter.entries}
    assert listed.keys() | {guide.INDEX} == set(PAGES)
    assert listed == {name: page.title for name, page in guide.pages().items()}


def test_the_page_about_home_names_its_parts_in_their_order():
    folder = ROOT / "web" / "templates"
    include = re.compile(r'{% include "([^"]+)"[^%]*%}')
    home = include.sub(lambda found: (folder / found[1]).read_text(), (folder / "home.html").read_text())
    parts = re.findall(r"^- \*\*(?:今日(?=の日報)|今月)?(.+)\*\*", text_of("home"), re.MULTILINE)
    places = [home.find(part) for part in parts]
    assert len(parts) == 8
    assert -1 not in places
    assert places == sorted(places)


# What offline.md says of pages, and one address of each.
READ_OFFLINE = {
    "ホーム": "/",
    "日報": "/report/view/1/",
    "掲示板の投稿": "/bbs/detail/1/",
    "売上・客数": "/report/performance/",
    "このヘルプ": "/help/offline/",
}
NOT_READ_OFFLINE = {
    "資料": "/knowledge/",
    "検索": "/search/",
    "未読の一覧": "/bbs/unread/",
    "目標": "/stores/goal/update/",
    "AI": "/ai/chat/",
    "分析": "/analysis/",
}


def test_what_is_said_to_be_read_without_a_signal_is_what_the_device_keeps():
    script = (ROOT / "web" / "static" / "js" / "service-worker.js").read_text()
    kept = re.compile(re.findall(r"^const KEPT = /(.+)/;$", script, re.MULTILINE)[0].replace("\\/", "/"))
    (most,) = re.findall(r"^const MOST_PAGES = (\d+);$", script, re.MULTILINE)
    text = text_of("offline")
    assert f"{'、'.join(READ_OFFLINE)}は、最近この端末で開いたページ（{most}ページくらい）なら、" in text
    assert f"{'、'.join(NOT_READ_OFFLINE)}は、電波がないと読めません。" in text
    assert [address for address in READ_OFFLINE.values() if not kept.search(address)] == []
    assert [address for address in NOT_READ_OFFLINE.values() if kept.search(address)] == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("report", f"{default_of('keep_drafts_days')}日さわらない下書きは消えます"),
        ("ask", f"最後に聞いてから{default_of('keep_chat_days')}日たった会話は消えます"),
        ("confirm", f"必読でないお知らせは、{unread.DAYS}日たつと未読から消えます"),
        ("manager-figures", f"今日とその前の{home.DAYS_BACK}日間のうち、まだ入力していない日"),
    ],
)
def test_each_number_of_days_is_the_one_that_counts(name, sentence):
    assert sentence in text_of(name)


def test_what_a_password_may_not_be_is_all_that_is_refused():
    told = {
        "UserAttributeSimilarityValidator": "ログインIDや名前に似たもの",
        "MinimumLengthValidator": "8文字以上",
        "CommonPasswordValidator": "よく使われるもの",
        "NumericPasswordValidator": "数字だけのもの",
    }
    assert told.keys() == {str(one["NAME"]).rpartition(".")[2] for one in django.AUTH_PASSWORD_VALIDATORS}
    assert [words for words in told.values() if words not in text_of("start")] == []


def test_each_picture_is_shown_and_is_one_that_can_be_made_anew():
    shown = {name for page in PAGES for _alt, name in guide.PICTURE.findall(text_of(page))}
    kept = {path.name for path in (guide.FOLDER / "img").iterdir()}
    assert shown == kept == {f"{name}.webp" for name in SHOTS}


def test_the_pictures_are_light_enough_for_a_cheap_phone():
    pictures = list((guide.FOLDER / "img").iterdir())
    assert sum(path.stat().st_size for path in pictures) < MOST_BYTES
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.width in {1280, *range(780 + 1)}, path.name
