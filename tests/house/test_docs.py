"""What is written about settings and commands is what there is, both ways; where documents lead is there."""

import re
import tomllib
from hashlib import sha256

import pytest

from shared.settings import ROOT, Settings

SETTINGS = {name.upper() for name in Settings.model_fields}
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
BOOKS = ("README.md", "README.ja.md", "CONTRIBUTING.md")
PAGES = sorted(
    str(path.relative_to(ROOT)) for folder in ("", "docs") for path in (ROOT / folder).glob("*.md")
)
# How docs/scaling.md calls the processes of the bench.
PARTS = {
    "c3-app": "web", "PostgreSQL": "postgres", "c3-app-stream": "stream", "c3-worker": "worker",
    "the replica": "replica", "pgbouncer": "pgbouncer", "nginx": "nginx", "Redis": "redis",
}  # fmt: skip
APACHE_2 = (
    "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"  # of the text as Apache gives it
)


def read(name: str) -> str:
    return (ROOT / name).read_text()


def settings_of_table(book: str) -> set[str]:
    """The names in backticks in the first cell of each table row."""
    first_cells = re.findall(r"^\| *(`[A-Z][^|]*)\|", read(book), re.MULTILINE)
    return {name for cell in first_cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def targets_named_in(book: str) -> set[str]:
    """Each `make target` in backticks or at the start of a line of a code block."""
    return set(re.findall(r"(?:`|^\s*)make ([a-z]+)", read(book), re.MULTILINE))


def test_every_setting_is_in_env_example_and_the_other_way_round() -> None:
    assert set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", read(".env.example"), re.MULTILINE)) == SETTINGS


def test_every_line_of_env_example_is_explained_by_the_comment_above_it() -> None:
    lines = read(".env.example").splitlines()
    above = [lines[number - 1] for number, line in enumerate(lines) if re.match(r"#?[A-Z_]+=", line)]
    assert all(re.match(r"# \S.*\.$", line) for line in above), above


def test_env_example_shows_the_defaults() -> None:
    shown = dict(re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", read(".env.example"), re.MULTILINE))
    wrong = {
        name: value
        for name, value in shown.items()
        if value != default_of(name) and (ROOT / value) != Settings.model_fields[name.lower()].default
    }
    assert wrong == {}


def default_of(name: str) -> str:
    default = Settings.model_fields[name.lower()].default
    return str(int(default)) if isinstance(default, bool) else str(default or "")


@pytest.mark.parametrize("book", ["README.md", "README.ja.md"])
def test_the_readme_has_one_table_row_for_every_setting(book: str) -> None:
    assert settings_of_table(book) == SETTINGS


def test_every_make_target_is_in_the_readme_or_the_contributors_guide() -> None:
    assert targets_named_in("README.md") | targets_named_in("CONTRIBUTING.md") >= TARGETS - {"help"}


@pytest.mark.parametrize("book", BOOKS)
def test_every_make_target_and_setting_that_is_written_about_exists(book: str) -> None:
    assert targets_named_in(book) <= TARGETS
    assert settings_of_table(book) <= SETTINGS


@pytest.mark.parametrize("book", PAGES)
def test_every_link_leads_to_a_file_that_is_there_and_to_a_place_in_it(book: str) -> None:
    prose = re.sub(r"^```.*?^```", "", read(book), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", prose)
    targets = [((ROOT / book).parent / path if path else ROOT / book, place) for path, place in links]
    missing = [path for path, place in targets if not path.exists()]
    missing += [path for path, place in targets if place and f'<a id="{place}">' not in path.read_text()]
    assert missing == []


def leads_to(book: str) -> set[str]:
    """The files of the repository that a document links to or shows."""
    return {target for target in re.findall(r"\]\(([^)#]+)", read(book)) if "://" not in target}


def test_both_readmes_show_and_lead_to_the_same_and_say_the_same_commands() -> None:
    english, japanese = leads_to("README.md"), leads_to("README.ja.md")
    assert {re.sub("-en.png$", "-ja.png", target) for target in english - {"README.ja.md"}} == japanese - {
        "README.md"
    }
    blocks = [re.findall(r"^```\n(.*?)^```", read(book), re.MULTILINE | re.DOTALL) for book in BOOKS[:2]]
    assert blocks[0] == blocks[1]
    headings = [re.findall("^#+", read(book), re.MULTILINE) for book in BOOKS[:2]]
    assert headings[0] == headings[1]


def test_the_readmes_and_the_guide_name_the_same_columns_of_the_files_that_are_imported() -> None:
    books = ("README.md", "README.ja.md", "docs/guide/hq-import.md")
    rows = [re.findall(r"^\| `(\w+\.csv)` \| `([\w,]+)`", read(book), re.MULTILINE) for book in books]
    assert len(rows[0]) == 8
    assert rows[0] == rows[1] == rows[2]


def test_the_page_about_scaling_tells_of_the_last_run_of_the_load() -> None:
    """`python -m tests.bench load` writes it: what the page reckons from it is reckoned anew then."""
    page = " ".join(read("docs/scaling.md").split("## What runs out first")[0].split())
    run = read("docs/benchmarks.md").split("<!-- bench: load -->")[1].split("<!-- bench: ")[0]
    ((day, load),) = re.findall(r"^\*([\d-]+): .*load before ([\d.]+)\.$", run, re.MULTILINE | re.DOTALL)
    ((seconds, rate, number),) = re.findall(
        r"for (\d+) s: \*\*([\d.]+) requests/s\*\*, ([\d,]+) in all, 0 errors", run
    )
    half, most, nearly_all, _longest = numbers_of(run, "all requests")[1:]
    assert f"(load {load}). Its run of {day}:" in page
    assert f"**{rate} requests/s** for {seconds} s, {number} in all" in page
    assert f"half of them within {half} ms, 95 % within {most}, 99 % within {nearly_all} (" in page
    for told, part in PARTS.items():
        assert f"{told} {numbers_of(run, part)[1]}" in page


def numbers_of(run: str, name: str) -> list[str]:
    """The cells of the first row of this name."""
    cells = re.findall(rf"^\| {name} \|(.+)\|$", run, re.MULTILINE)[0]
    return [cell.strip() for cell in cells.split("|")]


def test_every_picture_beside_the_readmes_is_shown_in_one() -> None:
    shown = leads_to("README.md") | leads_to("README.ja.md")
    assert {f"docs/img/{path.name}" for path in (ROOT / "docs" / "img").iterdir()} <= shown


def test_the_licence_is_the_standard_text() -> None:
    assert sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2
    assert 'license = "Apache-2.0"' in read("pyproject.toml")


def test_the_changelog_begins_with_the_release_that_this_is():
    release = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[0] in {release, "Unreleased"}
