"""The words that 本部 types as meaning the same."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.search.keywords import fold
from web.fields import TextField

FEWEST, MOST, LONGEST = 2, 12, 40
BETWEEN: Final = re.compile(r"[、,，､\n\r]+")


class SynonymsForm(forms.Form):
    """One group of words."""

    terms = TextField(
        label=gettext_lazy("同じ意味の言葉"),
        help_text=gettext_lazy("「、」か改行で区切って、2つから12まで。例：違算、レジ誤差、過不足"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={
            "required": gettext_lazy("同じ意味の言葉を2つ以上入力してください。"),
            "max_length": gettext_lazy("長すぎます。言葉は12まで、1つ40文字までです。"),
        },
    )

    def clean_terms(self) -> list[str]:
        """The words, each without the white space around it, one for all ways of writing it."""
        typed = [" ".join(part.split()) for part in BETWEEN.split(self.cleaned_data["terms"])]
        by_fold = {fold(term): term for term in reversed(typed) if term}
        terms = sorted(by_fold.values(), key=typed.index)
        too_long = next((term for term in terms if len(term) > LONGEST), None)
        if too_long:
            sentence = _("「%(term)s…」は長すぎます。1つの言葉は%(most)s文字までです。")
            raise forms.ValidationError(sentence % {"term": too_long[:20], "most": LONGEST})
        if len(terms) < FEWEST:
            raise forms.ValidationError(_("違う言葉を2つ以上入力してください（例：違算、レジ誤差）。"))
        if len(terms) > MOST:
            sentence = _("言葉は%(most)sまでです（今は%(count)s）。よく使うものを残してください。")
            raise forms.ValidationError(sentence % {"most": MOST, "count": len(terms)})
        return terms


def written(terms: list[str]) -> dict[str, Any]:
    """The words of a group as the form shows them."""
    return {"terms": "、".join(terms)}
