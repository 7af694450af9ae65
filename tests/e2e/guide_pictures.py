"""Makes the pictures of the guide (docs/guide/img) out of the demo chain:

python -m tests.e2e.guide_pictures [NAME ...]
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from shared.dates import now
from shared.settings import ROOT
from tests.chromium import launched
from tests.e2e.conftest import sign_in
from tests.e2e.house import DESKTOP, PHONE, House, started
from tests.pushing import VAPID
from web.demo.drawings import drawn

FOLDER: Final = ROOT / "docs" / "guide" / "img"
DEVICES: Final = {
    "phone": {**PHONE, "device_scale_factor": 2},
    "desktop": {**DESKTOP, "device_scale_factor": 1},
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who looks at which page, and on what. `act` comes before it; it shows `part` of the page."""

    who: str
    path: str
    device: str = "phone"
    act: Callable[[Page], object] | None = None
    part: str = ""


def _fill_report(page: Page) -> None:
    page.locator(".pick", has_text="賞賛").first.click()
    page.locator(".pick", has_text="ホール").first.click()
    page.fill("[name=title]", "手作りのバースデーカード")
    page.fill(
        "[name=content]", "3番テーブルのお客様の誕生日に、カードをお渡ししました。喜んでくださいました。"
    )
    page.locator("[name=content]").blur()


def _file_report(page: Page) -> None:
    _fill_report(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_text("アルバムから選ぶ").click()
    photo = drawn("plate", Random(1))
    chooser.value.set_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo})
    page.get_by_role("button", name="提出する").click()
    page.wait_for_url("**/report/view/**")


def _keep_unsent(page: Page) -> None:
    page.route("**/report/register/", lambda route: route.abort() if _is_post(route) else route.continue_())
    _fill_report(page)
    page.get_by_role("button", name="提出する").click()
    page.get_by_text("この端末に保存しました").wait_for()
    page.goto(page.url.replace("report/register/", "sending/"))
    page.locator("#unsent [data-item]").wait_for()


def _is_post(route) -> bool:
    return bool(route.request.method == "POST")


def _type_figures(page: Page) -> None:
    page.fill("[name=sales_amount]", "412,300")
    page.fill("[name=customer_count]", "128")
    page.fill("[name=cash_difference]", "-200")


def _open_must_read(page: Page) -> None:
    page.get_by_role("link", name="冷蔵庫の温度を毎日2回").first.click()
    page.locator("#confirm").wait_for()


def _open_talk(page: Page) -> None:
    page.get_by_role("link", name="新しいお通しの評判はいかがですか").first.click()
    page.locator("#talk").evaluate("talk => talk.scrollIntoView()")


def _announce(page: Page) -> None:
    page.check("[name=announce]")
    page.locator("[name=due_on]").fill(f"{now().date() + timedelta(days=7)}")
    page.locator("[name=due_on]").blur()


def _look_who_confirmed(page: Page) -> None:
    _open_must_read(page)
    page.get_by_role("link", name="確認の状況を見る").click()
    page.wait_for_url("**/confirmations/")


def _until_all_is_found(page: Page) -> None:
    """A new chain is found by its words first, until the worker has read all of it."""
    while page.locator("#results .notice, main .notice.tone-info").count():
        page.wait_for_timeout(2_000)
        page.reload()


def _ask(page: Page) -> None:
    page.fill("#message", "先週のクレームは何件？内容も")
    page.locator("#send").click()
    page.locator(".sources").wait_for(timeout=60_000)
    page.reload()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def _add_person(page: Page) -> None:
    page.fill("[name=last_name]", "田中")
    page.fill("[name=first_name]", "結衣")
    page.fill("[name=user_id]", "tanaka-yui")
    page.get_by_role("button", name="追加する").click()
    page.locator("#password").wait_for()


def _drawn(page: Page) -> None:
    page.wait_for_selector(".js-plotly-plot .main-svg")
    page.wait_for_load_state("networkidle")


def _open_a_day(page: Page) -> None:
    page.locator("a[href*='day=']").nth(13).click()
    page.wait_for_url("**day=**")
    page.locator("#day-after").wait_for()


