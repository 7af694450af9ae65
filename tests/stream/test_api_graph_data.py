"""graph-data over HTTP: each number is what plain Python makes of the raw rows, to the yen."""

from datetime import date, timedelta

import pytest

from shared.words import Genre, Location
from tests.cast import CAST
from tests.stream.raw import DAY, STORES, Raw, fill

GRAPH = "/analysis/api/graph-data/"
IN_REACH = {CAST.manager: [CAST.shibuya], CAST.area: [CAST.shibuya, CAST.shinjuku], CAST.admin: list(STORES)}
COLUMNS = {"sales": 0, "customer_count": 1, "cash_difference": 2}


@pytest.fixture(scope="module")
def raw(database) -> Raw:
    return fill(database)


@pytest.fixture
def ask(stream, enter, raw):
    def asked(who: str, query: str, status: int = 200):
        answer = stream.get(f"{GRAPH}?{query}", enter(who).session_key)
        assert answer.status_code == status, answer.text
        return answer.json()

    return asked


def through(raw: Raw, stores: list[int], last: date) -> date:
    """Today is compared once every store has filed it."""
    if last < raw.today or all((store, raw.today) in raw.figures for store in stores):
        return last
    return raw.today - DAY


def column(raw: Raw, stores: list[int], day: date, number: int) -> int | None:
    filed = [raw.figures[store, day][number] for store in stores if (store, day) in raw.figures]
    known = [value for value in filed if value is not None]
    return sum(known) if known else None


@pytest.mark.parametrize("who", IN_REACH)
@pytest.mark.parametrize("graph", COLUMNS)
def test_a_month_by_day_beside_the_same_weekday_of_last_year(ask, raw, who, graph):
    answer = ask(who, f"graph_type={graph}&offset=-1")
    stores, first = IN_REACH[who], date.fromisoformat(answer["asked"]["period"]["first"])
    last = raw.today.replace(day=1) - DAY
    assert (first, answer["asked"]["period"]["last"]) == (last.replace(day=1), f"{last}")
    assert [point["date"] for point in answer["points"]] == [f"{first + DAY * n}" for n in range(last.day)]
    for point in answer["points"]:
        day = date.fromisoformat(point["date"])
        filed = [store for store in stores if (store, day) in raw.figures]
        assert point["value"] == point["compared"] == column(raw, stores, day, COLUMNS[graph])
        assert point["base"] == column(raw, stores, day - timedelta(days=364), COLUMNS[graph])
        assert (point["filed"], point["missing"]) == (len(filed), len(stores) - len(filed))


def test_one_store_is_shown_with_the_average_of_the_others_that_filed(ask, raw):
    others = [CAST.shinjuku, CAST.umeda]
    for point in ask(CAST.manager, "graph_type=sales&offset=-1")["points"]:
        day = date.fromisoformat(point["date"])
        sold = [raw.figures[store, day][0] for store in others if (store, day) in raw.figures]
        mean = int(sum(sold) / len(sold) + 0.5) if sold else None
        assert point["others"] == mean
        assert point["others_stores"] == [len(sold)] * 2
        assert point["goal"] == raw.targets[CAST.shibuya, day]
    assert {point["others"] for point in ask(CAST.admin, "graph_type=sales")["points"]} == {None}


@pytest.mark.parametrize(("who", "is_filed"), [(CAST.manager, True), (CAST.admin, False)])
def test_today_is_compared_once_every_store_has_filed_it(ask, raw, who, is_filed):
    answer = ask(who, "graph_type=sales&period=week&cmp=lw")
    stores, monday = IN_REACH[who], raw.today - DAY * raw.today.weekday()
    until = raw.today if is_filed else raw.today - DAY
    assert answer["asked"]["period"]["through"] == f"{until}"
    week = timedelta(days=7)
    assert answer["total"]["value"] == raw.sold(stores, monday, raw.today)
    assert answer["total"]["compared"] == raw.sold(stores, monday, until)
    assert answer["total"]["base"] == raw.sold(stores, monday - week, until - week)
    compared, base = answer["total"]["compared"], answer["total"]["base"]
    expected = None if compared is None or not base else round((compared - base) / base, 4)
    assert answer["total"]["change"] == expected


