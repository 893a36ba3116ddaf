"""Do the links of an issue lead anywhere?  Every story's page is asked once, now, as a last look does."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from digest.model.issue import Issue
from digest.model.operator import Power
from digest.model.source import PagesSeen
from digest.rules.layout_links import web_address
from digest.store import issues
from digest.web.console import hall
from digest.web.console.access import asks
from digest.web.console.words import foreign, say


@dataclass(frozen=True, slots=True)
class Checked:
    """A link with what was found; the chip is `good`, `bad` or `warn`."""

    title: str
    url: str
    colour: str
    words: str


@asks(Power.LOOK, to_act=Power.EDIT)
@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Ask every page; pages in trouble come first."""
    house = hall.house()
    issue = issues.load(number)
    plan = house.settings.digests.get(issue.digest) if issue else None
    if issue is None or plan is None:
        raise Http404
    with house.newsstand(plan.sources) as newsstand:
        seen = newsstand.look([url for _, url in _links(issue) if url])
    told = [_told(title, url, seen) for title, url in _links(issue)]
    order = {"bad": 0, "warn": 1, "good": 2}
    context = {
        "issue": issue,
        "plan": plan,
        "links": sorted(told, key=lambda one: order[one.colour]),
        "trouble": sum(one.colour != "good" for one in told),
    }
    return render(request, "console/links.html", context)


def _links(issue: Issue) -> list[tuple[str, str]]:
    placed = issue.choice.placements
    return [(one.story.title, web_address(one.story.url)) for one in placed]


def _told(title: str, url: str, seen: PagesSeen) -> Checked:
    if not url:
        return Checked(title, "", "warn", say("link.nowhere"))
    if gone := seen.gone.get(url):
        return Checked(title, url, "bad", say("link.gone", what=foreign(gone.words)))
    if url in seen.there:
        return Checked(title, url, "good", say("link.there"))
    return Checked(title, url, "warn", say("link.silent"))
