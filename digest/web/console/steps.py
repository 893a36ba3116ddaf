"""A form of the desk as a step of the editor's hand.

    act, story, place, words  ->  Pin, Ban, Hold, Order, Reword, OwnLink, Outside …

Decides nothing: whether a step can be meant is for `flow.edit` to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from django.http import QueryDict

from digest.bootstrap import House
from digest.flow.edit import fetch
from digest.model import hand
from digest.model.errors import UsageError
from digest.model.hand import Step
from digest.model.issue import Issue, Placement
from digest.model.plan import Digest
from digest.model.story import Image
from digest.rules.given import given
from digest.store import news
from digest.web.console.words import say


class Who(TypedDict):
    """Who decides, and why."""

    by: str
    why: str


class Form:
    """A posted form about an issue."""

    def __init__(self, post: QueryDict, issue: Issue, plan: Digest, house: House) -> None:
        self._post, self._issue, self._plan, self._house = post, issue, plan, house

    def step(self, name: str) -> Step:
        """The step of that operator.  Raises UsageError with words where it is none."""
        makers: dict[str, Callable[[Who], Step]] = {
            "pin": self._pin,
            "move": self._move,
            "ban": lambda who: hand.Ban(self._story(), **who),
            "hold": lambda who: hand.Hold(self._story(), **who),
            "release": lambda who: hand.Release(self._story(), **who),
            "text": self._text,
            "picture": self._picture,
            "note": lambda who: hand.Note(self._note(), **who),
            "link": self._link,
            "take": self._take,
        }
        make = makers.get(self._post.get("act", ""))
        if make is None:
            raise UsageError(say("step.nothing"))
        return make({"by": name, "why": self._line("why", 300)})

    def _story(self) -> int:
        return number(self._post.get("story", "0"))

    def _place(self) -> int:
        return number(self._post.get("place", "0"))

    def _section(self) -> str:
        return self._post.get("section", "")

    def _line(self, field: str, longest: int) -> str:
        return line(self._post.get(field, ""), longest)

    def _note(self) -> str:
        return self._post.get("note", "").strip()[: hand.NOTE_LIMIT]

    def _placed(self) -> Placement:
        story = self._story()
        for one in self._issue.choice.placements:
            if one.story_id == story:
                return one
        raise UsageError(say("step.not_here", story=story))

    def _pin(self, who: Who) -> Step:
        return hand.Pin(self._story(), self._section(), self._place(), **who)

    def _move(self, who: Who) -> Step:
        """To a place of its own section: the order of all that stand there.  Elsewhere: a pin."""
        here, place = self._placed(), self._place()
        if self._section() not in ("", here.section):
            return self._pin(who)
        others = [
            one.story_id
            for one in self._issue.choice.placements
            if one.section == here.section and one.story_id != here.story_id
        ]
        at = max(0, min(place, len(others)))
        return hand.Order(here.section, (*others[:at], here.story_id, *others[at:]), **who)

    def instead(self, wanted: Step, name: str) -> Step | None:
        """A pin to the place that an order meant; None where there is no other way."""
        if not isinstance(wanted, hand.Order) or self._story() < 0:
            return None
        return hand.Pin(self._story(), wanted.section, self._place(), by=name)

    def _text(self, who: Who) -> Step:
        """Only what was changed: the rest goes on following its paper's corrections."""
        story = self._placed().story
        title, teaser = self._line("title", 300), self._line("teaser", 1000)
        changed = (
            None if title == story.title else title,
            None if teaser == story.teaser else teaser,
        )
        if changed == (None, None):
            raise UsageError(say("step.same"))
        return hand.Reword(self._story(), *changed, **who)

    def _picture(self, who: Who) -> Step:
        match self._post.get("which", ""):
            case "none":
                image = hand.NO_PICTURE
            case "paper":
                known = news.by_id([self._story()]).get(self._story())
                image = (known.story.image if known else None) or hand.NO_PICTURE
            case _:
                image = Image(web_address(self._post.get("url", "")), alt=self._line("alt", 300))
        return hand.Reword(self._story(), image=image, **who)

    def _link(self, who: Who) -> Step:
        url = web_address(self._post.get("url", ""))
        return hand.OwnLink(self._section(), self._line("title", 300), url, **who)

    def _take(self, who: Who) -> Step:
        url = web_address(self._post.get("url", ""))
        with self._house.newsstand(given(self._plan, (url,))) as newsstand:
            known = fetch(url, self._plan, newsstand=newsstand, clock=self._house.clock)
        return hand.Outside(known, self._section(), self._place(), **who)


def number(word: str) -> int:
    """A whole number.  Raises UsageError."""
    if len(word) > 18 or not word.removeprefix("-").isdecimal():
        raise UsageError(say("step.no_number", word=word[:20]))
    return max(int(word), -(10**9))


def line(words: str, longest: int) -> str:
    """One line: what would break a header or a headline becomes a space."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:longest]


def web_address(url: str) -> str:
    """An address of the web.  Raises UsageError."""
    url = url.strip()
    if not url.startswith(("https://", "http://")) or any(c.isspace() for c in url):
        raise UsageError(say("step.no_link"))
    return url[:2000]
