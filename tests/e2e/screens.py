"""Makes the pictures of C3 that its manifest shows to who may install it, out of the demo chain:

python -m tests.e2e.screens
"""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from shared.settings import ROOT
from tests.chromium import launched
from tests.e2e.conftest import sign_in
from tests.e2e.house import DESKTOP, PHONE, House, started

FOLDER: Final = ROOT / "web" / "static" / "screens"
SHOTS: Final = {
    "narrow-home": (PHONE, ""),
    "narrow-form": (PHONE, "report/register/"),
    "narrow-board": (PHONE, "bbs/list/"),
    "wide-list": (DESKTOP, "report/list/"),
    "wide-board": (DESKTOP, "bbs/list/"),
}


def main() -> None:
    """Start C3 with its demo, look at each page as demo-staff, and keep what is seen."""
    with (
        TemporaryDirectory() as folder,
        started(Path(folder) / "data") as house,
        sync_playwright() as playwright,
    ):
        chromium = launched(playwright.chromium)
        for name, (device, path) in SHOTS.items():
            page = _opened(chromium, house, **device, device_scale_factor=2 if device is PHONE else 1)
            page.goto(house.web + path, wait_until="networkidle")
            _keep(page, name)
            page.context.close()


def _opened(chromium: Browser, house: House, **device: object) -> Page:
    context = chromium.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", color_scheme="light", **device)  # type: ignore[arg-type]
    return sign_in(context.new_page(), house, "demo-staff")


def _keep(page: Page, name: str) -> None:
    """As a PNG of 128 colours: an eighth of the bytes, and text stays sharp."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
