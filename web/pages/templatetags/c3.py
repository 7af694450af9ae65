"""`{% load c3 %}`: dates, money and words as a Japanese restaurant writes them; icons; where one is."""

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Final

from django import template
from django.db import connection
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from shared import dates, unread
from shared.access import Viewer
from shared.db import one
from shared.words import (
    AuditAction,
    AuditSubject,
    DocumentState,
    Genre,
    ImportState,
    KnowledgeKind,
    Location,
    NoticeKind,
    Reaction,
    Role,
    StoreKind,
    Word,
)

register = template.Library()

MORE: Final = "/accounts/"
SECTIONS: Final = ("/report/", "/bbs/", "/ai/", MORE)
MOST_TOLD: Final = 100  # 未読 of so many or more are 「99+」
OF_MORE: Final = ("/stores/", "/export/", "/import/", "/audit/", "/knowledge/", "/help/", "/search/synonyms/")

VOCABULARIES: Final[dict[str, type[Word]]] = {
    "genre": Genre,
    "location": Location,
    "role": Role,
    "reaction": Reaction,
    "store_kind": StoreKind,
    "audit_action": AuditAction,
    "audit_subject": AuditSubject,
    "import_state": ImportState,
    "notice_kind": NoticeKind,
    "knowledge_kind": KnowledgeKind,
    "document_state": DocumentState,
}


@register.filter
def jdate(value: object) -> str:
    """2026年11月22日(日). Takes a date, a datetime or an ISO string; other text comes back as it is."""
    return _dated(value, "DATE_FORMAT")


@register.filter
def jday(value: object) -> str:
    """11月22日(日)."""
    return _dated(value, "MONTH_DAY_FORMAT")


@register.filter
def jshort(value: object) -> str:
    """11/22(日)."""
    return _dated(value, "SHORT_DATE_FORMAT")


@register.filter
def jdatetime(value: object) -> str:
    """2026年11月22日(日) 22:14, on the clock of Japan."""
    return _dated(value, "DATETIME_FORMAT")


@register.filter
def jmonth(value: object) -> str:
    """2026年11月."""
    return _dated(value, "YEAR_MONTH_FORMAT")


@register.filter
def month_name(value: object) -> str:
    """11月."""
    return _dated(value, "MONTH_FORMAT")


@register.simple_tag
def holiday(day: date) -> SafeString:
    """祝 and the name of the holiday, in the reader's language; empty on any other day."""
    language = get_language() or "ja"
    name = dates.holiday(day, language)
    told = f"祝 {name}" if language == "ja" else name
    return format_html('<span class="holiday">{}</span>', told) if name else SafeString("")


@register.filter
def iso(value: object) -> str:
    """2026-11-22 for `datetime=` attributes, with the time and its offset where there is one."""
    moment = _moment(value)
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else str(moment or "")


@register.filter
def yen(amount: int | str | None) -> str:
    """¥1,234,567; a missing amount is 「未提出」, never ¥0."""
    return _("未提出") if amount in (None, "") else f"¥{int(amount):,}"


@register.filter
def signed_yen(amount: int | str) -> str:
    """+¥120, -¥1,200 or ±¥0: a difference (違算)."""
    sign = "+" if int(amount) > 0 else "-" if int(amount) < 0 else "±"
    return f"{sign}¥{abs(int(amount)):,}"


@register.filter
def guests(count: int | str | None) -> str:
    """156名; a missing count is 「未提出」."""
    if count in (None, ""):
        return _("未提出")
    return ngettext("%(guests)s名", "%(guests)s名", int(count)) % {"guests": f"{int(count):,}"}


@register.filter
def words_label(code: str, kind: str = "genre") -> str:
    """The label of a code of the vocabulary `kind`, in the reader's language; an unknown code as it is."""
    word = _word(code, kind)
    return _(word.label) if word else str(code)


@register.filter
def words_tone(code: str, kind: str = "genre") -> str:
    """The tone of a code: the name of a colour in the theme."""
    word = _word(code, kind)
    return word.tone if word else "neutral"


