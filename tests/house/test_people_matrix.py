"""Every role does every action to a person of every role, in the own store and in another.

The table says what is answered. 200 shows a password or a page, 302 is done, 404 is out of reach, 422 says
who may.
"""

import pytest
from django.test import Client

from shared.words import Role
from tests.cast import CAST
from web.accounts.models import User

pytestmark = pytest.mark.django_db

ACTORS = ("staff", "manager", "area", "admin")

# Whom: a role, at home (渋谷, 東京) or away (梅田, 大阪), or the actor (self). In the second part a new
# person is added, or one at home is given another role or store.
TABLE = """
                          staff manager area admin
open staff home            404    200    422   200
open manager home          404    422    422   200
open area home             404    422    422   200
open admin home            404    422    422   200
open staff away            404    404    404   200
open manager away          404    404    404   200
open area away             404    404    404   200
open admin away            404    404    404   200
open self                  404    422    422   200
change staff home          404    302    422   302
change manager home        404    422    422   302
change area home           404    422    422   302
change admin home          404    422    422   302
change staff away          404    404    404   302
change manager away        404    404    404   302
change area away           404    404    404   302
change admin away          404    404    404   302
change self                404    422    422   302
retire staff home          404    302    422   302
retire manager home        404    422    422   302
retire area home           404    422    422   302
retire admin home          404    422    422   302
retire staff away          404    404    404   302
retire manager away        404    404    404   302
retire area away           404    404    404   302
retire admin away          404    404    404   302
retire self                404    422    422   422
restore staff home         404    302    422   302
restore manager home       404    422    422   302
restore area home          404    422    422   302
restore admin home         404    422    422   302
restore staff away         404    404    404   302
restore manager away       404    404    404   302
restore area away          404    404    404   302
restore admin away         404    404    404   302
password staff home        404    200    422   200
password manager home      404    422    422   200
password area home         404    422    422   200
password admin home        404    422    422   200
password staff away        404    404    404   200
password manager away      404    404    404   200
password area away         404    404    404   200
password admin away        404    404    404   200
password self              404    422    422   422
open nobody                404    404    404   404
change nobody              404    404    404   404
retire nobody              404    404    404   404
restore nobody             404    404    404   404
password nobody            404    404    404   404
add staff home             404    200    404   200
add manager home           404    422    404   200
add area home              404    422    404   200
add admin home             404    422    404   200
add staff away             404    422    404   200
add manager away           404    422    404   200
add area away              404    422    404   200
add admin away             404    422    404   200
promote staff manager      404    422    422   302
promote staff area         404    422    422   302
promote staff admin        404    422    422   302
promote manager staff      404    422    422   302
promote admin staff        404    422    422   302
promote self staff         404    422    422   422
promote self admin         404    422    422   302
move staff away            404    422    422   302
move manager away          404    422    422   302
"""

Row = tuple[str, list[str], list[int]]
ROWS: list[Row] = [
    (parts[0], parts[1:-4], [int(status) for status in parts[-4:]])
    for parts in (line.split() for line in TABLE.strip().splitlines()[1:])
]
STORES = {"home": CAST.shibuya, "away": CAST.umeda}


@pytest.fixture
def everybody(cast) -> None:
    """One of each role, at home and away; the hashes are nobody's, since nobody signs in with them."""
    for place, store in STORES.items():
        for role in Role:
            person = User.objects.create(
                user_id=f"{role}-{place}", store_id=store, user_type=role, last_name="人", password="!x"
            )
            if role == Role.AREA:
                person.areas.add(1)


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    """Hundreds of passwords are set here; how strongly they are hashed is not what this is about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.parametrize(
    ("action", "whom", "statuses"), ROWS, ids=[" ".join([row[0], *row[1]]) for row in ROWS]
)
def test_each_role_is_answered_as_the_table_says(browser_of, everybody, cast, action, whom, statuses):
    answers = {}
    for actor in ACTORS:
        before = _people()
        answers[actor] = _act(browser_of(getattr(cast, actor)), getattr(cast, actor), action, whom)
        if answers[actor] in {404, 422} or action == "open":
            assert _people() == before, f"{actor} changed somebody"
        elif action != "restore":
            assert _people() != before, f"{actor} changed nobody"
        _undo(before)
    assert answers == dict(zip(ACTORS, statuses, strict=True))


def test_the_table_is_complete():
    asked = {(action, *whom) for action, whom, _ in ROWS}
    for action in ("open", "change", "retire", "restore", "password", "add"):
        for role in Role:
            assert {(action, role.value, place) for place in STORES} <= asked


def _act(browser: Client, actor: str, action: str, whom: list[str]) -> int:
    """One request as the page would send it; the status of the answer."""
    if action == "add":
        form = {"user_id": "new", "last_name": "新", "role": whom[0], "store": STORES[whom[1]]}
        return browser.post("/accounts/signup/", _with_areas(form)).status_code
    target = {"self": actor, "nobody": "nobody"}.get(whom[0]) or f"{whom[0]}-{_place(action, whom)}"
    person = User.objects.filter(pk=target).first()
    address = f"/accounts/staff-edit/{target}/"
    if action == "open":
        return browser.get(address).status_code
    if action in {"retire", "restore"}:
        return browser.post(f"{address}{action}/", {"a": "1"}).status_code
    if action == "password":
        page = browser.get(address)
        mark = page.context["person"].password_mark if page.status_code == 200 else ""
        return browser.post(f"{address}password/", {"mark": mark}).status_code
    form = {
        "version": person.version if person else 1,
        "last_name": "変",
        "first_name": "更",
        "role": person.user_type if person else "staff",
        "store": person.store_id if person else CAST.shibuya,
    }
    if action == "promote":
        form["role"] = whom[1]
    if action == "move":
        form["store"] = CAST.umeda
    return browser.post(address, _with_areas(form)).status_code


def _with_areas(form: dict[str, object]) -> dict[str, object]:
    """An エリアマネージャー has areas, nobody else."""
    return {**form, "areas": [2]} if form["role"] == "area" else form


def _place(action: str, whom: list[str]) -> str:
    return whom[1] if action not in {"promote", "move"} else "home"


def _people() -> dict[str, tuple[object, ...]]:
    columns = ("user_id", "store_id", "user_type", "last_name", "is_active", "password")
    return {row[0]: row[1:] for row in User.objects.values_list(*columns)}


def _undo(before: dict[str, tuple[object, ...]]) -> None:
    """Everybody as they were, for the next one who acts."""
    User.objects.exclude(pk__in=before).delete()
    for user_id, (store, role, name, is_active, password) in before.items():
        User.objects.filter(pk=user_id).update(
            store_id=store, user_type=role, last_name=name, is_active=is_active, password=password
        )
