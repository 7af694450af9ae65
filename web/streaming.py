"""Where a browser finds c3-app-stream."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from shared.settings import settings


def stream_origin(request: HttpRequest) -> str:
    """`STREAM_API_URL`; on a laptop without one, the same host (and so the same cookie) on the other port."""
    host = urlsplit(f"//{request.get_host()}").hostname
    return settings().stream_api_url.rstrip("/") or f"{request.scheme}://{host}:{settings().stream_port}"
