"""What waits on the desk is let go by a typed number.

confirm (readers, exclusions)     | the number typed as it stands there, a reason where it is unusual
undo                              | for a minute and a half
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from digest import approving
from digest.approving import UNDO, Reach
from digest.bootstrap import House
from digest.flow import canary
from digest.flow.dispatch import audience_of, refuse_frozen
from digest.model.canary import CanaryPlan
from digest.model.errors import DigestError, GuardRefused
from digest.model.issue import Issue
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.rules.two_people import SOON
from digest.store import approval, canaries, hand, issues, operators
from digest.store.audience import Count
from digest.web.console import hall, shown, words
from digest.web.console.access import asks, who
from digest.web.console.typed import whole
from digest.web.console.words import lasting, say

_LATELY = timedelta(minutes=1)
_counted: dict[int, tuple[datetime, Issue, Count]] = {}


def _reach(house: House, issue: Issue, plan: Digest, *, fresh: bool) -> tuple[Reach, datetime]:
    """Counted anew for the press of the button; for a look, what was counted within a minute."""
    now = house.clock()
    at, of, count = _counted.get(issue.id, (now, None, Count()))
    if fresh or of != issue or not now - _LATELY < at <= now:
        at, count = now, approving.counted(house, issue, plan)
        _counted.clear()
        _counted[issue.id] = (at, issue, count)
    refuse_frozen(plan.slug)
    return approving.judged(house, issue, plan, count), at


@asks(Power.SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """The number of readers, their exclusions by reason, and the typed number that lets it go."""
    issue, plan = _issue(number)
    house = hall.house()
    try:
        reach, at = _reach(house, issue, plan, fresh=request.method == "POST")
        if request.method == "POST":
            return _approved(request, house, issue, reach)
    except DigestError as error:
        messages.error(request, say("confirm.refused", why=words.refused(error)))
        return redirect("console-issue", number=number)
    whom = audience_of(number)
    others = operators.others_who_may(Power.SEND, but=who(request).name)
    context = {
        "issue": issue,
        "plan": plan,
        "whom": whom,
        "lists": words.listed(whom.lists),
        "languages": words.listed(
            [say("confirm.language", language=tag, n=n) for tag, n in reach.count.languages.items()]
        ),
        "count": reach.count,
        "counted_at": at,
        "excluded": [
            (shown.why_left_out(why), n) for why, n in sorted(reach.count.excluded.items())
        ],
        "usual": reach.usual,
        "unusual": _why(reach),
        "others": others,
        "named": words.listed(others),
        "first": approving.first(issue),
        "few": _few(canary.plan_of(number, plan), reach.count.readers),
        "seconds": int(UNDO.total_seconds()),
        "later": _later(issue, plan, house.clock()),
        "seen": issue.closed_at.isoformat() if issue.closed_at else "",
    }
    return render(request, "console/confirm.html", context)


def _later(issue: Issue, plan: Digest, now: datetime) -> datetime | None:
    """Its time by the digest's own clock, where that is still to come."""
    at = approving.leaves(issue, now, at_once=False)
    return at.astimezone(plan.tz) if at > approving.leaves(issue, now, at_once=True) else None


def _few(plan: CanaryPlan, readers: int) -> str:
    """Who gets it first, in words."""
    if not plan.readers:
        return say("first.everybody")
    if readers < canaries.LEAST * plan.readers:
        return say("first.too_few", n=plan.readers)
    span = lasting(plan.wait.total_seconds())
    return say(f"first.then.{plan.then}", n=plan.readers, span=span)


def _why(reach: Reach) -> str:
    """Why somebody should say why: what a guard said, or what is unusual; '' where nothing is."""
    if reach.guards:
        return words.guards(reach.guards, reach.unusual)
    many, hours = reach.odd.many, int(SOON.total_seconds() // 3600)
    told = [say("unusual.many", n=reach.count.readers, usual=reach.usual or 0)] if many else []
    told += [say("unusual.soon", n=hours)] if reach.odd.soon else []
    return mark_safe(say("list.and").join(told))  # noqa: S308 - each is escaped


def _issue(number: int) -> tuple[Issue, Digest]:
    issue = issues.load(number)
    plan = hall.house().settings.digests.get(issue.digest) if issue else None
    if issue is None or plan is None or issue.state not in hand.OPEN_TO_THE_HAND:
        raise Http404
    return issue, plan


def _approved(request: HttpRequest, house: House, issue: Issue, reach: Reach) -> HttpResponse:
    typed = whole(request.POST.get("readers", ""))
    reason = " ".join(request.POST.get("reason", "").split())[:500]
    if typed != reach.count.readers:
        messages.error(request, say("confirm.wrong"))
        return redirect("console-confirm", number=issue.id)
    if reach.unusual and not reason:
        messages.error(request, say("confirm.no_reason"))
        return redirect("console-confirm", number=issue.id)
    seen = issue.closed_at
    if request.POST.get("seen", "") != (seen.isoformat() if seen else ""):
        raise GuardRefused(say("confirm.changed"), guard="seen")
    at_once = request.POST.get("when") == "now"
    yes = approving.Yes(who(request).name, reach.count.readers, seen, reason, at_once=at_once)
    approving.let_go(house, issue, reach, yes)
    return redirect("console-issue", number=issue.id)


@asks(Power.LOOK, to_act=Power.SEND)
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take the approval back."""
    if issues.state(number) is None:
        raise Http404
    if approval.undo(number, actor=who(request).name, now=hall.house().clock()):
        messages.success(request, say("progress.undone"))
    else:
        messages.error(request, say("progress.undo.late"))
    return redirect("console-issue", number=number)
