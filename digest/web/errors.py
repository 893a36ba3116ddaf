"""Error pages in words, in the visitor's language, or the operator's own.  They ask no database and start no session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from digest.web.public.page import page
from digest.web.public.scope import NobodysLink
from digest.web.words import accepted, words


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """400: the request makes no sense."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """403: not with this role."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    """404: the same page for a wrong address, a wrong token and a forgotten reader.

    Who follows a link of a test copy is told that it is one; a mail program's POST gets its 200.
    """
    if isinstance(exception, NobodysLink):
        return _told(request, "specimen", 200)
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: ours."""
    return _error(request, 500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form that does not come from our own page, or was open too long."""
    return _error(request, 403)


def _error(request: HttpRequest, status: int) -> HttpResponse:
    return _told(request, f"error.{status}", status)


def _told(request: HttpRequest, what: str, status: int) -> HttpResponse:
    own = getattr(request, "tongue", "")  # of an operator
    spoken = words(own or accepted(request.headers.get("Accept-Language", "")))
    context = {
        "title": spoken.say(what),
        "explained": spoken.say(f"{what}.words"),
        "status": status,
    }
    response = page("errors/error.html", spoken, context, status=status)
    patch_vary_headers(response, ["Accept-Language"])
    return response
