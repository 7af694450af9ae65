"""What is typed about a person."""

from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.validators import RegexValidator
from django.db import connection
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from shared import stores
from shared.access import Viewer
from shared.db import many
from shared.people import Person
from shared.rights import Refusal
from shared.staffing import Details
from shared.stores import Area, Place
from shared.words import Role
from web.fields import TextField

LOGIN_PATTERN = r"^(?=.*[A-Za-z0-9])[A-Za-z0-9@._+-]{1,20}\Z"


@dataclass(frozen=True, slots=True)
class Offered:
    """The stores and areas that the viewer may give a person; a 店長 gives none, since there is no choice."""

    viewer: Viewer
    places: list[Place]
    areas: list[Area]


def offered(viewer: Viewer) -> Offered:
    """By two statements for 本部, none for a 店長."""
    if not viewer.is_admin:
        return Offered(viewer, [], [])
    return Offered(viewer, many(connection, stores.places(viewer)), many(connection, stores.areas(viewer)))


class Narrow(forms.CharField):
    """A code of one width: typed in full-width letters it is the same code."""

    def to_python(self, value: Any) -> str:
        """The half-width form."""
        return normalize("NFKC", super().to_python(value) or "").strip()


class NarrowEmail(Narrow, forms.EmailField):
    """An e-mail address of one width."""


class PersonForm(forms.Form):
    """A person's name and work. For a 店長 role and store are not asked: スタッフ of the own store."""

    last_name = TextField(
        label=_("姓"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
        error_messages={
            "required": _("姓を入力してください。"),
            "max_length": _("姓は%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )
    first_name = TextField(
        label=_("名"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
        error_messages={"max_length": _("名は%(limit_value)d文字までです（今は%(show_value)d文字）。")},
    )
    role = forms.ChoiceField(
        label=_("役割"),
        choices=[(word.value, gettext_lazy(word.label)) for word in Role],
        error_messages={
            "required": _("役割を選んでください。"),
            "invalid_choice": _("役割を一覧から選んでください。"),
        },
    )
    store = forms.TypedChoiceField(
        label=_("店舗"),
        coerce=int,
        error_messages={
            "required": _("店舗を選んでください。"),
            "invalid_choice": _("店舗を一覧から選んでください。"),
        },
    )
    areas = forms.TypedMultipleChoiceField(
        label=_("担当エリア"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("担当エリアを一覧から選んでください。")},
    )
    email = NarrowEmail(
        label=_("メールアドレス"),
        required=False,
        max_length=254,
        help_text=_("なくても使えます。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
        error_messages={
            "invalid": _("メールアドレスの形を確かめてください（例：tanaka@example.com）。"),
            "max_length": _("メールアドレスは%(limit_value)d文字までです。"),
        },
    )

    def __init__(self, *args: Any, offered: Offered, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.person = offered, person
        self.is_choosing = offered.viewer.is_admin
        role, store, areas = (self.fields[name] for name in ("role", "store", "areas"))
        if self.is_choosing:
            store.choices = [("", gettext("選んでください")), *self._places()]  # type: ignore[attr-defined]
            areas.choices = [(area.id, area.name) for area in offered.areas]  # type: ignore[attr-defined]
            return
        store.choices = [(offered.viewer.home_store, "")]  # type: ignore[attr-defined]
        store.error_messages["invalid_choice"] = gettext(Refusal.ONLY_OWN_STORE.label)
        areas.choices = []  # type: ignore[attr-defined]
        role.required = store.required = False

    def clean(self) -> dict[str, Any]:
        """An エリアマネージャー has an area."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_choosable = bool(self.offered.areas) and "areas" not in self.errors
        if cleaned.get("role") == Role.AREA and is_choosable and not cleaned["areas"]:
            self.add_error("areas", _("担当エリアを1つ以上選んでください。"))
        return cleaned

    @property
    def details(self) -> Details:
        """The valid form as `shared` takes it."""
        typed = self.cleaned_data
        role = typed["role"] or Role.STAFF.value
        return Details(
            last_name=typed["last_name"],
            first_name=typed["first_name"],
            email=typed["email"],
            role=role,
            store_id=typed["store"] or self.offered.viewer.home_store,
            areas=sorted(typed["areas"]) if role == Role.AREA else [],
        )

    def _places(self) -> list[tuple[int, str]]:
        """The open stores, and the one in which the person is."""
        here = self.person.store_id if self.person else None
        return [
            (place.store_id, gettext("%s（閉店）") % place.name if place.is_closed else place.name)
            for place in self.offered.places
            if not place.is_closed or place.store_id == here
        ]


class NewPersonForm(PersonForm):
    """As `PersonForm`, with the login that the person gets."""

    user_id = Narrow(
        label=_("ログインID"),
        max_length=20,
        help_text=_("半角の英数字と @ . _ + - で20文字まで（例：tanaka-yui）。あとから変えられません。"),
        validators=[
            RegexValidator(
                LOGIN_PATTERN, _("ログインIDは、半角の英数字と @ . _ + - だけで入力してください。")
            )
        ],
        error_messages={
            "required": _("ログインIDを入力してください。"),
            "max_length": _("ログインIDは%(limit_value)d文字までです。"),
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "email",
                "enterkeyhint": "done",
            }
        ),
    )
    field_order = ("last_name", "first_name", "user_id", "role", "areas", "store", "email")


def initial_of(person: Person) -> dict[str, object]:
    """The person as their form shows them."""
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "email": person.email,
        "role": person.role,
        "store": person.store_id,
        "areas": person.areas,
    }


def details_of(person: Person) -> Details:
    """The person as somebody would have typed them."""
    return Details(
        last_name=person.last_name,
        first_name=person.first_name,
        email=person.email,
        role=person.role,
        store_id=person.store_id,
        areas=sorted(person.areas),
    )
