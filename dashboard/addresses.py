"""Where a browser finds what these pages link to."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import HTTPConnection

from shared.settings import settings
from shared.storage import bucket, folder

HOME = "/analysis/"


def web_url(asked: HTTPConnection, path: str) -> str:
    """The address of `path` on c3-app: at `WEB_URL`, or the same host on the other port."""
    host = urlsplit(f"//{asked.headers.get('host', '')}").hostname or "localhost"
    host = f"[{host}]" if ":" in host else host
    scheme = "https" if asked.url.scheme in {"https", "wss"} else "http"
    origin = settings().web_url.rstrip("/") or f"{scheme}://{host}:{settings().web_port}"
    return origin + path


def is_elsewhere(asked: HTTPConnection) -> bool:
    """Whether c3-app is on another host than this request came to: its cookie does not come along there."""
    return urlsplit(web_url(asked, "")).hostname != urlsplit(f"//{asked.headers.get('host', '')}").hostname


def picture_url(asked: HTTPConnection, path: str) -> str:
    """Where a picture of c3-app's address `path` is opened by this page's reader: there, or, on another host
    (for whose pages a browser sends c3-app no cookie), here if it is in reach."""
    is_here = is_elsewhere(asked) and shows_pictures(asked)
    return f"{HOME.rstrip('/')}{path}" if is_here else web_url(asked, path)


def shows_pictures(asked: HTTPConnection) -> bool:
    """Whether a page can show them: on another host than c3-app: those of a bucket, or of a shared folder."""
    return not is_elsewhere(asked) or bucket() is not None or folder().root.is_dir()


def login_url(asked: HTTPConnection, back: str = HOME) -> str:
    """The login of c3-app, which leads back here: to the address `back` of this application."""
    return web_url(asked, f"/accounts/login/?{urlencode({'next': back})}")


def password_url(asked: HTTPConnection) -> str:
    """The page of c3-app where an own password is chosen; it leads back here by c3-app."""
    return web_url(asked, f"/accounts/password/?{urlencode({'next': HOME})}")
