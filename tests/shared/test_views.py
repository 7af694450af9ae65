"""Saved views: who has them, whose they are, which one a page opens with."""

import pytest
from django.db import IntegrityError, connection, transaction

from shared import views
from shared.access import VIEWER, Viewer
from shared.db import Query, first, many, one
from shared.views import MOST, Written, for_role, opening
from shared.words import AnalysisPage, Role
from web.analysis.models import AnalysisView

pytestmark = pytest.mark.django_db
SALES, STORES = AnalysisPage.SALES, AnalysisPage.STORES


def viewer(user_id: str) -> Viewer:
    asked = {"user_id": user_id, "shared": False}
    return one(connection, Query(VIEWER + "WHERE u.user_id = %(user_id)s", Viewer, asked))


def save(who: str, name: str, role: Role | None = None, page: AnalysisPage = SALES, **more: object) -> int:
    """Save a view; its number."""
    written = _saved(who, name, role, page, **more)
    assert written
    assert written.id
    return written.id


def _saved(who: str, name: str, role: Role | None, page: AnalysisPage, **more: object) -> Written | None:
    query, is_default = str(more.get("query", "period=week&offset=0")), bool(more.get("is_default"))
    one(connection, views.settling())
    return first(connection, views.save(viewer(who), page, name, query, role, is_default=is_default))


def names(who: str) -> list[tuple[str, str | None]]:
    return [(view.name, view.role) for view in many(connection, views.readable(viewer(who)))]


def opens_with(who: str, page: AnalysisPage = SALES) -> str | None:
    seen = viewer(who)
    view = opening(seen, many(connection, views.readable(seen)), page)
    return view.name if view else None


def test_a_view_is_its_owners_alone(cast):
    save(cast.manager, "今週")
    assert names(cast.manager) == [("今週", None)]
    assert [names(other) for other in (cast.other_manager, cast.area, cast.admin, cast.staff)] == [[]] * 4


def test_a_view_for_a_role_is_read_by_everybody_of_the_role_and_by_the_head_office(cast):
    save(cast.admin, "朝の確認", Role.MANAGER)
    assert [names(who) for who in (cast.manager, cast.other_manager, cast.admin)] == [
        [("朝の確認", "manager")]
    ] * 3
    assert names(cast.area) == names(cast.staff) == []


@pytest.mark.parametrize("role", list(Role))
def test_only_the_head_office_saves_for_a_role_that_has_analytics(cast, role):
    for who in (cast.staff, cast.manager, cast.area):
        assert _saved(who, "みんな用", role, SALES) is None
    assert (_saved(cast.admin, "みんな用", role, SALES) is None) == (role is Role.STAFF)


def test_staff_save_nothing(cast):
    assert _saved(cast.staff, "わたし用", None, SALES) is None
    assert not AnalysisView.objects.exists()


def test_a_name_that_is_there_is_saved_over(cast):
    view = save(cast.manager, "いつもの")
    assert save(cast.manager, "いつもの", page=STORES, query="sort=sales") == view
    assert AnalysisView.objects.get().query == "sort=sales"
    save(cast.admin, "いつもの", Role.MANAGER)
    assert names(cast.manager) == [("いつもの", None), ("いつもの", "manager")]


def test_the_own_default_goes_before_the_roles_and_each_page_has_its_own(cast):
    assert opens_with(cast.manager) is None
    save(cast.admin, "店長の標準", Role.MANAGER, is_default=True)
    assert (opens_with(cast.manager), opens_with(cast.other_manager)) == ("店長の標準",) * 2
    assert (opens_with(cast.admin), opens_with(cast.area)) == (None, None)
    save(cast.manager, "わたしの標準", is_default=True)
    assert (opens_with(cast.manager), opens_with(cast.other_manager)) == ("わたしの標準", "店長の標準")
    assert opens_with(cast.manager, STORES) is None


def test_a_new_default_takes_the_place_of_the_old_one(cast):
    old = save(cast.manager, "前の", is_default=True)
    save(cast.manager, "店舗", page=STORES, is_default=True)
    save(cast.manager, "今の", is_default=True)
    assert (opens_with(cast.manager), opens_with(cast.manager, STORES)) == ("今の", "店舗")
    one(connection, views.settling())
    assert first(connection, views.choose(viewer(cast.manager), old, is_default=True))
    assert opens_with(cast.manager) == "前の"
    assert first(connection, views.choose(viewer(cast.manager), old, is_default=False))
    assert opens_with(cast.manager) is None


def test_the_same_view_saved_again_as_default_stays_one(cast):
    save(cast.manager, "今の", is_default=True)
    save(cast.manager, "今の", is_default=True)
    save(cast.manager, "今の", page=STORES, is_default=True)
    assert (opens_with(cast.manager), opens_with(cast.manager, STORES)) == (None, "今の")


def test_nobody_changes_or_removes_what_is_not_theirs(cast):
    mine, everybodys = save(cast.manager, "わたし用"), save(cast.admin, "みんな用", Role.MANAGER)
    for who in (cast.other_manager, cast.area, cast.admin, cast.staff):
        assert first(connection, views.remove(viewer(who), mine)) is None
        assert first(connection, views.choose(viewer(who), mine, is_default=True)) is None
    for who in (cast.manager, cast.area, cast.staff):
        assert first(connection, views.remove(viewer(who), everybodys)) is None
        assert first(connection, views.choose(viewer(who), everybodys, is_default=True)) is None
    assert first(connection, views.remove(viewer(cast.admin), everybodys))
    assert first(connection, views.remove(viewer(cast.manager), mine))
    assert first(connection, views.remove(viewer(cast.manager), mine)) is None
    assert not AnalysisView.objects.exists()


def test_there_are_at_most_fifty_of_one_person_and_an_old_one_can_still_be_changed(cast):
    for number in range(MOST):
        save(cast.manager, f"表示{number}")
    refused = _saved(cast.manager, "もう1つ", None, SALES)
    assert refused == Written(None, "full")
    assert save(cast.manager, "表示7", query="sort=sales")
    assert save(cast.other_manager, "もう1つ")


def test_a_view_for_others_leaves_the_choice_of_stores_to_them():
    query = "scope=store:12&period=month&offset=-1&cmp=ly&store=3"
    assert for_role(query, Role.MANAGER) == for_role(query, Role.AREA) == "period=month&offset=-1&cmp=ly"
    assert for_role(query, Role.ADMIN) == query


def test_a_person_who_is_no_manager_any_more_has_no_views(cast):
    view = save(cast.manager, "わたし用")
    demoted = viewer(cast.manager)
    connection.cursor().execute("UPDATE users SET user_type = 'staff' WHERE user_id = %s", [cast.manager])
    assert names(cast.manager) == []
    assert first(connection, views.remove(viewer(cast.manager), view)) is None
    assert demoted.is_managing


def test_the_database_keeps_one_default_of_a_page(cast):
    mine = {"owner_id": cast.manager, "page": "sales", "is_default": True}
    AnalysisView.objects.create(name="1", **mine)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnalysisView.objects.create(name="2", **mine)
