"""What an address asks for, and how numbers and dates are written."""

from contextlib import suppress
from datetime import date

import pytest
from dashboard.choice import Choice, OutOfReach, chosen, default_store, selling_first
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from dashboard import formats
from dashboard.look import Look, look_of
from shared.access import Viewer
from shared.stores import Store

TODAY = date(2026, 11, 23)
STORES = [
    Store(1, "本部", "hq", None),
    Store(2, "渋谷店", "store", "東京"),
    Store(3, "新宿店", "store", "東京"),
]
JAPANESE, ENGLISH = Look("ja"), Look("en-US")


def viewer(home: int, stores: list[int]) -> Viewer:
    return Viewer("a", "名", "manager", home, "店", 5, "", stores, stores)


@pytest.mark.parametrize(("home", "stores", "store"), [(3, [1, 2, 3], 3), (1, [1, 2, 3], 2), (1, [1], 1)])
def test_the_default_is_the_own_store_this_month(home, stores, store):
    readable = [one for one in STORES if one.store_id in stores]
    assert default_store(viewer(home, stores), readable) == store
    assert chosen(viewer(home, stores), readable, "", TODAY) == Choice(store, date(2026, 11, 1))


def test_the_head_office_is_the_last_of_the_picker():
    assert [store.store_id for store in selling_first(STORES)] == [2, 3, 1]


@given(st.integers(1, 3), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_an_address_asks_for_what_it_was_made_of(store, day):
    choice = Choice(store, day.replace(day=1))
    assert chosen(viewer(1, [1, 2, 3]), STORES, choice.query, TODAY) == choice
    assert choice.before.after == choice.after.before == choice
    assert choice.address == f"/analysis/?store={store}&month={day:%Y-%m}"


@given(st.text())
def test_any_other_address_is_refused_or_stays_in_reach(query):
    person = viewer(2, [2])
    with suppress(OutOfReach):
        assert chosen(person, STORES[1:2], query, TODAY).store_id == 2


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
