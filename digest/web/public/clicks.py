"""`/c/{n}/{token}`: a counted link of a mail, and link 0, the picture that tells of an opening.

    token -> whom it speaks of -> the n-th story of that issue -> there

The target is looked up, never read from the address.  What cannot be counted is still followed:
a switched-off digest, an erased reader, an old issue, a test copy, a database that is busy.
"""

from __future__ import annotations

import base64
from datetime import datetime

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from digest import settings
from digest.bootstrap import now
from digest.logs import log
from digest.model.specimen import NOBODY
from digest.rules import tokens
from digest.rules.clicklinks import OPENED
from digest.rules.scanners import Touch, signs_of
from digest.store import clicks

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
def follow(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Lead on to the story, and remember that somebody was led."""
    whose = tokens.read_click(token, settings.current().secret_keys)
    found = clicks.counting(whose.issue) if whose else None
    if whose is None or found is None:
        raise Http404
    target = "" if number == OPENED else _target(found, number)
    if whose.subscriber != NOBODY and _counts(found, number, now()):
        _keep(whose, Touch(number, now(), signs_of(request.method or "", request.headers)))
    return HttpResponseRedirect(target) if target else _picture()


def _target(found: clicks.Counting, number: int) -> str:
    target = found.targets[number - 1] if number <= len(found.targets) else ""
    if not target:
        raise Http404
    return target


def _picture() -> HttpResponse:
    return HttpResponse(PIXEL, content_type="image/gif")


def _counts(found: clicks.Counting, number: int, at: datetime) -> bool:
    """Whether it is counted still: switched on, and not longer out than touches are kept."""
    known = settings.current()
    digest = known.digests.get(found.digest)
    if digest is None or found.frozen_at is None or found.frozen_at + known.clicks_kept < at:
        return False
    return digest.tracking.opens if number == OPENED else digest.tracking.clicks


def _keep(whose: tokens.TokenFor, touch: Touch) -> None:
    """A reader is led on even where nothing can be written just now."""
    try:
        clicks.keep(whose.issue, whose.subscriber, touch)
    except DatabaseError as error:
        log(__name__).warning("a click was not kept", issue=whose.issue, error=str(error))
