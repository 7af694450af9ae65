"""Words that mean the same: everybody's searches read them, 本部 alone writes them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from shared.db import first, many
from shared.search import synonyms
from shared.search.keywords import fold
from tests.house.world import viewer_of
from web.search import forms


@pytest.fixture
def connection(database) -> Iterator[Any]:
    """Rolled back at the end."""
    with psycopg.connect(database) as connection:
        yield connection
        connection.rollback()


def test_there_are_groups_to_begin_with_and_no_word_is_in_two(connection, cast):
    groups = many(connection, synonyms.groups())
    assert len(groups) >= 60
    assert any({"違算", "レジ誤差", "過不足"} <= set(group.terms) for group in groups)
    assert any({"クレーム", "苦情", "お叱り"} <= set(group.terms) for group in groups)
    assert all(2 <= len(group.terms) <= forms.MOST for group in groups)
    folded = [fold(term) for group in groups for term in group.terms]
    assert len(set(folded)) == len(folded)
    assert {
        group.editor for group in many(connection, synonyms.listed(viewer_of(connection, cast.admin)))
    } == {None}


def test_nobody_but_the_head_office_writes_or_reads_who_wrote(connection, cast):
    before = many(connection, synonyms.groups())
    (number,) = connection.execute("SELECT min(id) FROM search_synonyms").fetchone()
    for user in (cast.staff, cast.manager, cast.area):
        viewer = viewer_of(connection, user)
        assert many(connection, synonyms.listed(viewer)) == []
        assert first(connection, synonyms.find(viewer, number)) is None
        assert first(connection, synonyms.add(viewer, ["鉄板", "プレート"])) is None
        opened = connection.execute(
            "SELECT updated_at FROM search_synonyms WHERE id = %s", [number]
        ).fetchone()
        assert first(connection, synonyms.change(viewer, number, ["鉄板", "プレート"], opened[0])) is None
        assert first(connection, synonyms.remove(viewer, number)) is None
    assert many(connection, synonyms.groups()) == before


def test_a_word_of_another_group_is_named_and_nothing_is_written(connection, cast):
    admin, before = viewer_of(connection, cast.admin), many(connection, synonyms.groups())
    saved = first(connection, synonyms.add(admin, ["鉄板", "ﾚｼﾞ誤差", "苦情"]))
    assert saved == synonyms.Saved(None, ["ﾚｼﾞ誤差", "苦情"])
    assert many(connection, synonyms.groups()) == before


def test_what_somebody_else_has_changed_is_not_written_over(connection, cast):
    admin = viewer_of(connection, cast.admin)
    group = many(connection, synonyms.listed(admin))[0]
    for opened_at in (None, group.updated_at - timedelta(microseconds=1)):
        saved = first(connection, synonyms.change(admin, group.id, ["鉄板", "プレート"], opened_at))
        assert saved == synonyms.Saved(None, [])
    assert first(connection, synonyms.find(admin, group.id)) == group


def test_a_group_that_is_gone_is_not_there(connection, cast):
    admin = viewer_of(connection, cast.admin)
    assert first(connection, synonyms.change(admin, 99_999, ["鉄板", "プレート"], None)) is None
    assert first(connection, synonyms.remove(admin, 99_999)) is None


@pytest.mark.parametrize("terms", [[], ["違算"], [f"言葉{number}" for number in range(21)]])
def test_a_group_has_two_words_or_more_and_not_too_many(connection, terms):
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("INSERT INTO search_synonyms (terms) VALUES (%s)", [terms])
