"""The guide (docs/guide) is true: its links and pictures are there, and what it names is in the interface.

In the guide 「」 hold words of the interface, as they are written there, and nothing else; 『』 hold what
people type, and words that a browser or a phone says.
"""

import re

import pytest
from PIL import Image

from shared.settings import ROOT
from tests.e2e.guide_pictures import SHOTS
from web.help import guide

PAGES = sorted(path.stem for path in guide.FOLDER.glob("*.md"))
MOST_BYTES = 2_500_000
QUOTED = re.compile(r"「((?:[^「」]|「[^「」]*」)+)」")
PLACEHOLDER = re.compile(r"%\\\((?:\w+)\\\)[sd]|\\\{\w*\\\}")


def text_of(name: str) -> str:
    return (guide.FOLDER / f"{name}.md").read_text(encoding="utf-8")


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
