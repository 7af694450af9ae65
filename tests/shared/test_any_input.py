"""Whatever people, files and addresses hold: an answer or a refusal that says why, never a fault of ours."""

import csv
import io
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from shared import csv_cells, csv_rows, markup
from shared.access import Viewer
from shared.analytics.periods import NoPeriod, Period
from shared.analytics.question import Unclear, read
from shared.asked_dates import NotUnderstood, beside, named_in, period_of
from shared.date_parts import Found
from shared.date_phrases import plain
from shared.dates import JAPAN, business_date
from shared.push.quiet import quiet_until
from shared.search.keywords import Words, fold, parsed, spans
from shared.words import Against, PeriodKind, Role
from shared.yen import NotANumber, whole_number

TODAY = date(2026, 11, 29)
VIEWER = Viewer("someone", "名前", Role.MANAGER, 2, "渋谷店", 5, "ja", [2, 3], [2, 3])
ANYTHING = st.text(max_size=300)
# What parsers trip over, often and in any order, between anything at all.
PARTS = st.sampled_from(
    [
        *"0123456789０１２３万円¥￥▲△-−ー,、.（）()/年月日週先今昨末初〜から日 　%_\\\"'&|!:*",
        "2026",
        "11/29",
        "前年",
        "\0",
        "\ud800",
        "😀",
    ]
)
ODD = st.one_of(ANYTHING, st.lists(PARTS, max_size=25).map("".join))
STORED = ODD.map(lambda text: text.replace("\0", "").encode("utf-8", "ignore").decode())
DATES = st.one_of(ODD, st.dates().map(str))
MOMENTS = st.builds(
    lambda seconds: datetime.fromtimestamp(seconds, JAPAN), st.integers(946_800_000, 4_102_200_000)
)
TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Co", "Cs"]), min_size=1, max_size=20)
CONTENTS = st.text('あ,"x\r\n 　', min_size=1, max_size=20)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "scope": st.one_of(
            ODD, st.from_regex(r"(store|area|group):-?\d{1,12}", fullmatch=True), st.just("all")
        ),
        "store": st.one_of(ODD, st.integers().map(str)),
        "period": st.one_of(ODD, st.sampled_from([kind.value for kind in PeriodKind])),
        "from": DATES,
        "to": DATES,
        "offset": st.one_of(ODD, st.integers(-20_000, 20_000).map(str)),
        "cmp": st.one_of(ODD, st.sampled_from([against.value for against in Against])),
    },
)


@given(ASKED)
@example({"period": "days", "to": "0001-01-05"})
@example({"period": "week", "from": "2000-01-01"})
@example({"period": "days", "from": "1999-12-31", "to": "2000-01-31"})
@example({"store": "-1"})
@example({"store": "2147483647"})
def test_an_address_asks_something_that_its_own_address_asks_again(asked):
    try:
        question = read(asked, VIEWER, TODAY)
    except Unclear:
        return
    assert 2000 <= question.period.first.year <= question.period.last.year <= 2099
    assert read(dict(part.split("=") for part in question.query.split("&")), VIEWER, TODAY) == question


@given(ODD)
def test_what_is_typed_for_a_number_is_one_or_is_refused(text):
    try:
        number = whole_number(text)
    except NotANumber:
        return
    assert whole_number(f"{number:,}円") == number


@given(st.integers(-(10**12), 10**12))
def test_every_way_to_write_a_number_means_that_number(number):
    sign, size = ("▲" if number < 0 else ""), abs(number)
    wide = f"{size:,}".translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))
    assert whole_number(f"{sign}{wide}") == number
    assert whole_number(f"{sign}{size // 10_000}万{size % 10_000}円") == number
    assert whole_number(f"({size})") == -size


@given(ODD)
def test_a_question_in_words_names_stretches_within_the_years_there_are(text):
    found = named_in(text, TODAY)
    assert all(one.start < one.end for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    named = {(one.period.first, one.period.last) if isinstance(one, Found) else None for one in found}
    try:
        period = period_of(text, TODAY)
        assert named == {(period.first, period.last)}
    except NotUnderstood:  # several, or none that may be asked, or a part of one: 「今月の平日」
        left = [
            sign for at, sign in enumerate(plain(text)) if not any(one.start <= at < one.end for one in found)
        ]
        assert len(named) != 1 or None in named or any(map(str.isalnum, left))


@given(ODD, st.dates(date(2000, 1, 1), date(2098, 1, 1)), st.integers(1, 731))
def test_what_stands_beside_a_period_is_one_or_is_not_understood(text, first, days):
    period = Period(PeriodKind.DAYS, first, min(first + timedelta(days=days - 1), date(2099, 12, 31)))
    try:
        other = beside(text, period, TODAY)
    except (NotUnderstood, NoPeriod):
        return
    assert other.first <= other.last


@given(MOMENTS, st.integers(0, 23))
def test_a_business_date_is_that_day_or_the_one_before_and_never_goes_back(moment, hour):
    local = moment.astimezone(JAPAN)
    day = business_date(moment, hour)
    assert day == local.date() - timedelta(days=local.hour < hour)
    assert business_date(moment + timedelta(hours=1), hour) >= day


@given(ODD, ODD)
def test_a_search_holds_few_words_and_marks_what_it_found(typed, text):
    words = parsed(typed)
    assert isinstance(words, Words)
    assert len(words.words) <= 10
    assert "\0" not in words.terms
    for start, end in spans(text, words):
        assert 0 <= start < end <= len(text)
        assert fold(text[start:end])


@given(st.binary(max_size=400))
def test_any_file_is_rows_or_faults_that_name_their_lines(data):
    reading = csv_rows.read(io.BytesIO(data), ["title"], ["content"])
    for line in (*reading.faults, *reading.lines):
        assert line.line >= 1


@given(st.lists(st.tuples(TITLES, CONTENTS), min_size=1, max_size=6))
def test_what_a_spreadsheet_wrote_is_read_as_it_was(rows):
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("title", "content"), *rows])
    reading = csv_rows.read(io.BytesIO(written.getvalue().encode()), ["title"], ["content"])
    assert [line.cells for line in reading.lines if isinstance(line, csv_rows.Row)] == [
        [title, content] for title, content in rows
    ]


@given(ODD)
def test_no_cell_of_an_export_begins_a_formula(text):
    cell = csv_cells.neutralised(text)
    assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert cell.endswith(text)


@given(STORED)
def test_markup_makes_no_address_that_a_browser_would_run(text):
    for html in (markup.rendered(text), markup.document(text), markup.chat(text, [])):
        assert "<script" not in html.lower()
        assert not any(address.startswith("javascript:") for address in html.lower().split('href="')[1:])


@given(MOMENTS, st.one_of(st.none(), st.times()), st.one_of(st.none(), st.times()))
def test_quiet_hours_end_within_a_day(moment, begin, end):
    until = quiet_until(moment, begin, end)
    assert until is None or timedelta(0) < until - moment <= timedelta(days=1)
    if until:
        assert until.astimezone(JAPAN).time() == end
    assert quiet_until(moment, None, time(7)) is None
