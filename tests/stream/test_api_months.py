"""monthly-goal, calendar and calendar/<day> over HTTP: each number is what the raw rows say."""

import calendar
from collections import Counter
from datetime import date, timedelta

import pytest

from shared.dates import holiday
from shared.words import Genre
from tests.cast import CAST
from tests.stream.raw import DAY, STORES, Raw, fill
from tests.stream.served import run

API = "/analysis/api/"
IN_REACH = {
    CAST.staff: [CAST.shibuya],
    CAST.manager: [CAST.shibuya],
    CAST.area: [CAST.shibuya, CAST.shinjuku],
    CAST.admin: list(STORES),
}
YEAR = timedelta(days=364)


@pytest.fixture(scope="module")
def raw(database) -> Raw:
    return fill(database)


@pytest.fixture
def ask(stream, enter, raw):
    def asked(who: str, path: str, status: int = 200):
        path = path.format(today=raw.today)
        answer = stream.get(API + path, enter(who).session_key)
        assert answer.status_code == status, answer.text
        return answer.json()

    return asked


def genres(raw: Raw, stores: list[int], day: date) -> dict[str, int]:
    written = Counter(genre for store in stores for genre, _ in raw.reports.get((store, day), []))
    return {genre: written[genre] for genre in Genre.codes()}


@pytest.mark.parametrize("who", IN_REACH)
@pytest.mark.parametrize("months_ago", [0, 1, 13])
def test_a_month_day_by_day(ask, raw, who, months_ago):
    number = raw.today.year * 12 + raw.today.month - 1 - months_ago
    year, month = number // 12, number % 12 + 1
    answer, stores = ask(who, f"calendar/?year={year}&month={month}"), IN_REACH[who]
    assert (answer["year"], answer["month"], answer["today"]) == (year, month, f"{raw.today}")
    assert len(answer["days"]) == calendar.monthrange(year, month)[1]
    for number, told in enumerate(answer["days"], 1):
        day = date(year, month, number)
        filed = [raw.figures[store, day] for store in stores if (store, day) in raw.figures]
        tills = [till for *_, till in filed if till is not None]
        people = sum(people for _, people, _ in filed)
        goals = [raw.targets[store, day] for store in stores if (store, day) in raw.targets]
        aimed = [store for store in stores if (store, day) in raw.targets]
        sales = raw.sold(stores, day, day)
        assert told == {
            "date": f"{day}",
            "holiday": holiday(day) or None,
            "sales": sales,
            "customers": people if filed else None,
            "spend": sales // people if sales is not None else None,
            "cash_difference": sum(tills) if tills else None,
            "goal": sum(goals) if goals else None,
            "goal_sales": raw.sold(aimed, day, day),
            "last_year_sales": raw.sold(stores, day - YEAR, day - YEAR),
            "stores_open": len(stores),
            "stores_filed": len(filed),
            "stores_missing": len(stores) - len(filed) if day < raw.today else 0,
            "reports": genres(raw, stores, day),
        }


@pytest.mark.parametrize("who", IN_REACH)
@pytest.mark.parametrize("days_ago", [0, 1, 8, 40])
def test_one_business_date_store_by_store(ask, raw, who, days_ago):
    day = raw.today - DAY * days_ago
    answer = ask(who, f"calendar/{day}/")
    assert [store["store_id"] for store in answer["stores"]] == IN_REACH[who]
    for told in answer["stores"]:
        store = told["store_id"]
        figures = raw.figures.get((store, day), (None, None, None))
        assert (told["sales"], told["customers"], told["cash_difference"]) == figures
        assert told["is_missing"] == (figures[0] is None and day < raw.today)
        for name, days in (("last_week", 7), ("last_year", 364)):
            before = raw.figures.get((store, day - DAY * days), (None, None, None))
            assert (told[f"{name}_sales"], told[f"{name}_customers"]) == before[:2]
        assert told["goal"] == raw.targets.get((store, day))
        assert told["report_counts"] == genres(raw, [store], day)
        written = sorted((report["genre"], report["location"]) for report in told["reports"])
        assert written == sorted(raw.reports.get((store, day), []))
    assert answer["reports_total"] == raw.wrote(IN_REACH[who], day, day)
    assert answer["next_offset"] is None


def test_reports_can_be_narrowed(ask, raw):
    day = raw.today - DAY
    answer = ask(CAST.admin, f"calendar/{day}/?genre=claim&store=3")
    claims = [report for report in raw.reports[CAST.shinjuku, day] if report[0] == "claim"]
    assert answer["reports_total"] == len(claims) == len(answer["stores"][0]["reports"])
    assert answer["stores"][0]["report_counts"] == genres(raw, [CAST.shinjuku], day)


def test_many_reports_come_in_parts_and_each_comes_once(ask, raw, database):
    day = raw.today - DAY * 3
    write = (
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " SELECT %s, %s, %s, 'other', 'other', 'n' || n, '' FROM generate_series(1, 60) n"
    )
    for store in STORES[:2]:
        run(database, write, store, CAST.staff, day)
    seen: list[int] = []
    offset: int | None = 0
    parts = 0
    while offset is not None:
        answer = ask(CAST.area, f"calendar/{day}/?offset={offset}&genre=other&location=other")
        seen += [report["id"] for store in answer["stores"] for report in store["reports"]]
        offset, parts = answer["next_offset"], parts + 1
    assert len(seen) == len(set(seen)) == answer["reports_total"] >= 120
    assert parts == 3
    run(database, "DELETE FROM daily_reports WHERE date = %s AND title LIKE 'n%%'", day)


