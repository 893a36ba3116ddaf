"""`digest explain`: in words, why a story is in or out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.program import app
from digest.model.errors import UsageError
from digest.model.issue import Choice
from digest.model.story import number_of

if TYPE_CHECKING:
    from datetime import date

    from digest.bootstrap import House
    from digest.model.issue import LeftOut, Placement, TooThin
    from digest.model.plan import Digest
    from digest.model.story import KnownStory

    Subject = Placement | LeftOut


@app.command()
def explain(
    digest: Annotated[str, typer.Argument(help="The digest's name.", show_default=False)],
    story: Annotated[
        str,
        typer.Argument(
            metavar="[STORY]",
            help="Part of its title, its address or its number.",
            show_default=False,
        ),
    ] = "",
    now: Annotated[
        bool, typer.Option("--now", help="What would go out now; reads the sources, keeps nothing.")
    ] = False,
    date: Annotated[
        str,
        typer.Option(
            help="What would go out for this day, YYYY-MM-DD; as --now.", show_default=False
        ),
    ] = "",
    issue: Annotated[
        int, typer.Option(help="This issue instead of the newest.", show_default=False)
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
) -> int:
    """Say why a story is in or out of the newest issue, or of what would go out now.

    Without STORY it explains every story that was looked at; before the first issue it looks ahead.

    Examples:

      digest explain morning

      digest explain morning "tidal barrier"

      digest explain morning https://www.example.org/news/bridge --now

      digest explain morning --date 2026-11-27
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say
    from digest.cli.send import day_of

    if (now or date) and issue:
        raise UsageError("--now and --date exclude --issue")
    house = open_house()
    plan = house.settings.digest(digest)
    ahead = now or bool(date) or _before_the_first(plan, issue)
    day = day_of(date) if date else None
    told = _foreseen(house, plan, day) if ahead else _stored(house, plan, issue)
    unseen = _unseen(plan, told, story) if story and not matching(told, story) else None
    if unseen is not None:
        as_json(_head(told) | {"stories": [unseen]}) if json else say(unseen["words"])
        return 0
    subjects = _named(told, story) if story else told.subjects
    _as_json(told, subjects) if json else _as_words(told, subjects)
    return 0


@dataclass(frozen=True, slots=True)
class Told:
    """A choice with what its stories are known by; `what` names it for people.

    `made_at` = when it was made; `later` = what became of a slot after it that brought no issue.
    """

    what: str
    issue: int | None
    choice: Choice | TooThin
    known: Sequence[KnownStory]
    made_at: datetime
    later: str = ""

    @property
    def subjects(self) -> list[Subject]:
        """Every story looked at, printed ones first."""
        choice = self.choice
        there = choice if isinstance(choice, Choice) else choice.choice
        return [*(there.placements if there else ()), *choice.left_out]


def _before_the_first(plan: Digest, number: int) -> bool:
    """Whether the digest has no issue to be asked about; told, since the answer is another one."""
    from digest.cli.answer import note
    from digest.store import issues

    if number or issues.recent(plan.slug, 1):
        return False
    note(f"there is no issue of {plan.slug} yet: this is what would go out now")
    return True


def _stored(house: House, plan: Digest, number: int) -> Told:
    """The issue as it was decided, from its own record."""
    from digest.flow.gather import since
    from digest.store import issues, news

    found = issues.load(number) if number else next(iter(issues.recent(plan.slug, 1)), None)
    if found is None or found.digest != plan.slug:
        which = f"issue {number} of {plan.slug}" if number else f"issue of {plan.slug} yet"
        raise UsageError(f"there is no {which}; digest explain {plan.slug} --now looks ahead")
    slugs = [source.slug for source in plan.sources]
    moment: datetime = found.closed_at or house.clock()
    known = news.known_stories(slugs, since(moment, plan.choosing.look_back))
    what = f"issue {found.id} of {plan.slug}, {found.occurrence.slot}"
    later = skipped_since(plan, found.occurrence.due_at)
    return Told(what, found.id, found.choice, known, moment, later)


def skipped_since(plan: Digest, due_at: datetime) -> str:
    """Why a later slot of the schedule brought no issue, so that nobody takes the old for it."""
    from digest.model.schedule import SlotState
    from digest.store import occurrences

    last = next(iter(occurrences.latest(plan.slug, 1)), None)
    if last is None or last.state is not SlotState.SKIPPED or last.due_at <= due_at:
        return ""
    return f"the slot {last.slot} after it was skipped: {last.reason}"


def story_named(house: House, plan: Digest, issue: int, story: str) -> int:
    """The number of the one story of an issue that is called so, in it or left out."""
    if story.lstrip("-").isdecimal():
        return int(story)
    return _named(_stored(house, plan, issue), story)[0].story_id


