"""`/hooks/sendgrid/events`: SendGrid's signed reports.

    POST | small enough? | signed? 403 | raw body kept | events into the ledger | 204

Fails closed: without SENDGRID_WEBHOOK_KEY everything is refused.  What goes wrong after the body
was kept is a 500, so that SendGrid tells it again; told twice is counted once.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from digest import settings
from digest.bootstrap import House, now
from digest.jobs import record_sendgrid
from digest.mail.sendgrid_events import SIGNATURE, TIMESTAMP, signed
from digest.store import events as book
from digest.store.counters import notepad

LARGEST = 2 * 1024 * 1024


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Take a body of reports."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        _refused("too_large")
        return HttpResponse("too large\n", status=413, content_type="text/plain")
    raw, current = request.body, settings.current()
    signature, timestamp = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
    if not signed(raw, signature, timestamp, current.sendgrid_webhook_key, now()):
        _refused("not_signed")
        return HttpResponse("not signed\n", status=403, content_type="text/plain")
    number = book.keep_raw("sendgrid", raw, now())
    try:
        record_sendgrid(raw, House(current, now), raw_id=number)
    except ValueError:
        # Signed and yet no list of events: kept for a person; telling it again would not help.
        _refused("not_understood")
        return HttpResponse("kept, not understood\n", status=202, content_type="text/plain")
    return HttpResponse(status=204)


def _refused(why: str) -> None:
    """A whole body; written once a second at most, for anybody may send one."""
    notepad.note(f"events body {why}")
    notepad.write_soon()
