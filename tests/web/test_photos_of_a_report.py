"""The photos of a 日報: added, taken off and put in order when it is changed; twelve in all."""

from uuid import UUID

import pytest

from shared.storage import storage
from tests.web.reporting import REGISTER, begin, file_report, photo, typed
from web.reports.models import DailyReport, ReportImage

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(browser_of, cast):
    return browser_of(cast.staff)


@pytest.fixture
def report(browser) -> int:
    """A report with photos 81, 82 and 83 pixels wide."""
    return file_report(browser, images=[photo(1), photo(2), photo(3)])


def widths(browser, report_id: int) -> list[int]:
    """The photos as the report's page shows them."""
    return [shown.width for shown in browser.get(f"/report/view/{report_id}/").context["pictures"]]


def edit(browser, report_id: int, **changes: object):
    return browser.post(f"/report/edit/{report_id}/", begin(browser, report_id) | changes)


def test_the_form_shows_them_and_saving_leaves_them_as_they_were(browser, report):
    assert edit(browser, report, title="題だけ").status_code == 302
    assert widths(browser, report) == [81, 82, 83]


def test_new_ones_come_after(browser, report):
    edit(browser, report, images=[photo(4)])
    assert widths(browser, report) == [81, 82, 83, 84]


def test_one_is_taken_off_and_its_file_stays_until_it_is_swept(browser, report):
    form = begin(browser, report)
    off = form["order"][1]
    browser.post(f"/report/edit/{report}/", form | {"remove_pictures": [off]})
    assert widths(browser, report) == [81, 83]
    row = ReportImage.objects.get(id=off)
    assert row.report_id is None
    assert storage().read(row.name)


def test_nothing_is_taken_off_while_the_form_is_refused(browser, report):
    form = begin(browser, report)
    off = form["order"][0]
    refused = browser.post(f"/report/edit/{report}/", form | {"title": "", "remove_pictures": [off]})
    assert refused.status_code == 422
    assert refused.context["sheet"].removed == (UUID(off),)
    assert f'value="{off}" checked' in refused.content.decode()
    assert widths(browser, report) == [81, 82, 83]


def test_they_are_put_in_order_by_the_order_of_the_fields(browser, report):
    form = begin(browser, report)
    edit(browser, report, order=form["order"][::-1])
    assert widths(browser, report) == [83, 82, 81]


@pytest.mark.parametrize(
    ("way", "at", "expected"),
    [
        ("right", 0, [82, 81, 83]),
        ("left", 2, [81, 83, 82]),
        ("left", 0, [81, 82, 83]),
        ("right", 2, [81, 82, 83]),
        ("up", 1, [81, 82, 83]),
    ],
)
def test_a_button_moves_one_without_javascript_and_saves_nothing(browser, report, way, at, expected):
    form = begin(browser, report) | {"title": "書きかけの題"}
    moved = browser.post(f"/report/edit/{report}/", form | {"move": f"{way}:{form['order'][at]}"})
    assert moved.status_code == 200
    assert [shown.width for shown in moved.context["pictures"]] == expected
    assert moved.context["form"]["title"].value() == "書きかけの題"
    assert 'id="error-summary"' not in moved.content.decode()
    assert DailyReport.objects.get().version == 1
    order = [str(shown.id) for shown in moved.context["pictures"]]
    browser.post(f"/report/edit/{report}/", form | {"order": order})
    assert widths(browser, report) == expected


@pytest.mark.parametrize("move", ["", "left", "left:", "left:x", f"left:{UUID(int=7)}", "\0"])
def test_a_forged_move_moves_nothing(browser, report, move):
    form = begin(browser, report)
    moved = browser.post(f"/report/edit/{report}/", form | {"move": move})
    assert [str(shown.id) for shown in moved.context["pictures"]] == form["order"]


def test_photos_chosen_with_the_move_are_kept_and_moved_in_a_new_report_too(browser):
    form = typed(images=[photo(1), photo(2)], move="none")
    shown = browser.post(REGISTER, form).context["pictures"]
    order = [str(picture.id) for picture in shown]
    del form["images"]
    moved = browser.post(REGISTER, form | {"order": order, "move": f"left:{order[1]}"})
    assert [picture.width for picture in moved.context["pictures"]] == [82, 81]
    del form["move"]
    browser.post(REGISTER, form | {"order": order[::-1]})
    assert widths(browser, DailyReport.objects.get().id) == [82, 81]


def test_twelve_in_all(browser, report):
    refused = edit(browser, report, images=[photo(shade) for shade in range(10, 20)])
    assert refused.status_code == 422
    assert "写真は12枚までです" in refused.content.decode()
    assert len(refused.context["pictures"]) == 12
    assert widths(browser, report) == [81, 82, 83]


def test_one_taken_off_makes_room(browser, report):
    form = begin(browser, report)
    off = form["order"][0]
    files = [photo(shade) for shade in range(10, 20)]
    saved = browser.post(f"/report/edit/{report}/", form | {"remove_pictures": [off], "images": files})
    assert saved.status_code == 302
    assert len(widths(browser, report)) == 12


def test_those_of_the_form_that_are_in_the_report_already_are_counted_once(browser, report):
    form = begin(browser, report) | {"images": [photo(shade) for shade in range(10, 16)]}
    browser.post(f"/report/edit/{report}/", form)
    again = begin(browser, report) | {"form_id": form["form_id"], "images": [photo(20)]}
    assert browser.post(f"/report/edit/{report}/", again).status_code == 302
    assert len(widths(browser, report)) == 10


def test_one_taken_off_and_chosen_again_stays(browser, report):
    form = begin(browser, report) | {"images": [photo(4)]}
    browser.post(f"/report/edit/{report}/", form)
    again = begin(browser, report) | {"form_id": form["form_id"], "images": [photo(4)]}
    browser.post(f"/report/edit/{report}/", again | {"remove_pictures": again["order"][3:]})
    assert widths(browser, report) == [81, 82, 83, 84]


def test_a_photo_that_the_form_does_not_name_does_not_go_along(browser, report):
    form = begin(browser, report)
    browser.post(f"/report/edit/{report}/", form | {"title": "", "images": [photo(4)]})
    assert browser.post(f"/report/edit/{report}/", form).status_code == 302
    assert widths(browser, report) == [81, 82, 83]


def test_a_photo_of_another_report_cannot_be_taken_or_moved(browser, browser_of, cast, report):
    other = file_report(browser_of(cast.other_staff), images=[photo(9)])
    foreign = str(ReportImage.objects.get(report_id=other).id)
    form = begin(browser, report)
    browser.post(f"/report/edit/{report}/", form | {"order": [foreign], "remove_pictures": [foreign]})
    assert ReportImage.objects.get(id=foreign).report_id == other
    assert widths(browser, report) == [81, 82, 83]


def test_a_bad_photo_is_said_and_the_good_one_is_kept_for_the_form(browser, report):
    from tests.web.test_post_report import upload  # noqa: PLC0415

    refused = edit(browser, report, images=[upload(b"no photo", "bad.jpg"), photo(5)])
    assert refused.status_code == 422
    assert "bad.jpg" in refused.content.decode()
    assert [shown.width for shown in refused.context["pictures"]] == [81, 82, 83, 85]
