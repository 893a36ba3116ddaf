"""The page of settings: each with where it comes from, and what can be tried at a press.

No secret's value is ever shown, not even a part of it.  What is tried asks servers of the house's
own settings and mails no reader.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.bootstrap import House
from digest.checking.finding import Finding, Verdict
from digest.checking.looking import findings
from digest.checking.trying import TRIALS
from digest.model.operator import Power
from digest.settings import shown
from digest.settings.load import named
from digest.store import house as book
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.words import say

EVERYTHING = "everything"
COLOURS = {Verdict.OK: "good", Verdict.WARN: "warn", Verdict.BAD: "bad"}


@asks(Power.RULE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Variables, files, and what can be tried."""
    return _page(request, hall.house())


def _page(
    request: HttpRequest, house: House, tried: str = "", found: Sequence[Finding] = ()
) -> HttpResponse:
    config = house.settings.config
    paths = [config / "digest.toml", *sorted((config / "digests").glob("*.toml"))]
    context = {
        "variables": shown.variables(house.settings, named()),
        "files": [(path.relative_to(config).as_posix(), shown.written(path)) for path in paths],
        "trials": [(name, say(f"trial.{name}")) for name in (*TRIALS, EVERYTHING)],
        "tried": say(f"trial.{tried}") if tried else "",
        "found": [(one, COLOURS[one.verdict], say(f"verdict.{one.verdict}")) for one in found],
    }
    return render(request, "console/settings.html", context)


@asks(Power.RULE)
@require_POST
def attempt(request: HttpRequest) -> HttpResponse:
    """Try one thing, or look at everything; the answer stands on the page."""
    house, name = hall.house(), request.POST.get("what", "")
    if name != EVERYTHING and name not in TRIALS:
        messages.error(request, say("nothing.chosen"))
        return redirect("console-settings")
    book.audit(who(request).name, "try", name, house.clock())
    found = findings(fetch=False, house=house) if name == EVERYTHING else TRIALS[name](house)
    return _page(request, house, name, tuple(found))
