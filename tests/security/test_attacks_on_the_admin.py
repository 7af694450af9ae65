"""Keys that no row can have, sent to tables of /admin/: each is answered, and nothing is done."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote as admin_quote

from tests.cast import CAST
from web.accounts.models import User
from web.admin_tables import Table

KEYS = ["", "x", "0", "-1", "9" * 30, "9" * 5000, "a\0b", "' OR 1=1 --", "//evil.example/"]
# One for each kind of key, and those that can be written to; they share what reads a key (`Table`).
TABLES = [
    "accounts/user",
    "accounts/session",
    "axes/accessattempt",
    "imports/import",
    "notify/pushpreference",
]

MODELS: list[Any] = sorted(admin.site._registry, key=lambda model: model._meta.label)


def test_every_table_reads_keys_as_these_do():
    assert all(isinstance(table, Table) for table in admin.site._registry.values())
    names = {f"{model._meta.app_label}/{model._meta.model_name}" for model in admin.site._registry}
    assert set(TABLES) <= names


@pytest.mark.parametrize("table", TABLES)
def test_a_key_that_no_row_can_have_is_answered(browser_of, table):
    browser, people = browser_of(CAST.admin), User.objects.count()
    for key in KEYS:
        sent = {"action": "delete_selected", "_selected_action": [key, "1"], "index": "0", "post": "yes"}
        answers = [browser.post(f"/admin/{table}/", sent)]
        answers += [browser.get(f"/admin/{table}/{quote(admin_quote(key))}/change/")] if key else []
        assert all(answer.status_code < 500 for answer in answers), key[:20]
    assert User.objects.count() == people


@pytest.mark.parametrize("table", TABLES)
def test_a_condition_that_is_none_is_answered(browser_of, table):
    browser = browser_of(CAST.admin)
    for query in ("p=9999999999", "p=-1", "q=a%00b", "o=9.9.-9", "at__year=x", "id=x", "id__in=9,x", "e=1"):
        assert browser.get(f"/admin/{table}/?{query}").status_code < 500, query


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_column_is_asked_for_by_the_offered_filters_alone(browser_of, model):
    browser = browser_of(CAST.admin)
    table: Any = admin.site._registry[model]
    page = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for name in {*table.hidden, model._meta.pk.name, "user__password", "opened_by__session_key"}:
        for lookup in ("", "__startswith", "__regex", "__in"):
            assert browser.get(page, {name + lookup: "a"}).status_code == 400, name + lookup


def test_no_key_hash_or_word_that_was_typed_in_vain_is_guessed_sign_by_sign(browser_of):
    browser = browser_of(CAST.admin)
    for address in (
        "accounts/session/?session_key__startswith=a",
        "accounts/session/?user=1&session_key__regex=^[a-m]",
        "accounts/user/?password__startswith=pbkdf2",
        "axes/accessattempt/?username__contains=a",
        "chats/aichathistory/?content__startswith=a",
        "chats/aichathistory/?thread__title__startswith=a",
        "chats/aichatthread/?title__startswith=a",
        "reports/reportdraft/?fields__title__startswith=a",
        "board/bbsdraft/?fields__title__startswith=a",
        "stores/monthlygoal/?store__user__password__startswith=a",
    ):
        assert browser.get(f"/admin/{address}").status_code == 400, address
