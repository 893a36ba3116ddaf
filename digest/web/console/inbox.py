"""The local outbox read like a mailbox, outside production: who got what, and each letter as it is.

Letters hold readers' own links, so the page asks for the power to send; in production there is none.
What a letter holds is shown in a frame without scripts, forms and an origin.
"""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import wraps
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digest.letters import name_of
from digest.model.operator import Power
from digest.web.console import frame, hall
from digest.web.console.access import asks

SIZE = 50
_LARGEST = 10**9
View = Callable[..., HttpResponse]


def _at_home(view: View) -> View:
    """Only where no real mail leaves."""

    @wraps(view)
    def guarded(request: HttpRequest, **place: int) -> HttpResponse:
        if hall.house().settings.production:
            raise Http404
        return view(request, **place)

    return guarded


@asks(Power.SEND)
@require_safe
@_at_home
def inbox(request: HttpRequest) -> HttpResponse:
    """A page of letters of one issue, the newest unless another is asked for."""
    outbox = hall.house().outbox()
    issues = outbox.issues()
    issue = _whole(request.GET.get("issue", "")) or (issues[-1] if issues else 0)
    start, wanted = _whole(request.GET.get("from", "")), request.GET.get("to", "").strip().lower()
    letters = (one for one in outbox.kept(issue) if wanted in one.address.lower())
    found = list(islice(letters, start, start + SIZE + 1))
    context = {
        "issues": issues[:-21:-1],
        "issue": issue,
        "letters": found[:SIZE],
        "wanted": wanted,
        "more": start + SIZE if len(found) > SIZE else 0,
    }
    return render(request, "console/inbox.html", context)


def _whole(text: str) -> int:
    """A whole number from an address; nought where there is none."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > _LARGEST:
        raise Http404
    return int(text)


@asks(Power.SEND)
@require_safe
@_at_home
def letter(request: HttpRequest, number: int, batch: int, position: int) -> HttpResponse:
    """One letter: its headers as they stand, its page in a frame."""
    name, raw = _raw(number, batch, position)
    context = {
        "number": number,
        "batch": batch,
        "position": position,
        "name": name,
        "size": len(raw),
        "headers": [(key, str(value)) for key, value in _parsed(raw).items()],
        "form": "text" if request.GET.get("form") == "text" else "html",
        "pictures": request.GET.get("pictures") == "on",
    }
    return render(request, "console/letter.html", context)


@asks(Power.SEND)
@require_safe
@_at_home
def part(request: HttpRequest, number: int, batch: int, position: int) -> HttpResponse:
    """What the frame shows: the HTML, the text, or the whole letter as a file."""
    name, raw = _raw(number, batch, position)
    if request.GET.get("form") == "eml":
        answer = HttpResponse(raw, content_type="message/rfc822")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.eml"'
        return answer
    form = "plain" if request.GET.get("form") == "text" else "html"
    body = _parsed(raw).get_body(preferencelist=(form,))
    words = str(body.get_content()) if body is not None else ""
    if form == "plain":
        return frame.text(words)
    return frame.page(words, pictures=request.GET.get("pictures") == "on")


def _raw(number: int, batch: int, position: int) -> tuple[str, bytes]:
    found = hall.house().outbox().letter(number, batch, position)
    if found is None:
        raise Http404
    kept, raw = found
    return name_of(kept), raw


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=default)