WRITTEN: Final = (
    "date",
    "title",
    "content",
    "sales_amount",
    "customer_count",
    "cash_difference",
    "goal_text",
    "sales_target",
    "achievement_rate",
    "achievement_text",
    "last_name",
    "first_name",
    "user_id",
    "email",
    "message",
)
FORM_LABELS: Final = {
    "date": gettext_lazy("日付"),
    "genre": gettext_lazy("ジャンル"),
    "location": gettext_lazy("場所"),
    "title": gettext_lazy("タイトル"),
    "content": gettext_lazy("内容"),
    "sales_amount": gettext_lazy("売上（円・税込）"),
    "customer_count": gettext_lazy("客数（名）"),
    "cash_difference": gettext_lazy("違算（円）"),
    "goal_text": gettext_lazy("目標"),
    "sales_target": gettext_lazy("売上目標（円）"),
    "achievement_rate": gettext_lazy("達成度（%）"),
    "achievement_text": gettext_lazy("達成の様子"),
    "last_name": gettext_lazy("姓"),
    "first_name": gettext_lazy("名"),
    "user_id": gettext_lazy("ログインID"),
    "email": gettext_lazy("メールアドレス"),
    "message": gettext_lazy("質問"),
    "role": gettext_lazy("役割"),
}


@register.filter
def form_label(name: str) -> str:
    """The label of a typed field by its name; empty for one that nobody types (ids, switches)."""
    return str(FORM_LABELS.get(name, ""))


@register.filter
def is_written(name: str) -> bool:
    """True for a field that is typed, not picked."""
    return name in WRITTEN


@register.simple_tag
def chip(code: str, kind: str) -> SafeString:
    """The word of a code on its colour."""
    return _drawn_chip(code, kind, get_language())


@register.simple_tag
@cache
def icon(name: str, css: str = "icon") -> SafeString:
    """A decorative drawing of `icons/sprite.svg`: its meaning is always in words beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def form_token(context: template.Context) -> SafeString:
    """What a form sends along: our token, and for whom its page was made (`web.typed.is_of_another`).

    A page for nobody hands on what the form before it said.
    """
    viewer, request = context.get("viewer"), context.get("request")
    sent_by = viewer.user_id if viewer else request.POST.get("sent_by", "") if request else ""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="sent_by" value="{}">',
        context["csrf_token"],
        sent_by,
    )


@register.simple_tag(takes_context=True)
def tabs(context: template.Context) -> SafeString:
    """The navigation; the section that the page's address is in has `aria-current` ("/" only for itself).

    What is reached from その他 belongs to it, as the accounts' pages do. The number on 掲示板 is 未読: a page
    that has counted says `unread_total`, for every other one it is asked here.
    """
    path = context["request"].path if "request" in context else ""
    path = MORE if path.startswith(OF_MORE) else path
    section = next((section for section in SECTIONS if path.startswith(section)), "/" if path == "/" else "")
    told = min(_unread(context), MOST_TOLD)
    return _drawn_tabs(section, context["viewer"].is_managing, told, get_language())


def _unread(context: template.Context) -> int:
    if "unread_total" in context:
        return int(context["unread_total"])
    viewer: Viewer = context["viewer"]
    return one(connection, unread.count(viewer, viewer.today(dates.now()))).items


@lru_cache(maxsize=1000)
def _drawn_tabs(section: str, is_managing: bool, told: int, language: str | None) -> SafeString:
    """Every page has them; `language` is the active one, in which they are drawn."""
    return render_to_string(
        "partials/tabs.html", {"section": section, "is_managing": is_managing, "unread_total": told}
    )


@cache
def _drawn_chip(code: str, kind: str, language: str | None) -> SafeString:
    """A page has dozens; `language` is the active one, in which it is drawn."""
    return render_to_string("partials/chip.html", {"code": code, "kind": kind})


def _word(code: str, kind: str) -> Word | None:
    words = VOCABULARIES.get(kind)
    return next((word for word in words or () if word == code), None)


def _dated(value: object, name: str) -> str:
    moment = _moment(value)
    return _told(moment, name, get_language()) if moment else str(value or "")


@lru_cache(maxsize=2000)
def _told(moment: date | datetime, name: str, language: str | None) -> str:
    """A page tells the same few days again and again; `language` is the active one they are told in."""
    return date_format(moment, name)


def _moment(value: object) -> date | datetime | None:
    """`value` as a date, or as a datetime on the clock of Japan."""
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
