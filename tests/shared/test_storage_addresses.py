"""The address of a picture: for one person, for an hour or two, not to be made up."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some
from itsdangerous import URLSafeSerializer

from shared.settings import settings
from shared.storage import InvalidAddress, address, new_name, read_token

NOW = datetime(2026, 11, 23, 10, 17, 42, tzinfo=UTC)
HOUR_BEGINS = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NAME = new_name(date(2026, 11, 23))


def token(viewer: str = "staff-a", now: datetime = NOW, name: str = NAME) -> str:
    prefix, kind, made, rest = address(name, viewer, now).split("/", 3)
    assert (prefix, kind, rest) == ("", "pictures", "")
    return made


def test_it_opens_the_picture_for_the_person_it_was_made_for():
    assert read_token(token(), "staff-a", NOW) == NAME


@pytest.mark.parametrize("stranger", ["staff-b", "", "staff-", "STAFF-A", "staff-a "])
def test_it_opens_nothing_for_another_person(stranger: str):
    with pytest.raises(InvalidAddress):
        read_token(token(), stranger, NOW)


def test_it_stays_the_same_within_the_hour_so_that_browsers_keep_the_picture():
    minutes = [token(now=HOUR_BEGINS + timedelta(minutes=minute, seconds=minute)) for minute in range(59)]
    assert len(set(minutes)) == 1
    assert token(now=HOUR_BEGINS + timedelta(hours=1)) != minutes[0]


@given(some.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=1)))
def test_it_lives_for_at_least_one_hour_and_at_most_two(into_the_hour: timedelta):
    made = HOUR_BEGINS + into_the_hour
    still_open = read_token(token(now=made), "staff-a", made + timedelta(hours=1))
    assert still_open == NAME
    with pytest.raises(InvalidAddress):
        read_token(token(now=made), "staff-a", made + timedelta(hours=2))


def test_it_ends_with_the_second_of_its_expiry():
    expiry = HOUR_BEGINS + timedelta(hours=2)
    assert read_token(token(), "staff-a", expiry - timedelta(seconds=1)) == NAME
    with pytest.raises(InvalidAddress):
        read_token(token(), "staff-a", expiry)


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_truncated_one_is_invalid(cut: int):
    with pytest.raises(InvalidAddress):
        read_token(token()[:-cut], "staff-a", NOW)


@pytest.mark.parametrize("nonsense", ["", ".", "a.b", "写真", "\0", "../../etc/passwd", "." * 5000, "é"])
def test_nonsense_is_invalid(nonsense: str):
    with pytest.raises(InvalidAddress):
        read_token(nonsense, "staff-a", NOW)


@given(some.integers(min_value=0), some.characters(codec="ascii"))
def test_one_changed_sign_makes_it_invalid(position: int, sign: str):
    made = token()
    at = position % (len(made) - 1)  # the last sign carries spare bits
    changed = made[:at] + sign + made[at + 1 :]
    if changed != made:
        with pytest.raises(InvalidAddress):
            read_token(changed, "staff-a", NOW)


def signed(key: str, salt: str) -> str:
    """A token that is right in everything but, perhaps, its key and its purpose."""
    how = {"key_derivation": "hmac", "digest_method": sha256}
    expiry = int(HOUR_BEGINS.timestamp()) + 2 * 3600
    return str(URLSafeSerializer(key, salt=salt, signer_kwargs=how).dumps([NAME, "staff-a", expiry]))


def test_a_signature_by_another_key_or_for_another_purpose_is_invalid():
    ours = settings().signing_key
    assert signed(ours, "c3.pictures") == token()
    for forged in (signed("guessed key", "c3.pictures"), signed(ours, "c3.another-purpose")):
        with pytest.raises(InvalidAddress):
            read_token(forged, "staff-a", NOW)


def test_the_longest_user_id_fits_an_address():
    longest = address(NAME, "あ" * 20, NOW)
    assert read_token(longest.split("/")[2], "あ" * 20, NOW) == NAME
    assert len(longest) < 300
