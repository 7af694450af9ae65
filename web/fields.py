"""Form fields for texts, numbers and days as people type them."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.markup import undisguised
from shared.yen import NotANumber, whole_number

NUMBER: Final = {"autocomplete": "off", "enterkeyhint": "next", "class": "amount", "data-amount": ""}


class TextField(forms.CharField):
    """A text as it was typed, but for characters that turn its order around: nobody types those.

    Its lines end with a line feed, whether a form, a script or htmx sent it: sent again, it is the same text.
    """

    def to_python(self, value: Any) -> str | None:
        """The text; one of nothing but such characters is empty."""
        return super().to_python(
            undisguised(value.replace("\r\n", "\n")) if isinstance(value, str) else value
        )


class AmountField(forms.CharField):
    """A whole number from `least` to `most`, in any of the ways of `shared.yen`; None when it is left empty.

    A text field with a keypad and no `pattern`: full-width digits must reach the server. `error_messages`
    name `required`, `too_little` and `too_much`. A field that takes less than 0 has no keypad without
    JavaScript, since a phone's has no minus.
    """

    def __init__(self, *, most: int, least: int = 0, **options: Any) -> None:
        keypad = {"inputmode": "numeric"} if least >= 0 else {"data-signed": ""}
        options.setdefault("widget", forms.TextInput(attrs=NUMBER | keypad))
        super().__init__(**options)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> Any:
        """The number; a text that is none is refused with the sentence of its reason."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            number = whole_number(self.bare(text))
        except NotANumber as refused:
            raise forms.ValidationError(_(refused.reason.label)) from None
        if not self.least <= number <= self.most:
            broken = "too_little" if number < self.least else "too_much"
            raise forms.ValidationError(self.error_messages[broken])
        return number

    def bare(self, text: str) -> str:
        """The text without a unit that `shared.yen` does not know."""
        return text

    def prepare_value(self, value: Any) -> Any:
        """412,300 for a number of ours; what a person typed stays as it was typed."""
        return f"{value:,}" if isinstance(value, int) else value


class PercentField(AmountField):
    """0 to 100, with or without a %."""

    def bare(self, text: str) -> str:
        """The number before its %."""
        return text.rstrip().removesuffix("%").removesuffix("％")


class DayField(forms.DateField):
    """A date; a browser without a date picker may send 2026/11/22 too."""

    def __init__(self, **options: Any) -> None:
        sentence = gettext_lazy("日付を選んでください（例：2026-11-22）。")
        super().__init__(
            input_formats=["%Y-%m-%d", "%Y/%m/%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": sentence, "invalid": sentence},
            **options,
        )
