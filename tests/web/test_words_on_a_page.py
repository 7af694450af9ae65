"""Dates, money and words on a page are written as a Japanese restaurant writes them, and in English."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from web.pages.context import chosen_theme

SUNDAY = date(2026, 11, 22)
LATE = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def written(expression: str, value: object, language: str = "ja") -> str:
    with translation.override(language):
        return Template(f"{{% load c3 %}}{{{{ value|{expression} }}}}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "japanese", "english"),
    [
        ("jdate", SUNDAY, "2026年11月22日(日)", "Sun, Nov 22, 2026"),
        ("jdate", "2026-11-22", "2026年11月22日(日)", "Sun, Nov 22, 2026"),
        ("jdate", "きのう", "きのう", "きのう"),
        ("jdate", None, "", ""),
        ("jday", SUNDAY, "11月22日(日)", "Sun, Nov 22"),
        ("jmonth", SUNDAY, "2026年11月", "November 2026"),
        ("month_name", SUNDAY, "11月", "November"),
        ("jshort", SUNDAY, "11/22(日)", "Sun, Nov 22"),
        ("jdatetime", LATE, "2026年11月23日(月) 00:30", "Mon, Nov 23, 2026 00:30"),
        ("iso", LATE, "2026-11-23T00:30+09:00", "2026-11-23T00:30+09:00"),
        ("yen", 1234567, "¥1,234,567", "¥1,234,567"),
        ("yen", 0, "¥0", "¥0"),
        ("yen", None, "未提出", "Not submitted"),
        ("signed_yen", 120, "+¥120", "+¥120"),
        ("signed_yen", -1200, "-¥1,200", "-¥1,200"),
        ("signed_yen", 0, "±¥0", "±¥0"),
        ("guests", 1156, "1,156名", "1,156 guests"),
        ("guests", 1, "1名", "1 guest"),
        ("guests", None, "未提出", "Not submitted"),
        ("words_label", "claim", "クレーム", "Complaint"),
        ("words_label:'location'", "kitchen", "キッチン", "Kitchen"),
        ("words_label:'role'", "admin", "本部", "Head office"),
        ("words_label", "<b>", "&lt;b&gt;", "&lt;b&gt;"),
        ("words_tone", "claim", "bad", "bad"),
        ("words_tone", "unknown", "neutral", "neutral"),
    ],
)
def test_a_value_is_written_for_its_reader(expression, value, japanese, english):
    assert written(expression, value) == japanese
    assert written(expression, value, "en") == english


def test_only_the_page_that_is_open_is_marked_in_the_navigation():
    asked = {"request": RequestFactory().get("/report/list/"), "viewer": SimpleNamespace(is_managing=False)}
    asked["unread_total"] = 0
    drawn = Template("{% load c3 %}{% tabs %}").render(Context(asked))
    assert drawn.count("aria-current") == 1
    assert 'href="/report/list/" aria-current="page"' in drawn
    assert "/analysis/" not in drawn


@pytest.mark.parametrize(
    "path", ["/stores/list/", "/export/", "/import/", "/audit/", "/accounts/staff-list/"]
)
def test_the_pages_of_the_office_belong_to_more(path):
    asked = {"request": RequestFactory().get(path), "viewer": SimpleNamespace(is_managing=True)}
    asked["unread_total"] = 0
    drawn = Template("{% load c3 %}{% tabs %}").render(Context(asked))
    assert 'href="/accounts/profile/" aria-current="page"' in drawn


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><b', "system")])
def test_a_theme_is_one_of_three_whatever_the_cookie_says(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert chosen_theme(request) == theme


def test_a_chosen_theme_is_kept_and_leads_back(client):
    answer = client.post("/theme/", {"theme": "dark", "next": "/accounts/login/"})
    assert answer.headers["Location"] == "/accounts/login/"
    assert answer.cookies["theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()


def test_the_theme_switch_leads_to_no_other_site_and_keeps_no_unknown_theme(client):
    answer = client.post("/theme/", {"theme": "pink", "next": "https://example.com/"})
    assert answer.headers["Location"] == "/"
    assert "theme" not in answer.cookies
