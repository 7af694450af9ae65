"""Stretches of dates as people say them; today is Saturday, 2026-11-28."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.asked_dates import NotUnderstood, beside, continued, named_in, period_of
from shared.date_parts import Found, Unread
from shared.date_phrases import plain

TODAY = date(2026, 11, 28)
NAMED = [
    ("今日", "days", "2026-11-28", "2026-11-28"),
    ("本日", "days", "2026-11-28", "2026-11-28"),
    ("昨日", "days", "2026-11-27", "2026-11-27"),
    ("きのう", "days", "2026-11-27", "2026-11-27"),
    ("一昨日", "days", "2026-11-26", "2026-11-26"),
    ("おととい", "days", "2026-11-26", "2026-11-26"),
    ("前日", "days", "2026-11-27", "2026-11-27"),
    ("明日", "days", "2026-11-29", "2026-11-29"),
    ("あさって", "days", "2026-11-30", "2026-11-30"),
    ("今週", "week", "2026-11-23", "2026-11-29"),
    ("先週", "week", "2026-11-16", "2026-11-22"),
    ("先々週", "week", "2026-11-09", "2026-11-15"),
    ("来週", "week", "2026-11-30", "2026-12-06"),
    ("前の週", "week", "2026-11-16", "2026-11-22"),
    ("今月", "month", "2026-11-01", "2026-11-30"),
    ("先月", "month", "2026-10-01", "2026-10-31"),
    ("先々月", "month", "2026-09-01", "2026-09-30"),
    ("前月", "month", "2026-10-01", "2026-10-31"),
    ("来月", "month", "2026-12-01", "2026-12-31"),
    ("今年", "year", "2026-01-01", "2026-12-31"),
    ("去年", "year", "2025-01-01", "2025-12-31"),
    ("昨年", "year", "2025-01-01", "2025-12-31"),
    ("一昨年", "year", "2024-01-01", "2024-12-31"),
    ("おととし", "year", "2024-01-01", "2024-12-31"),
    ("来年", "year", "2027-01-01", "2027-12-31"),
    ("昨年同月", "month", "2025-11-01", "2025-11-30"),
    ("前年同月", "month", "2025-11-01", "2025-11-30"),
    ("1年前の同じ月", "month", "2025-11-01", "2025-11-30"),
    ("去年の今日", "days", "2025-11-28", "2025-11-28"),
    ("前年同曜日", "days", "2025-11-29", "2025-11-29"),
    ("先々週の土曜", "days", "2026-11-14", "2026-11-14"),
    ("先週の金曜日", "days", "2026-11-20", "2026-11-20"),
    ("今週の月曜", "days", "2026-11-23", "2026-11-23"),
    ("この前の日曜", "days", "2026-11-22", "2026-11-22"),
    ("この前の土曜", "days", "2026-11-21", "2026-11-21"),
    ("直近の水曜日", "days", "2026-11-25", "2026-11-25"),
    ("月曜", "days", "2026-11-23", "2026-11-23"),
    ("土曜日", "days", "2026-11-28", "2026-11-28"),
    ("きんようび", "days", "2026-11-27", "2026-11-27"),
    ("先週のどようび", "days", "2026-11-21", "2026-11-21"),
    ("去年の今頃", "month", "2025-11-01", "2025-11-30"),
    ("1/24", "days", "2026-01-24", "2026-01-24"),
    ("1月24日", "days", "2026-01-24", "2026-01-24"),
    ("一月二十四日", "days", "2026-01-24", "2026-01-24"),
    ("12/24", "days", "2025-12-24", "2025-12-24"),
    ("11/30", "days", "2026-11-30", "2026-11-30"),
    ("11月", "month", "2026-11-01", "2026-11-30"),
    ("12月", "month", "2025-12-01", "2025-12-31"),
    ("十二月", "month", "2025-12-01", "2025-12-31"),
    ("2026年3月", "month", "2026-03-01", "2026-03-31"),
    ("2026年3月3日", "days", "2026-03-03", "2026-03-03"),
    ("2025年", "year", "2025-01-01", "2025-12-31"),
    ("2026-11", "month", "2026-11-01", "2026-11-30"),
    ("2026/11/01", "days", "2026-11-01", "2026-11-01"),
    ("2026-11-01", "days", "2026-11-01", "2026-11-01"),
    ("2026-11-01..2026-11-15", "days", "2026-11-01", "2026-11-15"),
    ("直近28日", "days", "2026-11-01", "2026-11-28"),
    ("過去3か月", "days", "2026-08-29", "2026-11-28"),
    ("過去3ヶ月間", "days", "2026-08-29", "2026-11-28"),
    ("ここ1週間", "days", "2026-11-22", "2026-11-28"),
    ("ここ一週間", "days", "2026-11-22", "2026-11-28"),
    ("この一か月", "days", "2026-10-29", "2026-11-28"),
    ("過去一年間", "days", "2025-11-29", "2026-11-28"),
    ("半年", "days", "2026-05-29", "2026-11-28"),
    ("最近", "days", "2026-11-01", "2026-11-28"),
    ("今月の上旬", "days", "2026-11-01", "2026-11-10"),
    ("今月中旬", "days", "2026-11-11", "2026-11-20"),
    ("3月の下旬", "days", "2026-03-21", "2026-03-31"),
    ("9月末", "days", "2026-09-21", "2026-09-30"),
    ("先月の15日", "days", "2026-10-15", "2026-10-15"),
    ("15日", "days", "2026-11-15", "2026-11-15"),
    ("週末", "days", "2026-11-28", "2026-11-29"),
    ("先週末", "days", "2026-11-21", "2026-11-22"),
    ("先週の土日", "days", "2026-11-21", "2026-11-22"),
    ("昨日から今日まで", "days", "2026-11-27", "2026-11-28"),
    ("11/1〜11/15", "days", "2026-11-01", "2026-11-15"),
    ("11/1~15", "days", "2026-11-01", "2026-11-15"),
    ("11/1〜15日", "days", "2026-11-01", "2026-11-15"),
    ("１１／１から１５日まで", "days", "2026-11-01", "2026-11-15"),
    ("十一月三日", "days", "2026-11-03", "2026-11-03"),
    ("三日前", "days", "2026-11-25", "2026-11-25"),
    ("2週間前", "week", "2026-11-09", "2026-11-15"),
    ("3か月前", "month", "2026-08-01", "2026-08-31"),
    ("去年の12月", "month", "2025-12-01", "2025-12-31"),
    ("今年の3月", "month", "2026-03-01", "2026-03-31"),
    ("去年の12月24日", "days", "2025-12-24", "2025-12-24"),
    ("昨年度", "days", "2025-04-01", "2026-03-31"),
    ("今年度", "days", "2026-04-01", "2027-03-31"),
    ("2025年度", "days", "2025-04-01", "2026-03-31"),
    ("11月1日以降", "days", "2026-11-01", "2026-11-28"),
    ("先月から", "days", "2026-10-01", "2026-11-28"),
    ("先週から今週", "days", "2026-11-16", "2026-11-29"),
    ("さきおととい", "days", "2026-11-25", "2026-11-25"),
    ("昨夜", "days", "2026-11-27", "2026-11-27"),
    ("今日一日", "days", "2026-11-28", "2026-11-28"),
    ("先週の今日", "days", "2026-11-21", "2026-11-21"),
    ("先月の今日", "days", "2026-10-28", "2026-10-28"),
    ("先週の平日", "days", "2026-11-16", "2026-11-20"),
    ("去年の今月", "month", "2025-11-01", "2025-11-30"),
    ("昨年の同じ月", "month", "2025-11-01", "2025-11-30"),
    ("こないだの土曜", "days", "2026-11-21", "2026-11-21"),
    ("今度の土曜", "days", "2026-12-05", "2026-12-05"),
    ("次の日曜", "days", "2026-11-29", "2026-11-29"),
    ("今後1週間", "days", "2026-11-29", "2026-12-05"),
    ("令和8年3月", "month", "2026-03-01", "2026-03-31"),
    ("令和元年", "year", "2019-01-01", "2019-12-31"),
    ("令和七年度", "days", "2025-04-01", "2026-03-31"),
    ("二〇二五年十一月", "month", "2025-11-01", "2025-11-30"),
    ("11月の第2土曜", "days", "2026-11-14", "2026-11-14"),
    ("先月の第1月曜日", "days", "2026-10-05", "2026-10-05"),
    ("2026年3月第1日曜", "days", "2026-03-01", "2026-03-01"),
    ("11月の第2週", "days", "2026-11-02", "2026-11-08"),
    ("11月第1週", "days", "2026-11-01", "2026-11-01"),
    ("11/16の週", "week", "2026-11-16", "2026-11-22"),
    ("11月18日を含む週", "week", "2026-11-16", "2026-11-22"),
    ("今月に入ってから", "days", "2026-11-01", "2026-11-28"),
    ("昨日まで", "days", "2026-11-01", "2026-11-27"),
    ("11月〜12月", "days", "2026-11-01", "2026-12-31"),
    ("11/20〜12/5", "days", "2026-11-20", "2026-12-05"),
    ("去年の10がつ", "month", "2025-10-01", "2025-10-31"),
    ("10がつ15にち", "days", "2026-10-15", "2026-10-15"),
    ("前の月", "month", "2026-10-01", "2026-10-31"),
    ("去年の同じ週", "week", "2025-11-24", "2025-11-30"),
    ("10月初旬", "days", "2026-10-01", "2026-10-10"),
    ("10月半ば", "days", "2026-10-11", "2026-10-20"),
    ("10月の2週目", "days", "2026-10-05", "2026-10-11"),
    ("第2土曜", "days", "2026-11-14", "2026-11-14"),
    # a part within its whole
    ("2年前の11月", "month", "2024-11-01", "2024-11-30"),
    ("2年前の同じ月", "month", "2024-11-01", "2024-11-30"),
    ("1年前の11月3日", "days", "2025-11-03", "2025-11-03"),
    ("10月の5日", "days", "2026-10-05", "2026-10-05"),
    ("先月、15日", "days", "2026-10-15", "2026-10-15"),
    ("先週の週末", "days", "2026-11-21", "2026-11-22"),
    ("昨年度の2月", "month", "2026-02-01", "2026-02-28"),
    ("11月21日土曜日", "days", "2026-11-21", "2026-11-21"),
    ("直近7日間の金曜", "days", "2026-11-27", "2026-11-27"),
    ("今月の先週", "week", "2026-11-16", "2026-11-22"),
    ("9月の前月", "month", "2026-08-01", "2026-08-31"),
    ("11/20の前日", "days", "2026-11-19", "2026-11-19"),
    # an end from its beginning
    ("去年の4月から6月", "days", "2025-04-01", "2025-06-30"),
    ("2025年11月1日から11月15日", "days", "2025-11-01", "2025-11-15"),
    ("去年の8月10日から8月16日", "days", "2025-08-10", "2025-08-16"),
    ("先週の月曜から金曜", "days", "2026-11-16", "2026-11-20"),
    ("先々週の月曜から水曜", "days", "2026-11-09", "2026-11-11"),
    ("先週の月曜〜今週の水曜", "days", "2026-11-16", "2026-11-25"),
    ("月曜から金曜", "days", "2026-11-23", "2026-11-27"),
    ("先月の1日から15日まで", "days", "2026-10-01", "2026-10-15"),
    ("2025-11-01〜11-07", "days", "2025-11-01", "2025-11-07"),
    ("2025-12-29〜01-03", "days", "2025-12-29", "2026-01-03"),
    ("12月〜1月", "days", "2025-12-01", "2026-01-31"),
    ("12/29〜1/3", "days", "2025-12-29", "2026-01-03"),
    ("先月から1週間前まで", "days", "2026-10-01", "2026-11-22"),
    ("去年から3月まで", "days", "2025-01-01", "2026-03-31"),
    ("last week", "week", "2026-11-16", "2026-11-22"),
    ("Yesterday", "days", "2026-11-27", "2026-11-27"),
]
NONE = [
    "売上は？", "2/29", "13/45", "3日間で", "一日中忙しい", "10日ほど", "5件", "12,000円", "100%", "0年",
    "9999年9月",
    "1日平均", "1日の平均客数", "1日2回", "2日連続", "四日市店", "三日月店", "二日酔い", "毎週土曜", "曜日別",
    "土曜日ごと",
    "", "火事", "土地", "月見バーガー", "金額", "日報", "水漏れ", "木のトレー",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "first", "last"), NAMED)
def test_a_phrase_names_a_stretch_of_dates(text, kind, first, last):
    period = period_of(text, TODAY)
    assert (period.kind.value, f"{period.first}", f"{period.last}") == (kind, first, last)


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_dates_is_not_understood(text):
    with pytest.raises(NotUnderstood):
        period_of(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "2月30日の売上",
        "11月31日は？",
        "2026-02-29の売上",
        "13月の客数",
        "11月の第6土曜",
        "去年の上半期",
        "今期の目標",
    ],
)
def test_of_a_day_that_there_is_not_no_part_is_taken_for_another_date(text):
    """Else 「2月30日の売上」 would be answered with all of February."""
    (named,) = named_in(text, TODAY)
    assert isinstance(named, Unread)
    with pytest.raises(NotUnderstood):
        period_of(text, TODAY)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2023/1/1以降の売上", "2023/1/1以降"),
        ("2019年1月から今月までの売上", "2019年1月から今月まで"),
        ("3年前から今までの客数", "3年前から今まで"),
        ("11/1〜31の売上", "11/1〜31"),
        ("11月1日から31日までの客数", "11月1日から31日まで"),
        ("11/1〜11/31の売上", "11/1〜11/31"),
        ("2月30日から3月5日の売上", "2月30日から3月5日"),
        ("11/20〜11/10の日報", "11/20〜11/10"),
        ("先月から15日までの売上", "先月から15日まで"),
        ("10月の金曜の売上", "10月の金曜"),
        ("今月の土曜の客数", "今月の土曜"),
        ("先月の土日の売上", "先月の土日"),
        ("最近の月曜", "最近の月曜"),
        ("11/1〜11/13の金曜", "11/1〜11/13の金曜"),
        ("11/1〜13の金曜", "11/1〜13の金曜"),
        ("11月1日以降の金曜", "11月1日以降の金曜"),
        ("去年の先週の売上", "去年の先週"),
        ("先週の前半の売上", "先週の前半"),
        ("10月の最初の土曜", "10月の最初の土"),
        ("先月の最終週", "先月の最終週"),
        ("11/1から2週間の売上", "11/1から2週間"),
        ("2年前の今日の売上", "2年前の今日"),
        ("2年前の同じ日の売上", "2年前の同じ日"),
    ],
)
def test_of_a_stretch_that_may_not_be_asked_no_day_stands_for_all(text, written):
    """Too long, with an end that there is not, backwards, or several days."""
    (named,) = named_in(text, TODAY)
    assert isinstance(named, Unread)
    assert plain(text)[named.start : named.end] == written
    with pytest.raises(NotUnderstood):
        period_of(text, TODAY)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("11/1から15分遅れた件", 28),
        ("11/1から50個ずつ", 28),
        ("11/3〜15売上", 15),
        ("11/3-9", 9),
        ("11/3から10日間の売上", 12),
    ],
)
def test_a_number_of_other_things_is_no_day(text, last):
    assert period_of(text, TODAY).last == date(2026, 11, last)


def test_of_two_years_that_are_set_beside_each_other_each_is_one():
    first, second = named_in("2019年より今年の売上は多い？", TODAY)
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert (first.period.first.year, second.period.first.year) == (2019, 2026)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("先週の月曜と火曜の売上", "2026-11-16", "2026-11-17"),
        ("先月の1日と15日", "2026-10-01", "2026-10-15"),
        ("10月1日と15日の売上を比べて", "2026-10-01", "2026-10-15"),
        ("10月1日と11月3日", "2026-10-01", "2026-11-03"),
        ("先月の1日の売上は15日より多い？", "2026-10-01", "2026-10-15"),
        ("2025年3月と4月", "2025-03-01..2025-03-31", "2025-04-01..2025-04-30"),
        ("2025/11/1と11/2", "2025-11-01", "2025-11-02"),
        ("去年と今年の11月の売上", "2025-11-01..2025-11-30", "2026-11-01..2026-11-30"),
        ("先週と今週の月曜", "2026-11-16", "2026-11-23"),
        ("先月の1日〜10日と11日〜20日", "2026-10-01..2026-10-10", "2026-10-11..2026-10-20"),
        ("先週より今週の売上は多い？", "2026-11-16..2026-11-22", "2026-11-23..2026-11-29"),
        ("今月の先月との比較", "2026-11-01..2026-11-30", "2026-10-01..2026-10-31"),
        ("10月11月の売上", "2026-10-01..2026-10-31", "2026-11-01..2026-11-30"),
    ],
)
def test_what_is_listed_with_a_part_is_of_the_same_whole(text, first, second):
    named = [one.period for one in named_in(text, TODAY) if isinstance(one, Found)]
    assert [f"{one.first}" if one.days == 1 else f"{one.first}..{one.last}" for one in named] == [
        first,
        second,
    ]


@pytest.mark.parametrize("text", ["先週の月曜と15日", "9月1日と31日", "10月1日と金曜", "去年の12月と1月"])
def test_what_is_not_of_the_same_whole_is_not_read_from_today(text):
    first, second = named_in(text, TODAY)
    assert isinstance(first, Found)
    assert isinstance(second, Unread)


def test_what_may_be_said_of_each_of_a_list_or_of_the_last_is_not_read():
    first, second = named_in("去年と今年11月の売上", TODAY)
    assert isinstance(first, Unread)
    assert isinstance(second, Found)


@pytest.mark.parametrize("text", ["先月と今月", "9月、10月、11月", "先月の1日と15日", "先週と2月30日"])
def test_two_stretches_are_not_asked_as_one(text):
    with pytest.raises(NotUnderstood):
        period_of(text, TODAY)


def test_a_stretch_that_is_said_twice_is_one():
    assert period_of("先週（11/16〜11/22）", TODAY).first == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("before", "text", "asked"),
    [
        ("先月", "15日は？", "2026-10-15..2026-10-15は?"),
        ("先々週", "じゃあ土曜日は？", "じゃあ2026-11-14..2026-11-14は?"),
        ("先週の月曜", "火曜は？", "2026-11-17..2026-11-17は?"),
        ("2025年3月", "4月は？", "2025-04-01..2025-04-30は?"),
        ("去年", "10月は？", "2025-10-01..2025-10-31は?"),
        ("先月", "金曜は？", "2026-10-01..2026-10-31の金曜は?"),  # several: nothing is read
        ("11月", "12月は？", "12月は？"),  # still to come
        ("今月", "土曜は？", "土曜は？"),  # the last one is one of them
        ("先月", "先週の15日は？", "先週の15日は？"),
        ("先月", "客数は？", "客数は？"),
    ],
)
def test_a_part_goes_on_within_what_was_asked_before(before, text, asked):
    assert continued(text, period_of(before, TODAY), TODAY) == asked


def test_what_can_be_read_beside_it_is_read():
    unread, found = named_in("2月30日と先週の売上", TODAY)
    assert isinstance(unread, Unread)
    assert isinstance(found, Found)
    assert found.period.first == date(2026, 11, 16)


def test_a_sentence_may_name_two():
    named = [
        one.period.first for one in named_in("先月と今月の売上を比べて", TODAY) if isinstance(one, Found)
    ]
    assert named == [date(2026, 10, 1), date(2026, 11, 1)]


def test_the_place_of_a_phrase_is_in_the_plain_text():
    (found,) = named_in("ねえ、１１月３日のクレームは", TODAY)
    assert plain("ねえ、１１月３日のクレームは")[found.start : found.end] == "11月3日"


def test_the_day_before_a_leap_day_has_a_year_before():
    assert period_of("去年の今日", date(2028, 2, 29)).first == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("today", "text", "first"),
    [
        (date(2026, 1, 1), "昨日", date(2025, 12, 31)),
        (date(2026, 1, 31), "先月", date(2025, 12, 1)),
        (date(2026, 3, 1), "今年度", date(2025, 4, 1)),
        (date(2026, 1, 10), "12月", date(2025, 12, 1)),
        (date(2026, 11, 23), "先週の月曜", date(2026, 11, 16)),
        (date(2026, 11, 23), "この前の月曜", date(2026, 11, 16)),
        (date(2026, 11, 23), "週末", date(2026, 11, 21)),
    ],
)
def test_it_counts_from_today(today, text, first):
    assert period_of(text, today).first == first


@pytest.mark.parametrize(
    ("period", "text", "first", "last"),
    [
        ("3月", "昨年同月", "2025-03-01", "2025-03-31"),
        ("3月", "前年比", "2025-03-01", "2025-03-31"),
        ("3月", "前月", "2026-02-01", "2026-02-28"),
        ("3月", "先月", "2026-10-01", "2026-10-31"),
        ("3月", "前期", "2026-02-01", "2026-02-28"),
        ("先週", "前年", "2025-11-17", "2025-11-23"),
        ("先週", "前週", "2026-11-09", "2026-11-15"),
        ("昨日", "前週の同曜日", "2026-11-20", "2026-11-20"),
        ("昨日", "前年同曜日", "2025-11-28", "2025-11-28"),
        ("昨日", "前日", "2026-11-26", "2026-11-26"),
        ("2025年", "前年", "2024-01-01", "2024-12-31"),
        ("今月", "2026-10-01..2026-10-28", "2026-10-01", "2026-10-28"),
        ("先月", "前の月", "2026-09-01", "2026-09-30"),
        ("先週", "去年の同じ週", "2025-11-17", "2025-11-23"),
        ("10月の第1週", "前月", "2026-09-01", "2026-09-30"),
        ("10月", "前日", "2026-09-30", "2026-09-30"),
        ("2024年", "去年", "2025-01-01", "2025-12-31"),
    ],
)
def test_what_a_period_stands_beside_is_counted_from_it(period, text, first, last):
    found = beside(text, period_of(period, TODAY), TODAY)
    assert (f"{found.first}", f"{found.last}") == (first, last)


def test_beside_the_first_year_that_there_is_nothing_is_understood():
    with pytest.raises(NotUnderstood):
        beside("前年", period_of("2000年", TODAY), TODAY)


@given(st.text(max_size=80), st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_any_text_is_read_or_not_understood(text, today):
    for found in named_in(text, today):
        assert found.start < found.end <= len(plain(text))
        assert isinstance(found, Unread) or found.period.first <= found.period.last


WORDS = [
    "先月", "去年", "2年前", "先週", "今日", "2025年", "11月", "15日", "31日", "土曜", "土日", "第2週",
    "11/3", "2月30日", "前年同月", "前の月", "2025-11-01", "9999年", "2000年1月", "1999-12-28",
    "2099-12-31", "の", "と", "、", "から", "まで", "より", "〜", "-", "以降", "同じ", "10日間", "売上",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(WORDS), max_size=8).map("".join), st.dates(date(2001, 1, 1), date(2098, 12, 31))
)
def test_any_dates_behind_each_other_are_read_or_not_understood(text, today):
    named = named_in(text, today)
    assert all(one.end <= other.start for one, other in pairwise(named))
    with suppress(NotUnderstood):
        period = period_of(text, today)
        assert period_of(f"{period.first}..{period.last}", today).first == period.first
        assert continued(text, period, today)
        beside(text, period, today)


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)), st.integers(0, 365))
def test_a_written_date_is_that_date(today, back):
    day = today - timedelta(days=back)
    assert period_of(f"{day.year}年{day.month}月{day.day}日", today).first == day
    assert period_of(f"{day:%Y-%m-%d}", today).last == day
    if day.month != today.month:
        assert period_of(f"{day.month}/{day.day}", today).first.month == day.month
