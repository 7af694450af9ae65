"""Permissions-Policy: what no page of ours, nor anything in it, may ask a phone for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from shared.headers import PERMISSIONS


class PermissionsPolicyMiddleware:
    """Adds the header to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        return response
