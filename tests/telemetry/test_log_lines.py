"""A line of the log: JSON for machines, a line for people, and neither can be forged or made to quote."""

import asyncio
import io
import json
import logging
import subprocess
import sys
from contextlib import contextmanager

import pytest

from shared.settings import ROOT, Settings
from shared.telemetry.logs import JsonLines, Lines

FORGED = "fine\n2026-11-28 INFO c3.access GET /admin/ 200\r\x1b[2J\u2028\u0085\x00\ud800"


@contextmanager
def logging_to(formatter: logging.Formatter, name: str = "c3.test"):
    """A logger, and what it has written."""
    written, logger = io.StringIO(), logging.getLogger(name)
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield logger, written
    finally:
        logger.removeHandler(handler)
        logger.propagate = True


@pytest.mark.parametrize("formatter", [JsonLines("c3-app"), Lines()], ids=["json", "line"])
def test_no_text_can_begin_a_line_of_its_own(formatter):
    with logging_to(formatter) as (log, written):
        log.warning("it said %s", FORGED)
        log.warning(FORGED)
    text = written.getvalue()
    assert len(text.splitlines()) == 2
    assert all(sign.isprintable() for sign in text.replace("\n", ""))


@pytest.mark.parametrize("formatter", [JsonLines("c3-app"), Lines()], ids=["json", "line"])
def test_the_class_of_an_exception_cannot_begin_one_either(formatter):
    kind = type("Odd\n2026-11-28 INFO forged", (Exception,), {})
    with logging_to(formatter) as (log, written):
        log.error("it failed", exc_info=kind("words"))
    assert not any(line.startswith("2026") for line in written.getvalue().splitlines())


def test_an_exception_is_told_by_class_cause_and_place_without_its_words():
    with logging_to(JsonLines("c3-app")) as (log, written):
        try:
            try:
                int("secret words")
            except ValueError as error:
                raise LookupError("more secret words") from error
        except LookupError:
            log.exception("it failed")
    line = json.loads(written.getvalue())
    assert line["error"] == ["LookupError", "ValueError"]
    assert line["where"][0].startswith("tests/telemetry/test_log_lines.py:")
    assert "secret" not in written.getvalue()


def test_a_library_is_quoted_where_it_speaks_in_constants_and_with_its_numbers():
    with logging_to(JsonLines("c3-app"), "somelibrary") as (log, written):
        log.warning("a sentence of its own")
        log.warning("took %d ms for %s and %r", 12, "secret", ["secret"])
        log.warning("with %(word)s", {"word": "secret"})
        log.warning(f"put together with {'secret'.lower()}")  # noqa: G004  as libraries do
    assert [json.loads(line)["message"] for line in written.getvalue().splitlines()] == [
        "a sentence of its own",
        "took 12 ms for … and …",
        "with …",
        "(withheld)",
    ]


async def test_a_task_that_nobody_waited_for_does_not_say_what_it_held():
    with logging_to(JsonLines("c3-app"), "asyncio") as (_, written):

        async def failing() -> None:
            raise ValueError("secret words")

        task = asyncio.create_task(failing())
        await asyncio.sleep(0.01)
        del task
        await asyncio.sleep(0.01)
    line = json.loads(written.getvalue())
    assert line["error"] == ["ValueError"]
    assert "secret" not in written.getvalue()


@pytest.mark.parametrize(
    "act", ["raise ValueError(secret)", "threading.Thread(target=int, args=[secret]).start()"]
)
def test_what_nobody_caught_is_logged_without_its_words(act):
    code = (
        f"import threading; from shared.telemetry import logs; logs.start(''); secret = 'sec' + 'ret'; {act}"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "", "LOG_FORMAT": "json"},
        capture_output=True,
        text=True,
        check=False,
    )
    line = json.loads(ended.stderr)
    assert line["error"] == ["ValueError"]
    assert "secret" not in ended.stderr.replace("secret)", "")


@pytest.mark.parametrize(
    ("told", "is_json"),
    [({"debug": True}, False), ({"debug": True, "log_format": "json"}, True), (PRODUCTION := {
        "debug": False, "secret_key": "kX9-mP2_tR7w" * 4, "database_url": "postgresql://db.example.jp/c3",
        "allowed_hosts": "c3.example.jp"}, True), ({**PRODUCTION, "log_format": "line"}, False)],
)  # fmt: skip
def test_production_logs_json_and_a_laptop_lines_unless_told_otherwise(told, is_json):
    assert Settings(**told).logs_json is is_json


@pytest.mark.parametrize("told", ["debug", "line"])
def test_only_who_asks_for_it_sees_the_words_of_what_nobody_caught(told):
    code = "from shared.telemetry import logs; logs.start(''); raise ValueError('its words')"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "", "DEBUG": "1", "LOG_FORMAT": told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("ValueError: its words" in ended.stderr) is (told == "debug")


def test_what_cannot_be_filled_is_told_as_it_stands():
    with logging_to(Lines()) as (log, written):
        log.warning("%d texts done", "three")
    assert written.getvalue()[8:] == " WARNING c3.test %d texts done\n"


def test_a_sentence_of_a_library_that_is_not_in_its_code_is_withheld():
    record = logging.LogRecord("urllib3", logging.WARNING, "elsewhere.py", 1, "made up: secret", None, None)
    assert "secret" not in Lines().format(record)


def test_a_line_for_people_is_short():
    with logging_to(Lines()) as (log, written):
        log.warning("%d texts done", 3)
    assert written.getvalue()[8:] == " WARNING c3.test 3 texts done\n"
