"""No text that somebody types turns the order of what others read around (right-to-left overrides)."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms

import web
from web.fields import AmountField, TextField

DISGUISED = "請求\u202egnp.exe\u202c\u2066x\u2069"
# Fields whose text is looked for or must be ASCII, and is never shown to others as it was typed.
ASKED = {"LoginForm.user_id", "NewPersonForm.user_id", "FilterForm.person"}
OTHERS = (AmountField, forms.EmailField)


def our_forms() -> Iterator[type[forms.Form]]:
    for module in walk_packages(web.__path__, "web."):
        if module.name.endswith("forms"):
            found = vars(import_module(module.name)).values()
            classes = [one for one in found if isinstance(one, type) and one.__module__ == module.name]
            yield from (one for one in classes if issubclass(one, forms.Form))


def typed_fields() -> Iterator[tuple[str, forms.CharField]]:
    for form in our_forms():
        for name, field in form.base_fields.items():
            is_secret = isinstance(field.widget, forms.PasswordInput)
            if isinstance(field, forms.CharField) and not isinstance(field, OTHERS) and not is_secret:
                yield f"{form.__name__}.{name}", field


FIELDS = dict(typed_fields())


@pytest.mark.parametrize("name", sorted(FIELDS.keys() - ASKED))
def test_a_text_loses_what_turns_it_around_and_nothing_else(name):
    field = FIELDS[name]
    assert isinstance(field, TextField)
    assert field.to_python(DISGUISED) == "請求gnp.exex"
    assert field.to_python("e\u0301 👨\u200d👩") == "e\u0301 👨\u200d👩"
    assert field.to_python("一\r\n二\n三") == "一\n二\n三"


def test_the_others_are_shown_to_nobody():
    assert FIELDS.keys() >= ASKED
    assert len(FIELDS.keys() - ASKED) >= 10
