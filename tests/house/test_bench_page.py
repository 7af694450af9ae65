"""`python -m tests.bench`: each bench's section of docs/benchmarks.md is what its last run found."""

import re
from pathlib import Path

import pytest

from shared.settings import ROOT
from tests.bench.__main__ import main
from tests.bench.page import PAGE, Page

# Run by others, and measure nothing themselves.
NO_BENCHES = {"__main__", "big_chain", "chat_model"}
TINY = {
    "plain": '"""How plain it is."""\nprint("column  1")',
    "table": '"""What is on the table."""\nimport sys\nprint("| given |\\n| --- |\\n|", *sys.argv[1:], "|")',
    "late": (
        '"""How late it is."""\nimport sys\nfrom tests.bench.telling import say, verdict\n'
        'say("on its way")\nprint("| s |\\n| ---: |\\n| 9 |")\nsys.exit(verdict(["9 s, not 5"]))'
    ),
    "broken": '"""What breaks."""\nimport os\nprint("half a figure")\nassert "WHOLE" in os.environ',
    "pressed": (
        '"""Somebody presses Ctrl-C."""\nimport os, signal\n'
        'os.kill(os.getppid(), signal.SIGINT)\nprint("so far")'
    ),
}


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Of a package with tiny benches, which are real modules and run as processes of their own."""
    package = tmp_path / "tiny"
    package.mkdir()
    for name, code in TINY.items():
        (package / f"{name}.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return Page(tmp_path / "page.md", "tiny", {name: f"A {name} bench" for name in TINY})


def section(page: Page, name: str) -> str:
    """As it stands in the file, from its mark to the next one's."""
    found = re.search(rf"<!-- bench: {name} -->.*?(?=<!-- bench: |\Z)", page.file.read_text(), re.DOTALL)
    assert found, name
    return found[0]


def contents(page: Page) -> list[str]:
    """The lines of the table of contents."""
    return re.findall(r"^\| .*bench.*", page.file.read_text(), re.MULTILINE)


def test_a_run_replaces_its_own_section_and_leaves_the_others_as_they_are_to_the_byte(page: Page) -> None:
    assert main(["table", "first", "plain"], page) == 0
    plain = section(page, "plain")
    assert main(["table", "second", "time"], page) == 0
    assert section(page, "plain") == plain
    assert "first" not in page.file.read_text()
    assert "| second time |" in section(page, "table")
    assert "With `second time`." in section(page, "table")


def test_a_section_says_what_is_measured_when_and_on_what_and_keeps_columns(page: Page) -> None:
    assert main(["plain"], page) == 0
    found = section(page, "plain")
    assert re.search(
        r"\n## A plain bench\n\n\*\d{4}-\d\d-\d\d: no bound missed\.\*\n\nHow plain it is\.", found
    )
    assert re.search(r"\n\d+ cores \(.+\), \d+ GB, Linux .*; load before \d", found)
    assert re.search(r"\nPython 3.*, Django \d.*, NiceGUI \d.*, LangChain \d.*, PostgreSQL \d\d\.\d", found)
    assert found.endswith("\n\n```\ncolumn  1\n```\n")


def test_a_missed_bound_makes_exit_1_and_the_page_says_so_and_the_others_run_on(
    page: Page, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["late", "plain"], page) == 1
    assert "a bound missed" in section(page, "late")
    assert section(page, "late").endswith("| 9 |\n\n- missed: 9 s, not 5\n")
    assert "on its way" not in page.file.read_text()
    assert [line.split(" | ")[-1] for line in contents(page) if "#" in line] == [
        "no bound missed |",
        "a bound missed |",
    ]
    assert "- missed: 9 s, not 5" in capfd.readouterr().out


def test_a_run_that_breaks_off_makes_exit_1_and_the_figures_of_the_one_before_stay(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["broken"], page) == 1
    assert "broke off with exit code 1" in section(page, "broken")
    page.file.unlink()
    monkeypatch.setenv("WHOLE", "1")
    assert main(["broken"], page) == 0
    whole = page.sections()["broken"]
    monkeypatch.delenv("WHOLE")
    assert main(["broken"], page) == 1
    assert page.sections()["broken"].text == whole.text
    assert re.search(rf"\*{whole.day}: the run of .* broke off with exit code 1\.\*", section(page, "broken"))


def test_ctrl_c_lets_a_bench_tell_what_it_has_found_and_no_other_begins(page: Page) -> None:
    assert main(["pressed", "plain"], page) == 130
    assert "so far" in section(page, "pressed")
    assert set(page.sections()) == {"pressed"}


def test_what_was_never_measured_is_listed_with_the_command_that_does_it(page: Page) -> None:
    assert main(["plain"], page) == 0
    lines = contents(page)
    assert len(lines) == len(TINY)
    assert lines[0].startswith("| [A plain bench](#plain) | ")
    assert lines[1] == "| A table bench | not yet: `python -m tiny table` | |"


def test_a_name_that_is_no_bench_is_refused_before_anything_runs(page: Page) -> None:
    with pytest.raises(SystemExit, match="no bench 1200"):
        main(["1200", "plain"], page)
    assert not page.file.exists()


def test_every_bench_is_on_the_page_and_the_other_way_round() -> None:
    modules = {path.stem: path.read_text() for path in (ROOT / "tests" / "bench").glob("*.py")}
    runnable = {name for name, text in modules.items() if '\nif __name__ == "__main__":' in text}
    assert runnable - NO_BENCHES == set(PAGE.titles)
    assert runnable >= NO_BENCHES
    assert [name for name in PAGE.titles if f'"""`python -m tests.bench.{name}' not in modules[name]] == []


def test_no_bench_writes_the_page_by_itself() -> None:
    texts = {path.name: path.read_text() for path in (ROOT / "tests" / "bench").glob("*.py")}
    assert [name for name, text in texts.items() if '"docs"' in text] == ["page.py"]


def test_the_committed_page_is_what_its_own_sections_make() -> None:
    sections = PAGE.sections()
    assert sections
    assert PAGE.file.read_text() == PAGE.written(sections)
    assert list((ROOT / "docs").glob("benchmarks-*")) == []
