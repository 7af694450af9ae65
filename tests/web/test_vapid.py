"""`python -m web vapid` prints a pair of keys that C3 starts with; it writes nothing down."""

import os
import subprocess
import sys

import pytest
from py_vapid import Vapid02

from shared.settings import ROOT, Settings, UnsafeSettings


def vapid(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "web", "vapid", *arguments],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(printed: str) -> Settings:
    lines = dict(line.split("=", 1) for line in printed.splitlines())
    return Settings(**{name.lower(): value for name, value in lines.items()}, debug=True)  # type: ignore[arg-type]


def test_the_printed_keys_are_a_pair_that_signs():
    made = settings_of(vapid("boss@c3.jp").stdout)
    assert made.push_is_on
    assert made.vapid_subject == "mailto:boss@c3.jp"
    signer = Vapid02.from_string(made.vapid_private_key.get_secret_value())
    signed = signer.sign({"aud": "https://push.example.jp", "sub": made.vapid_subject})["Authorization"]
    assert signed.endswith(f",k={made.vapid_public_key}")
    assert Vapid02.verify(signed)


def test_two_calls_make_two_pairs():
    assert vapid("https://c3.jp").stdout != vapid("https://c3.jp").stdout


def test_without_an_address_the_line_is_one_that_the_settings_refuse():
    printed = vapid().stdout
    assert "VAPID_SUBJECT=mailto:your-address@example.jp" in printed
    with pytest.raises(UnsafeSettings, match="VAPID_SUBJECT"):
        settings_of(printed)


@pytest.mark.parametrize("wrong", ["boss", "mailto:", "http://c3.jp", "boss@c3"])
def test_what_is_no_address_is_refused(wrong):
    answer = vapid(wrong)
    assert answer.returncode != 0
    assert "you@example.jp" in answer.stderr
    assert answer.stdout == ""
