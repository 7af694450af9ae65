"""Words that mean the same: everybody's searches read them, 本部 alone writes them."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from shared.db import first, many
from shared.search import synonyms
from shared.search.keywords import fold
from tests.house.world import viewer_of


@pytest.fixture
def connection(database) -> Iterator[Any]:
    """Rolled back at the end."""
    with psycopg.connect(database) as connection:
        yield connection
        connection.rollback()


def test_there_are_groups_to_begin_with(connection):
    groups = many(connection, synonyms.groups())
    assert len(groups) >= 60
    assert any({"違算", "レジ誤差", "過不足"} <= set(group.terms) for group in groups)
    assert any({"クレーム", "苦情", "お叱り"} <= set(group.terms) for group in groups)
    for group in groups:
        folded = [fold(term) for term in group.terms]
        assert 2 <= len(set(folded)) == len(folded) <= synonyms.MOST_TERMS
        assert group.updated_by is None


def test_head_office_adds_changes_and_removes_a_group(connection, cast):
    admin = viewer_of(connection, cast.admin)
    added = first(connection, synonyms.save(admin, None, ["冷蔵庫", "レーゾーコ"]))
    assert added
    assert added.id
    changed = first(connection, synonyms.save(admin, added.id, ["冷蔵庫", "冷蔵"], ["冷蔵庫", "レーゾーコ"]))
    assert changed == added
    (group,) = [group for group in many(connection, synonyms.groups()) if group.id == added.id]
    assert (group.terms, group.updated_by) == (["冷蔵庫", "冷蔵"], "山本 彩")
    assert first(connection, synonyms.remove(admin, added.id))
    assert added.id not in {group.id for group in many(connection, synonyms.groups())}


def test_nobody_else_writes(connection, cast):
    before = many(connection, synonyms.groups())
    for user in (cast.staff, cast.manager, cast.area):
        viewer = viewer_of(connection, user)
        assert first(connection, synonyms.save(viewer, None, ["冷蔵庫", "冷蔵"])) is None
        assert (
            first(connection, synonyms.save(viewer, before[0].id, ["冷蔵庫", "冷蔵"], before[0].terms))
            is None
        )
        assert first(connection, synonyms.remove(viewer, before[0].id)) is None
    assert many(connection, synonyms.groups()) == before


def test_what_somebody_else_has_changed_is_not_written_over(connection, cast):
    admin, group = viewer_of(connection, cast.admin), many(connection, synonyms.groups())[0]
    saved = first(connection, synonyms.save(admin, group.id, ["冷蔵庫", "冷蔵"], ["前の", "言葉"]))
    assert saved
    assert (saved.id, saved.hindrance) == (None, None)
    assert group in many(connection, synonyms.groups())


@pytest.mark.parametrize(
    ("terms", "hindrance"),
    [([], "few"), (["違算"], "few"), ([f"言葉{number}" for number in range(21)], "many")],
)
def test_a_group_has_two_words_or_more_and_not_too_many(connection, cast, terms, hindrance):
    admin, group = viewer_of(connection, cast.admin), many(connection, synonyms.groups())[0]
    for synonyms_id in (None, group.id):
        saved = first(connection, synonyms.save(admin, synonyms_id, terms, group.terms))
        assert saved
        assert (saved.id, saved.hindrance) == (None, hindrance)


def test_a_group_that_is_gone_is_not_there(connection, cast):
    admin = viewer_of(connection, cast.admin)
    assert first(connection, synonyms.save(admin, 99_999, ["冷蔵庫", "冷蔵"], [])) is None
    assert first(connection, synonyms.remove(admin, 99_999)) is None


def test_typed_words_are_cleaned():
    typed = [" 違算 ", "ＰＯＳ", "pos", "", "　", "レジ  誤差", "\0", "あ" * 99, "\ud800"]
    assert synonyms.cleaned(typed) == ["違算", "ＰＯＳ", "レジ 誤差", "あ" * 40, "?"]
