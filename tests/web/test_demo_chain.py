"""The invented chain, before it meets a database: varied, plausible, always the same, with its stories."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import TypeVar

import pytest

from shared.dates import JAPAN, business_date
from shared.words import Genre, Location, Role
from web.demo import corpus
from web.demo.chain import Chain
from web.demo.clock import CHANGEOVER
from web.demo.corpus import Filling
from web.demo.drawings import SUBJECTS, drawn
from web.demo.figures import is_holiday
from web.demo.people import LOGINS, TRADES
from web.demo.rows import Area, Comment, Document, Performance, Post, Report, Row, Shot, Store, User

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=JAPAN)
ROWS = list(Chain(TODAY, now=NOW).rows())
Kind = TypeVar("Kind", bound=Row)


def of(kind: type[Kind]) -> list[Kind]:
    return [row for row in ROWS if isinstance(row, kind)]


def test_the_same_arguments_give_the_same_rows():
    assert list(Chain(TODAY, now=NOW).rows()) == ROWS


def test_another_seed_gives_another_chain():
    assert list(Chain(TODAY, seed=21, now=NOW).rows()) != ROWS


def test_there_are_three_areas_of_two_stores_and_the_head_office():
    stores = of(Store)
    assert [store.kind for store in stores if store.name == "本部"] == ["hq"]
    assert sorted(Counter(store.area_id for store in stores if store.area_id).values()) == [2, 2, 2]
    assert len(of(Area)) == 3
    assert [store.store_id for store in stores] == list(range(1, 8))


def test_the_four_logins_have_the_four_roles_and_staff_and_manager_share_a_store():
    people = {user.user_id: user for user in of(User)}
    assert {user_id: people[user_id].user_type for user_id in LOGINS} == LOGINS
    assert people["demo-staff"].store_id == people["demo-manager"].store_id == 2


def test_every_store_has_one_manager_and_at_least_six_staff():
    roles = Counter((user.store_id, user.user_type) for user in of(User))
    assert all(roles[store_id, Role.MANAGER] == 1 for store_id in range(2, 8))
    assert all(roles[store_id, Role.STAFF] >= 6 for store_id in range(2, 8))


def test_reports_reach_over_the_120_days_and_end_today():
    days = {report.date for report in of(Report)}
    assert max(days) == TODAY
    assert min(days) == TODAY - timedelta(days=119)


def test_nothing_is_written_in_the_future():
    moments = [getattr(row, "created_at", NOW) for row in ROWS]
    assert max(moments) <= NOW


def test_a_report_is_written_on_its_business_date():
    assert all(business_date(report.created_at, CHANGEOVER) == report.date for report in of(Report))


def test_just_after_the_changeover_there_are_reports_of_today_already():
    early = datetime(2026, 11, 23, 5, 1, tzinfo=JAPAN)
    reports = [row for row in Chain(TODAY, now=early).rows() if isinstance(row, Report)]
    assert [report for report in reports if report.date == TODAY and report.store_id == 2]
    assert all(report.created_at <= early for report in reports)


def test_today_is_still_without_figures_and_few_other_days_are():
    filed = of(Performance)
    assert max(row.date for row in filed) == TODAY - timedelta(days=1)
    missing = 119 - sum(row.store_id == 2 for row in filed)
    assert 0 < missing < 10


def test_titles_and_contents_are_varied():
    reports = of(Report)
    assert len({report.title for report in reports}) > 0.6 * len(reports)
    assert len({report.content for report in reports}) > 0.8 * len(reports)


def test_every_genre_and_place_occurs_and_no_genre_is_most_of_it():
    reports = of(Report)
    genres = Counter(report.genre for report in reports)
    assert set(genres) == set(Genre)
    assert max(genres.values()) < 0.45 * len(reports)
    assert {report.location for report in reports} == set(Location)


@pytest.mark.parametrize("genre", Genre)
def test_each_genre_has_at_least_forty_templates(genre):
    assert len(corpus.templates(genre)) >= 40


@pytest.mark.parametrize("trade", TRADES)
def test_every_slot_of_every_text_has_words_in_every_trade(trade):
    words = {"staff": ["田中さん", "林さん"], "time": ["19時"], "when": ["金曜の夜"], "amount": ["-500"]}
    every = [*corpus.templates("board"), *(text for texts in corpus.stories().values() for text in texts)]
    every += [text for genre in Genre for text in corpus.templates(genre)]
    for text in every:
        fill = Filling(Random(1), corpus.words_of(trade) | words)
        answers = [answer.text for answer in text.answers]
        assert "{" not in fill("".join([*text.titles, *text.told, *text.may, *answers]))


def test_people_write_in_different_ways():
    contents = [report.content for report in of(Report)]
    assert any("ｸ" in content or "ｽ" in content for content in contents)
    assert any("😊" in content for content in contents)
    assert any("わたしは" in content for content in contents)
    assert min(map(len, contents)) < 25
    assert max(map(len, contents)) > 120


def test_takings_follow_the_week_and_the_spending_of_the_trade():
    sales = Counter[int]()
    for row in of(Performance):
        sales[row.date.weekday()] += row.sales_amount
    assert sales[5] > sales[6] > sales[1]
    assert all(800 <= row.sales_amount / row.customer_count <= 3600 for row in of(Performance))


def test_holidays_are_known_and_so_are_their_substitutes():
    days = [date(2026, 11, 23), date(2026, 1, 12), date(2026, 5, 6), date(2027, 3, 21), date(2027, 3, 22)]
    assert all(map(is_holiday, days))
    assert not any(map(is_holiday, [date(2026, 11, 24), date(2026, 3, 23), date(2026, 5, 7)]))


def test_most_days_the_till_agrees_and_no_difference_is_above_3000_yen():
    differences = [row.cash_difference for row in of(Performance)]
    assert differences.count(0) > 0.6 * len(differences)
    assert max(map(abs, differences)) <= 3000


def test_store_3_lost_its_cash_differences_after_the_practice_it_told_the_board():
    told = next(post for post in of(Post) if "2時間ごとの中間点検" in post.title)
    days = [row for row in of(Performance) if row.store_id == told.store_id == 3]
    before = [row.cash_difference != 0 for row in days if row.date < told.created_at.date()]
    after = [row.cash_difference != 0 for row in days if row.date > told.created_at.date()]
    assert sum(before) / len(before) > 0.4
    assert sum(after) / len(after) < 0.1


def test_store_4_has_the_toilet_claims_of_the_last_month():
    recent = TODAY - timedelta(days=30)
    claims = Counter(
        report.store_id
        for report in of(Report)
        if (report.genre, report.location) == ("claim", "toilet") and report.date > recent
    )
    assert claims[4] >= 10
    assert claims[4] > 1.5 * max(claims[store] for store in (2, 3, 5, 6, 7))


def test_a_report_of_a_cash_difference_tells_the_figure_of_the_day():
    figures = {(row.store_id, row.date): row.cash_difference for row in of(Performance)}
    told = [report for report in of(Report) if "違算" in report.title and report.title.count("円")]
    assert len(told) > 20
    assert all(f"{figures[report.store_id, report.date]:+,}円" in report.title for report in told)


def test_the_board_holds_shared_reports_and_posts_of_its_own():
    shared = {report.id: report for report in of(Report) if report.post_to_bbs}
    posts = of(Post)
    assert {post.report_id for post in posts if post.report_id} == set(shared)
    assert all(post.title == shared[post.report_id].title for post in posts if post.report_id)
    assert sum(post.report_id is None for post in posts) > 30


def test_people_answer_on_the_board_after_the_post_and_choose_at_most_one_best_answer():
    posts = {post.id: post for post in of(Post)}
    comments = of(Comment)
    assert len(comments) > len(posts)
    assert all(comment.created_at > posts[comment.post_id].created_at for comment in comments)
    best = Counter(comment.post_id for comment in comments if comment.is_best_answer)
    assert max(best.values()) == 1
    assert len(best) > 30


def test_the_five_manuals_are_long_enough_to_be_of_use():
    manuals = of(Document)
    assert len(manuals) == 5
    assert all(1500 <= len(manual.body) <= 3000 and manual.body.count("\n## ") >= 5 for manual in manuals)


def test_every_photo_can_be_drawn_and_no_two_are_alike():
    assert {shot.subject for shot in of(Shot)} == set(SUBJECTS)
    assert len({drawn(subject, Random(seed)) for subject in SUBJECTS for seed in (1, 2)}) == 2 * len(SUBJECTS)


def test_a_large_chain_has_about_as_many_reports_as_asked_for_and_only_distinct_names():
    chain = Chain(TODAY, stores=200, days=4, reports_per_day=5)
    rows = list(chain.rows())
    names = [row.name for row in rows if isinstance(row, Store)]
    assert len(set(names)) == len(names) == 201
    areas = [row.name for row in rows if isinstance(row, Area)]
    assert len(set(areas)) == len(areas)
    assert sum(isinstance(row, Report) for row in rows) == pytest.approx(200 * 4 * 5, rel=0.15)


def test_a_chain_begins_to_tell_before_it_has_thought_of_its_end():
    rows = Chain(TODAY, stores=200, days=730, reports_per_day=5).rows()
    assert len(list(islice(rows, 3000))) == 3000
