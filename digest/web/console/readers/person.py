"""One reader's history: what they said, what was sent, what came back; and what may be done for them.

The page's address holds the reader's number, never the address.  Nobody here says yes in a reader's
place: who left a list comes back by their own word alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from digest import erasing
from digest.bootstrap import House
from digest.model.audience import SubscriptionState, normal_address
from digest.model.errors import GuardRefused
from digest.model.operator import Power
from digest.store import consent, history, person
from digest.store import house as book
from digest.store.consent import Said
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.typed import row
from digest.web.console.words import foreign, say


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody at the desk wants done for a reader; `list` where it is about one."""

    reader: int
    address: str
    list: str
    why: str
    actor: str
    house: House

    @property
    def said(self) -> Said:
        """As it stands among the reader's words."""
        return Said(f"by an operator: {self.why}", self.actor, self.house.clock())


Act = Callable[[Deed], SafeString | None]
"""Does it, and tells so in words; None = it was so already."""


@asks(Power.SEND)
@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that is kept of a reader; copies of a few issues at a time (`below`)."""
    below = row(request.GET.get("below", "0"))
    found = history.of(number, below)
    if found is None:
        raise Http404
    plans = hall.house().settings.digests
    titles = {slug: plan.title for slug, plan in plans.items()}
    return render(request, "console/readers/person.html", {"person": found, "titles": titles})


@asks(Power.SEND)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Unsubscribe, pause, end a pause, suppress, lift: each with a reason for the record."""
    address = history.address_of(number)
    if address is None:
        raise Http404
    act, _, slug = request.POST.get("act", "").partition(" ")
    why = " ".join(request.POST.get("why", "").split())[:200]
    make = _ACTS.get(act)
    if make is None:
        messages.error(request, say("nothing.chosen"))
    elif not why:
        messages.error(request, say("person.say.why"))
    else:
        _do(request, make, Deed(number, address, slug[:60], why, who(request).name, hall.house()))
    return redirect("console-person", number=number)


def _do(request: HttpRequest, make: Act, deed: Deed) -> None:
    try:
        done = make(deed)
    except GuardRefused as error:
        messages.error(request, say("nothing.changed", why=foreign(error.message)))
        return
    if done is None:
        messages.error(request, say("person.same"))
    else:
        messages.success(request, done)


def _standing(act: str, state: SubscriptionState, *of: SubscriptionState) -> Act:
    """From one of those states to that one, on the list of the form."""

    def make(deed: Deed) -> SafeString | None:
        done = consent.by_operator(deed.reader, deed.list, state, of=of, said=deed.said)
        return say(f"person.done.{act}", list=deed.list) if done else None

    return make


def _suppress(deed: Deed) -> SafeString | None:
    key, now = deed.house.address_key(), deed.house.clock()
    done = person.suppress(deed.address, key, source=deed.why, actor=deed.actor, now=now)
    return say("person.done.suppress") if done else None


def _lift(deed: Deed) -> SafeString | None:
    key, now = deed.house.address_key(), deed.house.clock()
    done = person.lift(deed.address, key, actor=deed.actor, now=now, because=deed.why)
    return say("person.done.lift") if done else None


_S = SubscriptionState
_ACTS: Mapping[str, Act] = {
    "unsubscribe": _standing("unsubscribe", _S.UNSUBSCRIBED, _S.CONFIRMED, _S.PAUSED, _S.PENDING),
    "pause": _standing("pause", _S.PAUSED, _S.CONFIRMED),
    "resume": _standing("resume", _S.CONFIRMED, _S.PAUSED),
    "suppress": _suppress,
    "lift": _lift,
}


@asks(Power.SEND)
@require_POST
def export(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about a reader as a file; who took it stands in the audit."""
    address = history.address_of(number)
    if address is None:
        raise Http404
    house = hall.house()
    told = person.whole(address, house.address_key())
    book.audit(who(request).name, "export-reader", f"reader {number}", house.clock())
    words = json.dumps(told, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(words, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="reader-{number}.json"'
    return answer


@asks(Power.RULE)
@require_POST
def erase(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about a reader goes, once their address is typed."""
    address = history.address_of(number)
    if address is None:
        raise Http404
    if _normal(request.POST.get("address", "")) != address:
        messages.error(request, say("person.erase.other"))
        return redirect("console-person", number=number)
    erasing.erase(hall.house(), address, actor=who(request).name)
    messages.success(request, say("person.done.erase"))
    return redirect("console-readers")


def _normal(typed: str) -> str:
    try:
        return normal_address(typed)
    except ValueError:
        return ""
