"""The issue desk: argue with the choice, see the page as readers will, and let it go.

    choice with its why | step of the editor's hand | the same rules again | page anew

Every form carries when the choice was made that it argues with: of two editors the second one is
told, and nothing is overwritten in silence.  Sending is another power than editing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.bootstrap import House
from digest.flow.edit import edit
from digest.model.errors import DigestError, GuardRefused, UsageError
from digest.model.hand import Step
from digest.model.issue import Issue
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.store import approval, issues, wording
from digest.store import hand as hands
from digest.web.console import asreader, hall, proof, shown, testsend
from digest.web.console.access import asks, who
from digest.web.console.steps import Form, line
from digest.web.console.stepwords import told
from digest.web.console.words import refused, say
from digest.web.middleware import OPERATORS_POLICY

LONGEST_SUBJECT = 200


@asks(Power.LOOK)
@require_safe
def desk(request: HttpRequest, number: int) -> HttpResponse:
    """The choice, the words, the page and what the lint says."""
    issue, plan = _issue(number)
    titles = {
        section.slug: section.title.get(plan.language) or section.slug.capitalize()
        for section in plan.sections
    }
    sections = [
        (slug, titles.get(slug, slug), list(placed))
        for slug, placed in groupby(issue.choice.placements, key=lambda p: p.section)
    ]
    house = hall.house()
    made = proof.made_of(house, issue, plan)
    variants = [p.sheet.edition.variant for p in made]
    look = proof.Look.of(request, [one.key for one in variants])
    reader = asreader.of(request, issue, plan, variants)
    if reader and reader.variant:
        look = replace(look, variant=reader.variant)
    waits = approval.of(number)
    context = {
        "issue": issue,
        "plan": plan,
        "sections": sections,
        "titles": titles.items(),
        "left_out": [out for out in issue.choice.left_out if out.story_id > 0][:60],
        "hand": [(step, told(step)) for step in reversed(hands.of(number).steps)],
        "seen": issue.closed_at.isoformat() if issue.closed_at else "",
        "open": issue.state in hands.OPEN_TO_THE_HAND,
        "look": look,
        "reader": reader,
        "checks": proof.checks(made, look.variant),
        "variants": [p.sheet.edition.variant.key for p in made],
        "page": next((p for p in made if p.sheet.edition.variant.key == look.variant), None),
        "longest": LONGEST_SUBJECT,
        "waits": waits,
        "why": shown.why_it_waits(waits) if waits else "",
        "testers": ", ".join(plan.testers),
        "tests": testsend.tests_of(number),
    }
    answer = render(request, "console/desk.html", context)
    answer.headers["Content-Security-Policy"] = f"{OPERATORS_POLICY}; frame-src 'self'"
    return answer


def _issue(number: int) -> tuple[Issue, Digest]:
    issue = issues.load(number)
    plan = hall.house().settings.digests.get(issue.digest) if issue else None
    if issue is None or plan is None:
        raise Http404
    return issue, plan


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """One step of the hand."""
    issue, plan = _issue(number)
    house = hall.house()
    try:
        seen = _seen(request, issue)
        form = Form(request.POST, issue, plan, house)
        made = _made(form, who(request).name, lambda step: _edit(house, issue, plan, step, seen))
        messages.success(request, say("desk.done", what=told(made)))
    except DigestError as error:
        messages.error(request, _refused(error))
    return redirect("console-desk", number=number)


def _edit(house: House, issue: Issue, plan: Digest, step: Step, seen: datetime) -> Step:
    edit(issue.id, plan, step, clock=house.clock, seen=seen)
    return step


def _made(form: Form, name: str, keep: Callable[[Step], Step]) -> Step:
    """The step that was kept.  An order that cannot be, since fresh stories moved in, is a pin."""
    wanted = form.step(name)
    try:
        return keep(wanted)
    except UsageError:
        pinned = form.instead(wanted, name)
        if pinned is None:
            raise
        return keep(pinned)


def _refused(error: DigestError) -> str:
    meanwhile = isinstance(error, GuardRefused) and error.guard == "seen"
    return say("desk.meanwhile") if meanwhile else say("nothing.changed", why=refused(error))


def _seen(request: HttpRequest, issue: Issue) -> datetime:
    """The choice that the form argues with.  GuardRefused `seen` where it is another by now."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        raise UsageError(say("desk.no_seen")) from None
    if issue.closed_at != seen:
        raise GuardRefused(say("confirm.changed"), guard="seen")
    return seen


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def words(request: HttpRequest, number: int) -> HttpResponse:
    """Subject and preheader."""
    issue, _ = _issue(number)
    subject = line(request.POST.get("subject", ""), LONGEST_SUBJECT)
    if not subject:
        messages.error(request, say("desk.no_subject"))
        return redirect("console-desk", number=number)
    try:
        kept = wording.set_words(
            number,
            subject,
            line(request.POST.get("preheader", ""), LONGEST_SUBJECT),
            seen=_seen(request, issue),
            actor=who(request).name,
            now=hall.house().clock(),
        )
    except DigestError as error:
        messages.error(request, _refused(error))
        return redirect("console-desk", number=number)
    if kept:
        messages.success(request, say("desk.words.kept"))
    else:
        messages.error(request, say("desk.meanwhile"))
    return redirect("console-desk", number=number)
