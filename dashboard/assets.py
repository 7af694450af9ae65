"""Style and script of the pages, one file of each, at an address that changes with its content."""

from hashlib import sha256
from pathlib import Path

from nicegui import app as pages
from starlette.responses import Response

from dashboard.addresses import HOME

HERE = Path(__file__).parent
FOLDER = f"{HOME}assets/"


def _served(kind: str, *names: str) -> str:
    """Serve these files as one. Its address; the guard lets everybody have it."""
    content = "\n".join((HERE / name).read_text() for name in names)
    name = f"{sha256(content.encode()).hexdigest()[:16]}.{kind.rpartition('/')[2]}"

    @pages.get(f"/assets/{name}")
    async def file() -> Response:
        return Response(content, media_type=kind)

    return FOLDER + name


STYLE = _served("text/css", "frame.css", "lists.css", "views_menu.css")
SCRIPT = _served("text/javascript", "page.js", "views_menu.js")