def _foreseen(house: House, plan: Digest, day: date | None = None) -> Told:
    """What would be chosen now: the same reading and the same rules as a send; nothing is kept."""
    from digest.flow.compose import Order
    from digest.flow.gather import peek, since
    from digest.flow.lastlook import foresee
    from digest.jobs import today
    from digest.model.audience import Audience
    from digest.model.issue import IssueKind

    now = house.clock()
    window = since(now, plan.choosing.look_back)
    with house.newsstand(plan.sources) as newsstand:
        known, _ = peek(plan.sources, newsstand=newsstand, clock=house.clock, since=window)
        order = Order(day or today(plan, now), IssueKind.ADHOC, Audience(plan.lists))
        choice = foresee(plan, order, known, newsstand=newsstand, now=now)
    what = f"{plan.slug}, as it would go out now" + (f" for {day}" if day else "")
    return Told(what, None, choice, known, now)


def _named(told: Told, story: str) -> list[Subject]:
    """The one story meant; several, or none, is said with what there is."""
    found = matching(told, story)
    if not found:
        raise UsageError(
            f"no story {story!r} is known to {told.what}; digest explain lists every story without "
            "STORY"
        )
    if len({_title(subject) for subject in found}) > 1:
        lines = "\n".join(f"  {_called(one)} {_title(one)}" for one in found)
        raise UsageError(f"{len(found)} stories are called like {story!r}:\n{lines}")
    # One headline in several sources: why this one is in is also why that one is out.
    return found


def matching(told: Told, story: str) -> list[Subject]:
    """By number, by address, by the whole title, by a part of it: the first way that finds any."""
    folded = " ".join(story.casefold().split())
    ids = {known.id for known in told.known if _same_address(known.story.url, story)}
    ways = (
        lambda one: str(one.story_id) == story,
        lambda one: one.story_id in ids or _same_address(_address(one), story),
        lambda one: _title(one).casefold() == folded,
        lambda one: folded in _title(one).casefold(),
    )
    for way in ways:
        if found := [one for one in told.subjects if way(one)]:
            return found
    return []


def _same_address(one: str, other: str) -> bool:
    return "://" in one and one.partition("#")[0].rstrip("/") == other.partition("#")[0].rstrip("/")


def _address(subject: Subject) -> str:
    story = getattr(subject, "story", None)
    return story.url if story else ""


def _title(subject: Subject) -> str:
    story = getattr(subject, "story", None)
    return story.title if story else getattr(subject, "title", "")


def _unseen(plan: Digest, told: Told, story: str) -> dict[str, Any] | None:
    """A story that the digest's sources brought and that was not looked at, and why not."""
    from digest.cli.answer import clean
    from digest.store import news

    found = news.find([source.slug for source in plan.sources], story)
    if not found:
        return None
    known, hours = found[0], plan.choosing.look_back / timedelta(hours=1)
    seen = f"{known.first_seen:%Y-%m-%d %H:%M} UTC"
    why = f"first seen {seen}, which is further back than the {hours:g} hours that are looked at"
    if known.first_seen > told.made_at:
        why = f"first seen {seen}, after the choice was made; --now looks ahead"
    title = clean(known.story.title)
    return {
        "story": known.id,
        "title": title,
        "url": known.story.url or None,
        "words": f"{known.id} [{known.story.source}] '{title}' was not looked at for {told.what}: {why}.",
        "in": False,
        "source": known.story.source,
        "reason": "not_looked_at",
    }


def _called(subject: Subject) -> str:
    """What it may be asked for by, and where it is from.  One that is not stored has no number."""
    source = subject.story.source if hasattr(subject, "story") else subject.source
    return f"{number_of(subject.story_id) or '-'} [{source}]"


def _as_words(told: Told, subjects: Sequence[Subject]) -> None:
    from digest.cli.answer import clean, say
    from digest.model.issue import TooThin
    from digest.rules import why

    say(told.what)
    if told.later:
        say(clean(told.later))
    if isinstance(told.choice, TooThin):
        say(f"No issue: {clean(told.choice.words)}.")
    for subject in subjects:
        say(f"{_called(subject)} {clean(why.words(subject))}")


def _as_json(told: Told, subjects: Sequence[Subject]) -> None:
    from digest.cli.answer import as_json

    as_json(_head(told) | {"stories": [_plain(told, subject) for subject in subjects]})


def _head(told: Told) -> dict[str, Any]:
    from digest.model.issue import TooThin

    thin = told.choice if isinstance(told.choice, TooThin) else None
    return {
        "what": told.what,
        "issue": told.issue,
        "later": told.later or None,
        "no_issue": {"reason": thin.reason, "words": thin.words} if thin else None,
    }


def _plain(told: Told, subject: Subject) -> dict[str, Any]:
    from digest.model.issue import Placement
    from digest.rules import why

    urls = {known.id: known.story.url for known in told.known}
    base = {
        "story": number_of(subject.story_id),
        "title": _title(subject),
        "url": _address(subject) or urls.get(subject.story_id) or None,
        "words": why.words(subject),
    }
    if isinstance(subject, Placement):
        place = {"section": subject.section, "place": subject.place, "score": subject.score}
        return base | {"in": True, "source": subject.story.source, **place, "why": subject.why}
    return base | {"in": False, "source": subject.source, "reason": subject.reason}
