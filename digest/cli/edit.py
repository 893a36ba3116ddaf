"""`digest issue edit`: the editor's hand on an issue that is not frozen yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from digest.cli.issue import Number, group
from digest.model.errors import UsageError

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.model.hand import Step
    from digest.model.issue import Choice, Issue
    from digest.model.plan import Digest

STEPS = {
    "pin": "STORY",
    "ban": "STORY",
    "hold": "STORY",
    "release": "STORY",
    "order": "SECTION STORY…",
    "text": "STORY",
    "note": "WORDS",
    "link": "URL",
    "take": "URL",
}
"""Each step with the words it takes."""


@group.command()
def edit(
    number: Number,
    step: Annotated[str, typer.Argument(help=" | ".join(STEPS))],
    what: Annotated[
        list[str] | None,
        typer.Argument(help="A story: number, address or part of its title; or as the step says."),
    ] = None,
    section: Annotated[str, typer.Option(help="pin, link, take: the section.")] = "",
    place: Annotated[
        int, typer.Option(help="pin, take: the place there, from 1.", min=1, max=1000)
    ] = 1,
    title: Annotated[str | None, typer.Option(help="text, link: the headline.")] = None,
    teaser: Annotated[str | None, typer.Option(help="text: the teaser.")] = None,
    picture: Annotated[str | None, typer.Option(help="text: a picture's address.")] = None,
    alt: Annotated[str, typer.Option(help="text: what the picture shows.")] = "",
    why: Annotated[str, typer.Option(help="Why, for the audit and for `explain`.")] = "",
    by: Annotated[str, typer.Option(help="Who decides; without it, who is logged in.")] = "",
    json: Annotated[bool, typer.Option("--json", help="The new choice as JSON.")] = False,
) -> int:
    """Pin, ban, order, hold or reword stories of an issue before its audience is frozen.

    The choice is made again with every step so far; gathering again keeps them all.

    Examples:

      digest issue edit 7 pin "tidal barrier" --section lead --why "our own reporting"

      digest issue edit 7 ban 12 --why "withdrawn by the agency"

      digest issue edit 7 hold 13

      digest issue edit 7 release 13

      digest issue edit 7 order top 41 9 22

      digest issue edit 7 text 41 --title "Barrier opens at noon" --teaser "First ships wait."

      digest issue edit 7 note "The next brief comes on Monday."

      digest issue edit 7 link https://www.example.org/tides --section also --title "Tide tables"

      digest issue edit 7 take https://www.example.org/news/9 --section top --place 2
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json, say

    house = open_house()
    from digest.cli import words
    from digest.cli.issue import issue_of
    from digest.cli.who import who
    from digest.flow.edit import edit as change
    from digest.issuefiles import issue_json

    issue = issue_of(number)
    plan = house.settings.digest(issue.digest)
    asked = _Asked(house, issue, plan, step, tuple(what or ()), section, place)
    texts = {"title": title, "teaser": teaser, "picture": picture, "alt": alt}
    made = asked.step({"by": by or who(), "why": why}, texts)
    choice = change(number, plan, made, clock=house.clock)
    if json:
        as_json(issue_json(_with(issue, choice)))
    else:
        say(f"issue {number}: {made.words}")
        words.stories(choice.placements, reasons=False)
    return 0


def _with(issue: Issue, choice: Choice) -> Issue:
    from dataclasses import replace

    return replace(issue, choice=choice)


class Who(TypedDict):
    """Who decides, and why."""

    by: str
    why: str


class _Asked:
    """The words of the command, as a step."""

    def __init__(
        self,
        house: House,
        issue: Issue,
        plan: Digest,
        name: str,
        what: tuple[str, ...],
        section: str,
        place: int,
    ) -> None:
        self.house, self.issue, self.plan = house, issue, plan
        self.name, self.what, self.section, self.place = name, what, section, place

    def step(self, who: Who, texts: dict[str, str | None]) -> Step:
        """The step, or a usage error that says what is missing."""
        from digest.model import hand

        if self.name not in STEPS:
            raise UsageError(f"{self.name!r} is no step; known are {', '.join(STEPS)}")
        if self.name == "order":
            section, *stories = self._several()
            return hand.Order(section, tuple(map(self._story, stories)), **who)
        word = self._one()
        makers: dict[str, Callable[[], Step]] = {
            "pin": lambda: hand.Pin(self._story(word), self._home(), self.place - 1, **who),
            "ban": lambda: hand.Ban(self._story(word), **who),
            "hold": lambda: hand.Hold(self._story(word), **who),
            "release": lambda: hand.Release(self._story(word), **who),
            "text": lambda: self._reword(word, who, texts),
            "note": lambda: hand.Note(word, **who),
            "link": lambda: self._link(word, who, texts),
            "take": lambda: self._take(word, who),
        }
        return makers[self.name]()

    def _reword(self, word: str, who: Who, texts: dict[str, str | None]) -> Step:
        from digest.model.hand import Reword
        from digest.model.story import Image

        if texts["title"] is texts["teaser"] is texts["picture"] is None:
            raise UsageError("text changes --title, --teaser or --picture: give at least one")
        address = texts["picture"]
        image = Image(_web(address), alt=texts["alt"] or "") if address else None
        return Reword(self._story(word), texts["title"], texts["teaser"], image, **who)

    def _link(self, url: str, who: Who, texts: dict[str, str | None]) -> Step:
        from digest.model.hand import OwnLink

        if not texts["title"]:
            raise UsageError("a link needs its words: --title")
        return OwnLink(self._home(), texts["title"], _web(url), **who)

    def _take(self, url: str, who: Who) -> Step:
        from digest.flow.edit import fetch
        from digest.model.hand import Outside
        from digest.rules.given import given

        section = self._home()
        with self.house.newsstand(given(self.plan, (_web(url),))) as newsstand:
            known = fetch(url, self.plan, newsstand=newsstand, clock=self.house.clock)
        return Outside(known, section, self.place - 1, **who)

    def _home(self) -> str:
        if not self.section:
            slugs = ", ".join(plan.slug for plan in self.plan.sections)
            raise UsageError(f"{self.name} needs --section: {slugs}")
        return self.section

    def _story(self, word: str) -> int:
        from digest.cli.explain import story_named

        return story_named(self.house, self.plan, self.issue.id, word)

    def _one(self) -> str:
        if len(self.what) != 1:
            raise UsageError(f"digest issue edit ID {self.name} {STEPS[self.name]}")
        return self.what[0]

    def _several(self) -> tuple[str, ...]:
        if len(self.what) < 2:
            raise UsageError(f"digest issue edit ID {self.name} {STEPS[self.name]}")
        return self.what


def _web(url: str | None) -> str:
    if url is None or not url.startswith(("https://", "http://")):
        raise UsageError(f"{url!r} is no web address; it begins with https://")
    return url