def test_photos_and_reports_have_addresses_at_c3_app_for_this_reader(ask, raw, database, cast):
    [(report,)] = run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " VALUES (2, %s, %s, 'claim', 'hall', '写真つき', '本文') RETURNING id",
        cast.staff,
        raw.today,
    )
    run(
        database,
        "INSERT INTO report_images (report_id, uploaded_by, form_id, name, thumbnail, width, height, digest)"
        " VALUES (%s, %s, gen_random_uuid(), 'a.jpg', 'b.jpg', 1600, 1200, repeat('0', 64))",
        report,
        cast.staff,
    )
    told = ask(cast.manager, f"calendar/{raw.today}/")["stores"][0]["reports"][0]
    assert (told["id"], told["address"]) == (report, f"http://127.0.0.1:8000/report/view/{report}/")
    assert told["author"] == "佐藤 美咲"
    [picture] = told["pictures"]
    assert (picture["width"], picture["height"]) == (1600, 1200)
    other = ask(cast.admin, f"calendar/{raw.today}/")["stores"][0]["reports"][0]["pictures"][0]
    assert picture["address"].startswith("http://127.0.0.1:8000/pictures/")
    assert picture["address"] != other["address"]
    run(database, "DELETE FROM report_images WHERE report_id = %s", report)
    run(database, "DELETE FROM daily_reports WHERE id = %s", report)


def test_the_goal_of_a_month(ask, raw):
    answer = ask(CAST.manager, "monthly-goal/")
    first = raw.today.replace(day=1)
    [store] = answer["stores"]
    assert (answer["year"], answer["month"]) == (raw.today.year, raw.today.month)
    assert (store["goal_text"], store["target"]) == ("笑顔で迎える", 12345678)
    assert store["sales"] == raw.sold([CAST.shibuya], first, raw.today)
    over = [raw.targets[CAST.shibuya, first + DAY * n] for n in range(raw.today.day)]
    assert store["target_to_date"] == sum(over)
    assert answer["total"]["sales"] == store["sales"]
    assert (answer["stores_total"], answer["next_offset"]) == (1, None)


def test_stores_without_a_goal_are_named_with_what_they_sold(ask, raw):
    answer = ask(CAST.admin, "monthly-goal/")
    first = raw.today.replace(day=1)
    assert [store["store_id"] for store in answer["stores"]] == list(STORES)
    assert [store["goal_text"] for store in answer["stores"]] == ["笑顔で迎える", None, None]
    for store in answer["stores"]:
        assert store["sales"] == raw.sold([store["store_id"]], first, raw.today)
    assert answer["total"]["sales"] == raw.sold(list(STORES), first, raw.today)
    assert answer["total"]["target"] == 12345678
    assert ask(CAST.admin, "monthly-goal/?offset=2")["stores"] == answer["stores"][2:]
    assert ask(CAST.admin, "monthly-goal/?offset=1000")["stores"] == []


@pytest.mark.parametrize("path", ["calendar/", "monthly-goal/", "calendar/{today}/"])
@pytest.mark.parametrize("store", [1, 4, 999, -2])
@pytest.mark.parametrize("who", [CAST.staff, CAST.manager, CAST.area])
def test_a_store_out_of_reach_is_not_there(ask, who, path, store):
    ask(who, f"{path}?store={store}", 404)


def test_a_month_and_a_day_without_any_row(ask):
    days = ask(CAST.admin, "calendar/?year=2099&month=12")["days"]
    assert {(day["sales"], day["stores_missing"]) for day in days} == {(None, 0)}
    assert len(days) == 31
    assert ask(CAST.admin, "monthly-goal/?year=2099&month=12")["total"]["target"] is None
    assert ask(CAST.manager, "calendar/2099-12-31/")["stores"][0]["sales"] is None


WRONG = [
    ("calendar/?year=0", "年は2000から"),
    ("calendar/?year=1999", "年は2000から"),
    ("calendar/?year=2100", "年は2000から"),
    ("calendar/?year=abc", "年は2000から"),
    ("calendar/?year=２０２６", "年は2000から"),
    ("calendar/?month=13", "年は2000から"),
    ("calendar/?month=0", "年は2000から"),
    ("calendar/?month=-1", "年は2000から"),
    ("calendar/?store=x", "店舗は store:12"),
    ("monthly-goal/?year=0", "年は2000から"),
    ("monthly-goal/?month=13", "年は2000から"),
    ("monthly-goal/?store=2;", "店舗は store:12"),
    ("monthly-goal/?offset=-1", "offset は 0 から"),
    ("monthly-goal/?offset=9999999", "offset は 0 から"),
    ("calendar/2026-13-01/", "日付は2026-11-22のように"),
    ("calendar/2026-02-30/", "日付は2026-11-22のように"),
    ("calendar/20261122/", "日付は2026-11-22のように"),
    ("calendar/1999-12-31/", "期間は2000年から"),
    ("calendar/9999-12-31/", "期間は2000年から"),
    ("calendar/yesterday/", "日付は2026-11-22のように"),
    ("calendar/2026-11-22%00/", "日付は2026-11-22のように"),
    ("calendar/{today}/?genre=none", "使える値は claim"),
    ("calendar/{today}/?location=none", "使える値は kitchen"),
    ("calendar/{today}/?store=all", "店舗は store:12"),
    ("calendar/{today}/?offset=abc", "offset は 0 から"),
]


@pytest.mark.parametrize(("path", "sentence"), WRONG, ids=[path for path, _ in WRONG])
def test_what_cannot_be_understood_is_a_422_with_one_sentence(ask, path, sentence):
    assert sentence in ask(CAST.admin, path, 422)["detail"]
