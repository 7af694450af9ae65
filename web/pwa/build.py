"""What this build is, for the service worker: another version, another worker, which waits for its turn."""

import json
from functools import cache
from hashlib import sha256
from typing import Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse

from shared.settings import ROOT
from shared.words import Language

SOURCE: Final = ROOT / "web" / "static" / "js" / "service-worker.js"
PUSH: Final = "js/push-worker.js"  # how the worker tells what was pushed


@cache
def worker() -> str:
    """The service worker's script: `const BUILD = {...}`, then its source."""
    source = SOURCE.read_text()
    offline = {language.value: f"{reverse('offline')}?language={language}" for language in Language}
    icon = static("icons/icon-192.png")
    build = {"version": version(), "parts": [static(PUSH)], "offline": offline, "icon": icon}
    return f"const BUILD = {json.dumps(build)};\n{source}"


@cache
def version() -> str:
    """Of everything that a page is made of: scripts, styles, templates and translations."""
    digest = sha256(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    sources = (ROOT / "web" / "templates").rglob("*.html"), (ROOT / "locale").rglob("*.mo")
    for path in [*sorted(path for paths in sources for path in paths), SOURCE]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
