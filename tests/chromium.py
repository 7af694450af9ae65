"""Debian's Chromium: whole, or its shell, which has no window and needs two thirds of the time."""

import os
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, BrowserType

# What is installed, told of push messages, or killed while its service worker sends.
WHOLE: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# All other pages: the same engine.
SHELL: Final = os.environ.get("CHROMIUM_SHELL", "/usr/bin/chromium-headless-shell")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launched(chromium: BrowserType, program: str = SHELL, *flags: str) -> Browser:
    """A Chromium process."""
    return chromium.launch(executable_path=program, args=[*FLAGS, *flags])


def with_profile(chromium: BrowserType, profile: Path, **options: Any) -> BrowserContext:
    """A whole one that keeps a profile: only such a one installs."""
    return chromium.launch_persistent_context(profile, executable_path=WHOLE, args=FLAGS, **options)