def test_a_year_is_told_by_months_beside_the_year_before(ask, raw):
    answer = ask(CAST.area, "graph_type=customer_count&period=year&offset=-1")
    year = raw.today.year - 1
    assert answer["asked"]["period"]["grain"] == "month"
    assert answer["asked"]["compared_with"] == {
        "kind": "prev",
        "first": f"{year - 1}-01-01",
        "last": f"{year - 1}-12-31",
    }
    assert [point["date"] for point in answer["points"]] == [
        f"{year}-{month:02}-01" for month in range(1, 13)
    ]
    for month, point in enumerate(answer["points"], 1):
        for key, of in (("value", year), ("base", year - 1)):
            days = [cell for cell in raw.figures if (cell[1].year, cell[1].month) == (of, month)]
            people = [raw.figures[cell][1] for cell in days if cell[0] in IN_REACH[CAST.area]]
            assert point[key] == (sum(people) if people else None)


@pytest.mark.parametrize("genre", [None, *Genre.codes()])
@pytest.mark.parametrize("location", [None, "hall"])
def test_reports_are_counted_by_day(ask, raw, genre, location):
    wanted = {name: code for name, code in (("genre", genre), ("location", location)) if code}
    filters = "".join(f"&{name}={code}" for name, code in wanted.items())
    answer = ask(CAST.area, f"graph_type=incident_trend&offset=-2&cmp=lw{filters}")
    stores = IN_REACH[CAST.area]
    for point in answer["points"]:
        day = date.fromisoformat(point["date"])
        before = day - timedelta(days=7)
        assert point["value"] == raw.wrote(stores, day, day, **wanted)
        assert point["base"] == raw.wrote(stores, before, before, **wanted)
        assert sum(point["by_genre"].values()) == point["value"]
    assert answer["total"]["value"] == sum(point["value"] for point in answer["points"])


def test_reports_are_counted_by_location(ask, raw):
    answer = ask(CAST.admin, "graph_type=incident_by_location&offset=-1&genre=claim")
    first, last = (date.fromisoformat(answer["asked"]["period"][name]) for name in ("first", "last"))
    assert [bar["location"] for bar in answer["bars"]] == Location.codes()
    for bar in answer["bars"]:
        wanted = {"genre": "claim", "location": bar["location"]}
        assert bar["value"] == raw.wrote(list(STORES), first, last, **wanted)
        assert bar["by_genre"] == {"claim": bar["value"]}
    assert [bar["label"] for bar in answer["bars"]][:2] == ["キッチン", "ホール"]


@pytest.mark.parametrize(
    ("who", "query", "scope"),
    [
        (CAST.manager, "", "store:2"),
        (CAST.manager, "scope=own", "store:2"),
        (CAST.manager, "scope=all", "all"),
        (CAST.area, "", "all"),
        (CAST.area, "scope=own", "all"),
        (CAST.area, "store=3", "store:3"),
        (CAST.admin, "scope=store:4", "store:4"),
        (CAST.admin, "scope=area:1", "area:1"),
        (CAST.admin, "store=4&scope=all", "store:4"),
    ],
)
def test_the_scope_is_the_readers_own_unless_told(ask, raw, who, query, scope):
    answer = ask(who, query)
    assert answer["asked"]["scope"] == scope
    stores = [CAST.shibuya] if who == CAST.manager else {"all": IN_REACH[who], "area:1": [2, 3]}.get(scope)
    first = raw.today.replace(day=1)
    assert answer["total"]["value"] == raw.sold(stores or [int(scope[-1])], first, raw.today)


@pytest.mark.parametrize(
    "query", ["store=4", "store=1", "store=999", "store=-2", "scope=store:4", "scope=area:2", "scope=group:1"]
)
@pytest.mark.parametrize("graph", ["sales", "incident_trend", "incident_by_location"])
def test_a_store_out_of_reach_is_not_there(ask, graph, query):
    answer = ask(CAST.manager, f"graph_type={graph}&{query}", 404)
    assert answer == {"detail": "アドレスが違うか、見ることができないものです。"}
