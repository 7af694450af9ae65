"""The look: colours that can be read, equal in CSS and in Python; light pages; words in both languages."""

import ast
import gzip
import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from shared.settings import ROOT
from shared.theme import DARK, LIGHT, THEMES
from shared.words import Word

STATIC = ROOT / "web" / "static"
TEMPLATES = sorted((ROOT / "web" / "templates").rglob("*.html"))
THEME_CSS = (STATIC / "css" / "theme.css").read_text()

# What is written on what: 4.5:1 or better. Marks and borders that mean something: 3:1 or better.
CHART = ("chart-1", "chart-2", "chart-3", "chart-4")
TONES = sorted({word.tone for words in Word.__subclasses__() for word in words})
INKS = ("text", "muted", "primary", "primary-strong", "error")
TEXT_PAIRS = (
    *product(INKS, ("bg", "surface", "sunken")),
    *product(("text", "muted", "primary-strong"), ("primary-soft",)),
    *product(("on-primary",), ("primary", "primary-strong")),
    *((tone, f"{tone}-soft") for tone in TONES),
)
MARK_PAIRS = tuple(product(("control", "primary", "accent", *CHART), ("bg", "surface")))


def test_python_and_css_hold_the_same_colours_in_both_themes():
    light, dark_by_device, dark_by_choice = (colours(block) for block in theme_blocks())
    assert light == LIGHT
    assert dark_by_device == dark_by_choice == DARK


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_reads_on_what_is_behind_it(theme):
    weak = {pair: ratio for pair in TEXT_PAIRS if (ratio := contrast(theme, *pair)) < 4.5}
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_every_mark_and_chart_line_is_seen(theme):
    weak = {pair: ratio for pair in MARK_PAIRS if (ratio := contrast(theme, *pair)) < 3}
    assert not weak


def test_stylesheets_use_only_colours_that_the_theme_has():
    sheets = [(STATIC / "css" / name).read_text() for name in ("app.css", "chat.css")]
    used = set(re.findall(r"var\(--c-([\w-]+)", "".join(sheets)))
    assert used <= set(LIGHT)


@pytest.mark.parametrize(("pattern", "most"), [("css/*.css", 16), ("icons/sprite.svg", 6)])
def test_our_own_assets_stay_small_on_the_wire(pattern, most):
    sent = sum(len(gzip.compress(file.read_bytes())) for file in STATIC.glob(pattern))
    assert 0 < sent <= most * 1024


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_loads_more_than_its_share_of_our_scripts(template):
    """Beside htmx, 32 KB for a form with photos, voice and drafts; home is measured on the wire (P1)."""
    sources = (ROOT / "web" / "templates" / "base.html").read_text() + template.read_text()
    own = set(re.findall(r"{% static '([^']+\.js)' %}", sources))
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in own) <= 32 * 1024


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_keeps_the_rules_of_the_house(template):
    source = template.read_text()
    assert not set("▲▼￥") & set(source), "in Japanese accounts ▲ is a minus; yen is U+00A5"
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script>|<style|https?://", source), "the CSP forbids it"
    most = 40 if {"partials"} & set(template.parts) or template.name.startswith("_") else 120
    assert len(source.splitlines()) <= most


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_that_a_template_names_is_drawn(template):
    sprite = (STATIC / "icons" / "sprite.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    assert set(re.findall(r'{% icon "([\w-]+)"', template.read_text())) <= drawn


def test_every_japanese_sentence_of_the_catalogue_has_its_english(tmp_path: Path):
    catalogue = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
    assert not run("msgattrib", "--untranslated", str(catalogue))
    assert not run("msgattrib", "--only-fuzzy", str(catalogue)), "a guess of makemessages: translate it"
    compiled = tmp_path / "django.mo"
    run("msgfmt", "--check-format", "-o", str(compiled), str(catalogue))
    assert run("msgunfmt", str(compiled)) == run("msgunfmt", str(catalogue.with_suffix(".mo")))


def test_the_catalogue_holds_every_sentence_of_the_code_and_no_other(tmp_path: Path):
    for package in ("web", "shared", "dashboard", "stream", "launch", "locale"):
        copytree(ROOT / package, tmp_path / package, ignore=ignore_patterns("__pycache__", "static"))
    collected = ("--locale", "en", "--no-location", "--no-obsolete")
    environment = os.environ | {"DEBUG": "1", "SECRET_KEY": "only-to-read-the-code"}
    subprocess.run(
        [sys.executable, "-m", "web", "makemessages", *collected], cwd=tmp_path, env=environment, check=True
    )
    catalogue = Path("locale", "en", "LC_MESSAGES", "django.po")
    kept, needed = str(ROOT / catalogue), str(tmp_path / catalogue)
    run("msgcmp", "--use-untranslated", "--use-fuzzy", kept, needed)
    run("msgcmp", "--use-untranslated", "--use-fuzzy", needed, kept)


def test_no_sentence_stands_inside_an_f_string_where_makemessages_does_not_see_it():
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for package in ("web", "shared", "dashboard", "stream", "launch")
        for path in (ROOT / package).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and told(call)
    ]
    assert hidden == []


def told(call: ast.Call) -> bool:
    """Whether it translates a sentence that is written there."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return bool(re.fullmatch(r"_|[nup]*gettext\w*", name)) and isinstance(call.args[0], ast.Constant)


def theme_blocks() -> list[str]:
    """The three blocks of theme.css: light, dark by the device, dark by choice."""
    return re.findall(r":root[^{]*{([^}]*)}", THEME_CSS)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--c-([\w-]+): (#[0-9a-f]{6});", block))


def contrast(theme: str, one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours of a theme, from 1 to 21."""
    dark, light = sorted(luminance(THEMES[theme][name]) for name in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
