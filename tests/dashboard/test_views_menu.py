"""The menu of saved views as HTML."""

from dataclasses import replace

from dashboard.look import Look
from dashboard.views_menu import address, form, items
from shared.access import Viewer
from shared.views import SavedView

ADMIN = Viewer("hq-admin", "山本 彩", "admin", 1, "本部", 5, "", [1, 2], [1, 2])
MANAGER = replace(ADMIN, role="manager", home_store=2, stores=[2])
MINE = SavedView(7, "sales", "先週 <b>と</b> & 今週", "period=week&offset=-1", None, is_default=False)
EVERYBODYS = SavedView(8, "overview", "朝の確認", "period=month", "manager", is_default=True)


def test_a_view_leads_to_its_page_and_question():
    assert address(MINE) == "/analysis/sales/?period=week&offset=-1"
    assert address(EVERYBODYS) == "/analysis/?period=month"


def test_a_name_is_text_and_never_markup():
    listed = items([MINE], MANAGER, Look())
    assert "<b>" not in listed
    assert "先週 &lt;b&gt;と&lt;/b&gt; &amp; 今週" in listed
    assert 'href="/analysis/sales/?period=week&amp;offset=-1"' in listed


def test_only_who_may_change_a_view_has_its_buttons():
    assert items([MINE], MANAGER, Look()).count("<button") == 2
    assert items([EVERYBODYS], MANAGER, Look()).count("<button") == 0
    assert items([EVERYBODYS], ADMIN, Look()).count("<button") == 2


def test_the_default_is_pressed_and_its_button_takes_it_back():
    assert 'data-act="undo" aria-pressed="true"' in items([EVERYBODYS], ADMIN, Look())
    assert 'data-act="choose" aria-pressed="false"' in items([MINE], ADMIN, Look())


def test_it_says_whose_a_view_is_and_when_there_is_none():
    assert "店長の全員" in items([EVERYBODYS], MANAGER, Look())
    assert "保存した表示はまだありません。" in items([], MANAGER, Look())


def test_only_the_head_office_chooses_whose_a_new_view_is():
    assert 'name="role"' in form(ADMIN, Look())
    assert 'name="role"' not in form(MANAGER, Look())
