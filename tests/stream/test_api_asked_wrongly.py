"""What the API answers to what it cannot understand, to strangers, and while the database is away."""

import pytest

from tests.cast import CAST
from tests.stream.raw import Raw, fill
from tests.stream.served import away, run, until

API = "/analysis/api/"
GRAPH = "graph-data/?"


@pytest.fixture(scope="module")
def raw(database) -> Raw:
    return fill(database)


WRONG = [
    (GRAPH + "graph_type=profit", "使える値は sales・customer_count・cash_difference"),
    (GRAPH + "graph_type=SALES", "使える値は"),
    (GRAPH + "period=decade", "使える値は week・month・year・days です。"),
    (GRAPH + "cmp=yesterday", "使える値は lw・ly・prev・goal です。"),
    (GRAPH + "genre=クレーム", "使える値は claim・praise・accident・report・other です。"),
    (GRAPH + "genre=claim%00", "使える値は claim"),
    (GRAPH + "location=roof", "使える値は kitchen・hall"),
    (GRAPH + "offset=abc", "offset は"),
    (GRAPH + "offset=1.5", "offset は"),
    (GRAPH + "offset=１", "offset は"),
    (GRAPH + "offset=99999999999999999999", "offset は"),
    (GRAPH + "offset=-1200", "期間は2000年から"),
    (GRAPH + "period=year&offset=9999", "期間は2000年から"),
    (GRAPH + "period=week&from=1969-01-01", "期間は2000年から"),
    (GRAPH + "period=days&from=1926-11-24&to=2026-11-23", "期間は2000年から"),
    (GRAPH + "period=days&from=2026-11-24&to=2026-11-23", "期間は2000年から"),
    (GRAPH + "from=2026-13-01", "日付は2026-11-22のように"),
    (GRAPH + "from=2026-02-30", "日付は2026-11-22のように"),
    (GRAPH + "from=0000-01-01", "日付は2026-11-22のように"),
    (GRAPH + "period=days&to=11/22", "日付は2026-11-22のように"),
    (GRAPH + "scope=everything", "店舗は store:12"),
    (GRAPH + "scope=store:2:3", "店舗は store:12"),
    (GRAPH + "scope=store:2'--", "店舗は store:12"),
    (GRAPH + "store=渋谷", "店舗は store:12"),
    (GRAPH + "store=2.0", "店舗は store:12"),
    (GRAPH + "store=2%00", "店舗は store:12"),
    (GRAPH + "store=99999999999", "店舗は store:12"),
]


@pytest.mark.parametrize(("query", "sentence"), WRONG, ids=[query for query, _ in WRONG])
def test_what_cannot_be_understood_is_a_422_with_one_sentence(stream, enter, raw, query, sentence):
    answer = stream.get(API + query, enter(CAST.admin).session_key)
    assert answer.status_code == 422
    assert list(answer.json()) == ["detail"]
    assert sentence in answer.json()["detail"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["graph-data/", "graph-data/?offset=abc", "nothing/"])
def test_who_is_not_signed_in_is_told_nothing_else(stream, path):
    answer = stream.get(API + path)
    assert answer.status_code == 401
    assert answer.json() == {"detail": "ログインしてください。"}
    assert "Location" not in answer.headers


def test_the_guard_refuses_with_the_answer_that_the_description_promises(stream, enter, database):
    staff = enter(CAST.staff)
    assert stream.get(API + GRAPH, staff.session_key).json() == {
        "detail": "アドレスが違うか、見ることができないものです。"
    }
    run(database, "UPDATE users SET password_is_temporary = true WHERE user_id = %s", CAST.staff)
    answer = stream.get(API + "calendar/", staff.session_key)
    run(database, "UPDATE users SET password_is_temporary = false WHERE user_id = %s", CAST.staff)
    assert answer.status_code == 403
    assert answer.json() == {"detail": "はじめに、自分のパスワードを決めてください。"}


def test_an_unknown_address_and_another_method_are_json_too(stream, enter):
    import httpx  # noqa: PLC0415

    key = enter(CAST.admin).session_key
    assert stream.get(API + "nothing/", key).json() == {
        "detail": "アドレスが違うか、見ることができないものです。"
    }
    posted = httpx.post(stream.url + API + "graph-data/", cookies={"sessionid": key})
    assert (posted.status_code, list(posted.json())) == (405, ["detail"])


def test_a_sentence_is_in_the_readers_language(stream, enter):
    answer = stream.get(
        API + GRAPH + "offset=abc", enter(CAST.admin).session_key, **{"Accept-Language": "en"}
    )
    assert answer.json()["detail"].startswith("Write offset as")


def test_empty_parameters_are_as_if_left_out(stream, enter, raw):
    key = enter(CAST.admin).session_key
    empty = "graph_type=&period=&offset=&from=&to=&cmp=&genre=&location=&scope=&store="
    assert stream.get(API + GRAPH + empty, key).json() == stream.get(API + GRAPH, key).json()


def test_while_the_database_is_away_it_says_so_and_then_is_itself_again(stream, enter, database, raw):
    key = enter(CAST.admin).session_key
    with away(database):
        answer = stream.get(API + GRAPH, key)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert list(answer.json()) == ["detail"]
    until(lambda: stream.get(API + GRAPH, key).status_code == 200, seconds=10)
