"""Where a browser finds c3-app-stream."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest

from shared.chat import tickets
from shared.settings import settings


def stream_origin(request: HttpRequest) -> str:
    """`STREAM_API_URL`; on a laptop without one, the same host (and so the same cookie) on the other port."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    host = f"[{host}]" if ":" in host else host
    return settings().stream_api_url.rstrip("/") or f"{request.scheme}://{host}:{settings().stream_port}"


def stream_url(request: HttpRequest, turn_id: UUID) -> str:
    """Where the turn's answer is told, with a ticket that is good for ten minutes."""
    return f"{stream_origin(request)}/ai/stream/{turn_id}/?ticket={tickets.issue(turn_id)}"
