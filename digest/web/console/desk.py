"""The issue desk: argue with the choice, see the page as readers will, and let it go.

    choice with its why | step of the editor's hand | the same rules again | page anew

Every form carries when the choice was made that it argues with: of two editors the second one is
told, and nothing is overwritten in silence.  Sending is another power than editing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from digest.flow.edit import edit
from digest.jobs import proofs_of
from digest.model import hand
from digest.model.errors import DigestError, GuardRefused, UsageError
from digest.model.hand import Step
from digest.model.issue import Issue
from digest.model.operator import Power
from digest.model.plan import Digest
from digest.store import approval, issues, wording
from digest.store import hand as hands
from digest.web.console import hall, proof
from digest.web.console.access import asks, who
from digest.web.middleware import OPERATORS_POLICY

LONGEST_SUBJECT = 200
MEANWHILE = (
    "Somebody else changed this issue while you looked at it. Nothing of yours was lost or kept: "
    "look at the choice as it is now, and do it again."
)


@asks(Power.LOOK)
@require_safe
def desk(request: HttpRequest, number: int) -> HttpResponse:
    """The choice, the words, the page and what the lint says."""
    issue, plan = _issue(number)
    titles = {
        section.slug: section.title.get(plan.language) or section.slug for section in plan.sections
    }
    sections = [
        (slug, titles.get(slug, slug), list(placed))
        for slug, placed in groupby(issue.choice.placements, key=lambda p: p.section)
    ]
    house = hall.house()
    _, made = proofs_of(house, number)
    look = proof.Look.of(request, [p.sheet.edition.variant.key for p in made])
    context = {
        "issue": issue,
        "plan": plan,
        "sections": sections,
        "titles": titles.items(),
        "left_out": [out for out in issue.choice.left_out if out.story_id > 0][:60],
        "hand": list(reversed(hands.of(number).steps)),
        "seen": issue.closed_at.isoformat() if issue.closed_at else "",
        "open": issue.state in hands.OPEN_TO_THE_HAND,
        "look": look,
        "checks": proof.checks(made, look.variant),
        "variants": [p.sheet.edition.variant.key for p in made],
        "page": next((p for p in made if p.sheet.edition.variant.key == look.variant), None),
        "longest": LONGEST_SUBJECT,
        "waits": approval.of(number),
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
    _, plan = _issue(number)
    try:
        made = _step(request, who(request).name)
        edit(number, plan, made, clock=hall.house().clock, seen=_seen(request))
        messages.success(request, f"Done: {made.words}.")
    except GuardRefused as error:
        words = MEANWHILE if error.guard == "seen" else f"Nothing changed: {error.message}."
        messages.error(request, words)
    except DigestError as error:
        messages.error(request, f"Nothing changed: {error.message}.")
    return redirect("console-desk", number=number)


def _seen(request: HttpRequest) -> datetime:
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        raise UsageError("the form does not say which choice it argues with") from None


def _step(request: HttpRequest, name: str) -> Step:
    """The form as a step."""
    post = request.POST
    story, place = _number(post.get("story", "0")), _number(post.get("place", "0"))
    section, why = post.get("section", ""), _line(post.get("why", ""), 300)
    makers: dict[str, Callable[[], Step]] = {
        "pin": lambda: hand.Pin(story, section, place, by=name, why=why),
        "ban": lambda: hand.Ban(story, by=name, why=why),
        "hold": lambda: hand.Hold(story, by=name, why=why),
        "release": lambda: hand.Release(story, by=name, why=why),
        "text": lambda: hand.Reword(
            story, _line(post.get("title", ""), 300), _line(post.get("teaser", ""), 1000), by=name
        ),
        "note": lambda: hand.Note(post.get("note", "").strip()[: hand.NOTE_LIMIT], by=name),
        "link": lambda: hand.OwnLink(
            section, _line(post.get("title", ""), 300), _address(post.get("url", "")), by=name
        ),
    }
    act = post.get("act", "")
    if act not in makers:
        raise UsageError("nothing was chosen")
    return makers[act]()


def _number(word: str) -> int:
    if len(word) > 18 or not word.removeprefix("-").isdecimal():
        raise UsageError(f"{word[:20]!r} is no number")
    return max(int(word), -(10**9))


def _line(words: str, longest: int) -> str:
    """One line: what would break a header or a headline becomes a space."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:longest]


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")) or any(c.isspace() for c in url):
        raise UsageError("a link begins with https://")
    return url


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def words(request: HttpRequest, number: int) -> HttpResponse:
    """Subject and preheader."""
    _issue(number)
    subject = _line(request.POST.get("subject", ""), LONGEST_SUBJECT)
    if not subject:
        messages.error(request, "A letter needs a subject. Nothing changed.")
        return redirect("console-desk", number=number)
    try:
        kept = wording.set_words(
            number,
            subject,
            _line(request.POST.get("preheader", ""), LONGEST_SUBJECT),
            seen=_seen(request),
            actor=who(request).name,
            now=hall.house().clock(),
        )
    except DigestError as error:
        messages.error(request, f"Nothing changed: {error.message}.")
        return redirect("console-desk", number=number)
    if kept:
        messages.success(request, "Subject and preheader are changed.")
    else:
        messages.error(request, MEANWHILE)
    return redirect("console-desk", number=number)
