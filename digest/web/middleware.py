"""Headers that every answer carries, by the part of the site it comes from.

    /s/ /c/             a reader's own: never kept, never indexed, no word to other sites
    /console/ /admin/   operators: never kept; scripts of our own only
    everything else     public: no script at all

A view may bring its own policy (the printed page needs inline styles); what is missing is filled in.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

READERS = ("/s/", "/c/")
OPERATORS = ("/console/", "/admin/")

_COMMON = (
    "default-src 'none'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
PUBLIC_POLICY = f"{_COMMON}; img-src 'self'; style-src 'self'; script-src 'none'"
OPERATORS_POLICY = (
    f"{_COMMON}; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:"
)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
}
_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


class SecurityHeaders:
    """Outermost but one, so that static files and error pages carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its headers."""
        response = self.get_response(request)
        for name, value in headers_for(request.path_info).items():
            response.headers.setdefault(name, value)
        return response


def headers_for(path: str) -> dict[str, str]:
    """What an answer under this path carries at least."""
    if path.startswith(OPERATORS):
        # Under no-referrer a browser sends `Origin: null`, and every form would look forged.
        policy = {
            "Content-Security-Policy": OPERATORS_POLICY,
            "Referrer-Policy": "same-origin",
        }
        return _ALWAYS | policy | _PRIVATE
    policy = {"Content-Security-Policy": PUBLIC_POLICY, "Referrer-Policy": "no-referrer"}
    return _ALWAYS | policy | (_PRIVATE if path.startswith(READERS) else {})
