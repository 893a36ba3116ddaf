"""Own copies of pictures: `/media/{hash}.jpg`, the same bytes for ever.

Read only, by exact name; whatever is no such name is no page.  A mail is opened on other sites'
pages, so they may show what is here.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from digest import settings
from digest.media.album import KINDS, Album

FOREVER = 365 * 24 * 3600
"""Seconds; a name is the hash of what it names, so nothing under it ever changes."""


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """One copy."""
    body = Album(settings.current().home).picture(name)
    if body is None:
        raise Http404
    return HttpResponse(
        body,
        content_type=KINDS[name.rpartition(".")[2]],
        headers={
            "Cache-Control": f"public, max-age={FOREVER}, immutable",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
