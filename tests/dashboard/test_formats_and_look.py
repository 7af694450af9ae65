"""How numbers and dates are written, and how a page looks to its reader."""

from datetime import date

import pytest
from starlette.requests import HTTPConnection

from dashboard import formats
from dashboard.look import Look, look_of

JAPANESE, ENGLISH = Look("ja"), Look("en-US")


@pytest.mark.parametrize(
    ("amount", "japanese", "english"),
    [
        (0, "¥0", "¥0"),
        (999_999, "¥999,999", "¥999,999"),
        (1_234_567, "123.5万円", "¥1.23M"),
        (99_999_999, "10,000.0万円", "¥100.00M"),
        (123_456_789, "1.23億円", "¥123.46M"),
    ],
)
def test_money_on_a_tile(amount, japanese, english):
    assert formats.short_yen(amount, JAPANESE) == japanese
    assert formats.short_yen(amount, ENGLISH) == english


def test_money_in_full_has_the_half_width_sign():
    assert formats.yen(1_234_567) == "\u00a51,234,567"
    assert formats.yen(-500) == "-\u00a5500"


@pytest.mark.parametrize(
    ("amount", "japanese", "english"), [(0, "0", "0"), (5000, "¥5,000", "¥5k"), (25_000, "2.5万円", "¥25k")]
)
def test_money_beside_an_axis(amount, japanese, english):
    assert formats.axis_yen(amount, JAPANESE) == japanese
    assert formats.axis_yen(amount, ENGLISH) == english


def test_dates_carry_their_weekday():
    assert formats.day(date(2026, 11, 22), JAPANESE) == "11/22(日)"
    assert formats.day(date(2026, 11, 22), ENGLISH) == "Sun, Nov 22"
    assert formats.month(date(2026, 11, 1), JAPANESE) == "2026年11月"


@pytest.mark.parametrize(
    ("cookies", "look"),
    [
        ("", Look("ja", None)),
        ("django_language=en; theme=dark", Look("en-US", True)),
        ("django_language=ja; theme=light", Look("ja", False)),
        ("django_language=../x; theme=system", Look("ja", None)),
    ],
)
def test_the_look_follows_the_cookies_of_c3_app(cookies, look):
    headers = [(b"cookie", cookies.encode())]
    assert look_of(HTTPConnection({"type": "http", "headers": headers})) == look


def test_each_reader_has_their_own_language():
    texts = [Look(language).texts.gettext("日報") for language in ("en-US", "ja", "en-US")]
    assert texts == ["Reports", "日報", "Reports"]


@pytest.mark.parametrize(
    ("sold", "goal", "told", "short"),
    [
        (299_000, 300_000, "99.6%", "99%"),
        (29_999_999, 30_000_000, "99.9%", "99%"),
        (300_000, 300_000, "100.0%", "100%"),
        (1_260_000, 1_200_000, "105.0%", "105%"),
        (29, 100, "29.0%", "29%"),
        (823, 1_000, "82.3%", "82%"),
        (37_000_000, 3_000_000, "1,233.3%", "1,233%"),
        (0, 300_000, "0.0%", "0%"),
    ],
)
def test_a_share_of_a_goal_reads_as_whole_only_when_it_is(sold, goal, told, short):
    assert (formats.percent(sold / goal), formats.percent(sold / goal, 0)) == (told, short)
