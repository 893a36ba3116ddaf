"""A mail's page for a frame: no script, no form, no origin of its own, and no foreign picture unasked."""

from __future__ import annotations

import re

from django.http import HttpResponse

_POLICY = (
    "default-src 'none'; img-src {pictures}; style-src 'unsafe-inline'; script-src 'none'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"
)
# The policy blocks them as well; without an address the browser does not even try.
_FOREIGN = re.compile(r"""(?<=\s)(?:src|background)=["']https?:[^"']*["']""")


def page(html: str, *, pictures: bool) -> HttpResponse:
    """HTML as it stands in a mail; `pictures` = those of other servers too."""
    allowed = "https: http: data:" if pictures else "data:"
    return _framed(HttpResponse(html if pictures else _FOREIGN.sub("", html)), allowed)


def text(words: str) -> HttpResponse:
    """Plain text."""
    return _framed(HttpResponse(words, content_type="text/plain; charset=utf-8"), "data:")


def _framed(answer: HttpResponse, pictures: str) -> HttpResponse:
    answer.headers["Content-Security-Policy"] = _POLICY.format(pictures=pictures)
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