def _narrow(page: Page) -> None:
    page.get_by_text("しぼりこむ").click()


SHOTS: Final = {
    "login": Shot("", ""),
    "more": Shot("demo-staff", "accounts/profile/", part="main"),
    "home": Shot("demo-staff", ""),
    "report-form": Shot("demo-staff", "report/register/", act=_fill_report, part="main"),
    "report-sent": Shot("demo-staff", "report/register/", act=_file_report),
    "unsent": Shot("demo-staff", "report/register/", act=_keep_unsent),
    "figures": Shot("demo-staff", "report/performance/"),
    "board": Shot("demo-staff", "bbs/list/"),
    "post": Shot("demo-staff", "bbs/list/", act=_open_talk),
    "confirm": Shot("demo-staff", "bbs/list/", act=_open_must_read),
    "unread": Shot("demo-staff", "bbs/unread/"),
    "search": Shot("demo-staff", "search/?query=レジのお金が合わない", act=_until_all_is_found),
    "ask": Shot("demo-staff", "ai/chat/", act=_ask),
    "notify": Shot("demo-staff", "push/", part="main"),
    "figures-form": Shot("demo-manager", "report/performance/", act=_type_figures),
    "goal": Shot("demo-manager", "stores/goal/update/"),
    "announce": Shot("demo-manager", "bbs/register/", act=_announce, part=".announce"),
    "confirmations": Shot("demo-area", "bbs/list/", act=_look_who_confirmed),
    "people": Shot("demo-manager", "accounts/staff-list/"),
    "handed-over": Shot("demo-manager", "accounts/signup/", act=_add_person),
    "export": Shot("demo-manager", "export/"),
    "analysis": Shot("demo-manager", "stream:analysis/", "desktop", _drawn),
    "analysis-stores": Shot("demo-admin", "stream:analysis/stores/", "desktop", _drawn),
    "calendar": Shot("demo-manager", "stream:analysis/calendar/", "desktop"),
    "calendar-day": Shot("demo-manager", "stream:analysis/calendar/", "desktop", _open_a_day),
    "stores": Shot("demo-admin", "stores/list/", "desktop"),
    "groups": Shot("demo-admin", "stores/groups/", "desktop"),
    "people-csv": Shot("demo-admin", "accounts/staff-import/", "desktop"),
    "import": Shot("demo-admin", "import/", "desktop"),
    "document-upload": Shot("demo-admin", "knowledge/upload/", "desktop"),
    "synonyms": Shot("demo-admin", "search/synonyms/", "desktop"),
    "audit": Shot("demo-admin", "audit/", "desktop", _narrow),
}


def main() -> None:
    """Start C3 with its demo, look at each page as who it is for, and keep what is seen."""
    with (
        TemporaryDirectory() as folder,
        started(Path(folder) / "data", **VAPID) as house,
        sync_playwright() as playwright,
    ):
        chromium = launched(playwright.chromium)
        for name in sys.argv[1:] or SHOTS:
            with _opened(chromium, house, SHOTS[name]) as page:
                _keep(page, SHOTS[name].part, name)


@contextmanager
def _opened(chromium: Browser, house: House, one: Shot) -> Iterator[Page]:
    context = chromium.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        color_scheme="light",
        service_workers="block",
        **DEVICES[one.device],
    )
    page = context.new_page()
    if one.who:
        sign_in(page, house, one.who)
    host = house.stream if one.path.startswith("stream:") else house.web
    page.goto(host + one.path.removeprefix("stream:"), wait_until="networkidle")
    if one.act:
        one.act(page)
    yield page
    context.close()


def _keep(page: Page, part: str, name: str) -> None:
    """What is seen of it, or the part, as WebP."""
    seen = _whole(page, page.locator(part).first) if part else page.screenshot()
    Image.open(BytesIO(seen)).convert("RGB").save(FOLDER / f"{name}.webp", quality=80, method=6)


def _whole(page: Page, part: Locator) -> bytes:
    """The part as far as it is long, without what sticks to the screen."""
    page.evaluate("document.querySelectorAll('.tabs').forEach((tabs) => tabs.remove())")
    return part.screenshot()


if __name__ == "__main__":
    main()
