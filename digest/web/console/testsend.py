"""A test copy from the desk, to a few named addresses; a list cannot be named here."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from digest.model.errors import DigestError
from digest.model.operator import Power
from digest.model.specimen import SpecimenKind, SpecimenState
from digest.specimens import send_tests
from digest.store import issues, specimens
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.words import listed, refused, say

SHOWN = 20
COLOURS: dict[SpecimenState, str] = {
    SpecimenState.ASKED: "",
    SpecimenState.SUBMITTED: "good",
    SpecimenState.FAILED: "bad",
    SpecimenState.UNCERTAIN: "warn",
    SpecimenState.EXCLUDED: "warn",
}
"""The class of the colour of each state's chip."""


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Send it now; the answer says what became of each."""
    if issues.state(number) is None:
        raise Http404
    words = request.POST.get("to", "").replace(",", " ").replace(";", " ").split()
    edition = request.POST.get("edition", "")
    try:
        _, sent = send_tests(hall.house(), number, words, actor=who(request).name, edition=edition)
    except DigestError as error:
        messages.error(request, say("test.refused", why=refused(error)))
        return redirect("console-desk", number=number)
    came = Counter(one.state for one in sent)
    told = [say("test.came", n=n, state=say(f"specimen.{state}")) for state, n in came.items()]
    messages.success(request, say("test.sent", told=listed(told)))
    return redirect("console-desk", number=number)


def tests_of(number: int) -> list[dict[str, object]]:
    """The newest test copies of an issue: who got which edition, and what became of it."""
    found = specimens.of(number, SpecimenKind.TEST)[-SHOWN:]
    return [
        {"copy": one, "chip": say(f"specimen.{one.state}"), "colour": COLOURS[one.state]}
        for one in reversed(found)
    ]
