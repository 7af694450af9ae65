"""Suggested questions: by role, three or four, and only of what there is."""

from dataclasses import replace
from datetime import date

import pytest

from shared.access import Viewer
from shared.chat.suggestions import Today, suggestions
from shared.words import Role

NOTHING = Today(0, 0, 0, 0, 0, 0, 0, has_target=False, manual=None)
BUSY = Today(2, 5, 9, 1, 7, 3, 1, has_target=True, manual="アレルギー対応の手引き")


def asked(role: Role, today: Today) -> list[str]:
    viewer = Viewer("x", "名", role.value, 2, "渋谷店", 5, "ja", [2], [2])
    return [one.question for one in suggestions(viewer, today)]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "today", [NOTHING, BUSY, replace(BUSY, claims_yesterday=0), replace(NOTHING, manual="手順")]
)
def test_there_are_always_three_or_four_of_them_and_none_twice(role, today):
    found = asked(role, today)
    assert len(found) in {3, 4}
    assert len(set(found)) == len(found)


def test_staff_are_offered_what_happened_and_a_manual():
    assert asked(Role.STAFF, BUSY) == [
        "昨日のクレームの内容は？",
        "「アレルギー対応の手引き」には何と書いてある？",
        "先週の賞賛の内容は？",
        "先週の売上は？",
    ]


def test_a_store_manager_is_offered_the_month_and_the_till():
    assert asked(Role.MANAGER, BUSY)[:4] == [
        "昨日のクレームの内容は？",
        "今月の着地見込みは？",
        "先週の違算は？",
        "先週の売上で、未提出の日は？",
    ]


@pytest.mark.parametrize("role", [Role.AREA, Role.ADMIN])
def test_who_has_many_stores_is_offered_to_compare_them(role):
    assert asked(role, replace(BUSY, claims_yesterday=0)) == [
        "先週のクレームは何件？内容も",
        "先週の売上が良い店舗は？",
        "今月クレームが多い店舗は？",
        "先週の違算は？",
    ]


def test_a_title_with_a_per_cent_sign_is_a_title():
    assert "「値引き50%の手順」には何と書いてある？" in asked(
        Role.STAFF, replace(NOTHING, manual="値引き50%の手順")
    )


def test_the_last_week_is_from_monday_to_sunday(db, cast):
    from django.db import connection  # noqa: PLC0415  after the settings

    from shared.chat.suggestions import facts  # noqa: PLC0415
    from shared.db import one  # noqa: PLC0415
    from tests.house.world import viewer_of  # noqa: PLC0415
    from web.reports.models import DailyReport  # noqa: PLC0415
    from web.stores.models import MonthlyGoal, StoreDailyPerformance  # noqa: PLC0415

    tuesday = date(2026, 10, 13)
    for store, day, genre in (
        (cast.shibuya, date(2026, 10, 12), "claim"),
        (cast.shibuya, date(2026, 10, 11), "claim"),
        (cast.shibuya, date(2026, 10, 5), "claim"),
        (cast.shibuya, date(2026, 10, 4), "claim"),
        (cast.shibuya, date(2026, 9, 30), "claim"),
        (cast.shibuya, date(2026, 10, 7), "praise"),
        (cast.umeda, date(2026, 10, 12), "claim"),
    ):
        DailyReport.objects.create(
            store_id=store,
            user_id=cast.staff,
            date=day,
            genre=genre,
            location="hall",
            title="題",
            content="内容",
        )
    for day, difference in ((date(2026, 10, 5), 0), (date(2026, 10, 11), -500), (date(2026, 10, 12), 300)):
        StoreDailyPerformance.objects.create(
            store_id=cast.shibuya, date=day, sales_amount=1, customer_count=1, cash_difference=difference
        )
    MonthlyGoal.objects.create(store_id=cast.shibuya, year=2026, month=10, sales_target=1_000_000)
    found = one(connection, facts(viewer_of(connection, cast.staff), tuesday))
    assert found == Today(1, 2, 4, 1, 2, 1, 5, has_target=True, manual=None)
    assert one(connection, facts(viewer_of(connection, cast.other_staff), tuesday)).claims_yesterday == 1
