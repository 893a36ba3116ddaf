"""The page as one reader would get it: which edition is theirs, under their name, or why none is.

Whoever edits may look somebody up; the page's address then holds their number, never the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from digest.flow.dispatch import audience_of
from digest.flow.sharing import going
from digest.model.audience import Exclusion, SubscriptionState, normal_address
from digest.model.edition import Variant
from digest.model.issue import Issue
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.model.preferences import Preference
from digest.store import preferences, reading
from digest.store.people import number_of
from digest.web.console.access import asks, who
from digest.web.console.words import say


@dataclass(frozen=True, slots=True)
class AsReader:
    """A reader before the page: `why_not` = they would get nothing, in words."""

    id: int
    name: str
    variant: str = ""
    why_not: str = ""


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def look_up(request: HttpRequest, number: int) -> HttpResponse:
    """From an address to the desk as that reader sees the page."""
    desk = reverse("console-desk", args=[number])
    try:
        found = number_of(normal_address(request.POST.get("address", "")))
    except ValueError:
        found = None
    if found is None:
        messages.error(request, say("proof.reader.unknown"))
        return redirect(desk)
    return redirect(f"{desk}?reader={found}")


def of(
    request: HttpRequest, issue: Issue, plan: Digest, printed: Sequence[Variant]
) -> AsReader | None:
    """The reader that the address of the page asks for; nobody for who may not edit."""
    asked = request.GET.get("reader", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19) or not _may(request):
        return None
    audience = audience_of(issue.id)
    reader = reading.reader(int(asked), audience.lists)
    if reader is None:
        return None
    told = AsReader(reader.id, reader.name)
    if reader.suppressed:
        return AsReader(told.id, told.name, why_not=say("proof.reader.suppressed"))
    if not any(one.state is SubscriptionState.CONFIRMED for one in reader.standings):
        return AsReader(told.id, told.name, why_not=say("proof.reader.unconfirmed"))
    chosen = preferences.of(reader.id)
    wish = chosen.of(plan.slug) if chosen else Preference()
    share = going(plan, audience, issue)
    wanted = share.wanted(reader.language, wish)
    if isinstance(wanted, Exclusion):
        return AsReader(told.id, told.name, why_not=say(f"excluded.{wanted}"))
    if not printed:
        return told
    return AsReader(told.id, told.name, replace(share, editions=tuple(printed)).printed(wanted).key)


def _may(request: HttpRequest) -> bool:
    return who(request).may(Power.EDIT)
