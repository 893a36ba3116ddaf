"""Own copies of pictures: which are wanted, how large they are, what they are called.

    layouts | wanted              one for each address, in the largest room it has on any page
    issue + what was made | with_copies        the same issue, its pictures from our own address

A picture without a copy stays at its paper's address where the paper says how large it is, and is
left out where nobody knows: a page keeps its shape before its pictures come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from digest.model.finding import Finding, Severity
from digest.model.issue import Issue, Placement
from digest.model.layout import Layout
from digest.model.owncopy import Developed, OwnCopy, Wanted
from digest.model.story import Image
from digest.rules.layout_links import (
    LEAD_HEIGHT,
    LEAD_WIDTH,
    THUMB_HEIGHT,
    THUMB_WIDTH,
    shown_size,
    web_address,
)

MOST_PIXELS = 40_000_000
"""Of a picture that is opened at all; more is no newspaper's photograph."""
DENSITY = 2
"""Pixels of a copy for each CSS pixel: as fine as a good screen shows."""

OWN_COPY = "own-copy"
"""The id of what is found about copies."""

_NAME = re.compile(r"[0-9a-f]{64}\.(?:jpg|png)")
_SHOWN = re.compile(r"/media/([0-9a-f]{64}\.(?:jpg|png))(?![\w.])")


def is_media_name(name: str) -> bool:
    """True for the name of an own copy: the SHA-256 of its bytes, and its kind."""
    return bool(_NAME.fullmatch(name))


def shown(page: str) -> frozenset[str]:
    """The names of the own copies that a page (HTML) shows, on whatever site it was set for."""
    return frozenset(_SHOWN.findall(page))


def might_show(issue: Issue) -> frozenset[Wanted]:
    """Every picture of the choice in every room it may have on the whole page of a shortened mail."""
    rooms = ((LEAD_WIDTH, LEAD_HEIGHT), (THUMB_WIDTH, THUMB_HEIGHT))
    addresses = {
        web_address(place.story.image.url)
        for place in issue.choice.placements
        if place.story.image is not None
    }
    return frozenset(Wanted(url, room) for url in addresses if url for room in rooms)


def wanted(layouts: Iterable[Layout]) -> tuple[Wanted, ...]:
    """Every story's picture on these pages once, in the room of the lead where it leads anywhere."""
    rooms: dict[str, tuple[int, int]] = {}
    for layout in layouts:
        for card in layout.cards:
            if card.picture is None:
                continue
            if card is layout.lead:
                rooms[card.picture.url] = (LEAD_WIDTH, LEAD_HEIGHT)
            else:
                rooms.setdefault(card.picture.url, (THUMB_WIDTH, THUMB_HEIGHT))
    return tuple(Wanted(url, room) for url, room in rooms.items())


def copy_size(width: int, height: int, room: tuple[int, int]) -> tuple[int, int]:
    """Pixels of the copy of a picture: twice what is shown of it in that room, never more than it has."""
    shown = shown_size(width, height, room)
    if DENSITY * shown[0] >= width:
        return width, height
    return DENSITY * shown[0], max(1, min(height, DENSITY * shown[1]))


def with_copies(issue: Issue, made: Mapping[str, Developed], site: str) -> Issue:
    """The issue as it is printed: `made` is what became of each wanted address."""
    places = tuple(_with_copy(place, made, site) for place in issue.choice.placements)
    return replace(issue, choice=replace(issue.choice, placements=places))


def _with_copy(place: Placement, made: Mapping[str, Developed], site: str) -> Placement:
    image = place.story.image
    one = made.get(web_address(image.url)) if image else None
    if image is None or one is None:
        return place
    return replace(place, story=replace(place.story, image=_printed(image, one, site)))


def _printed(image: Image, one: Developed, site: str) -> Image | None:
    if isinstance(one, OwnCopy):
        url = f"{site.rstrip('/')}/media/{one.name}"
        return replace(image, url=url, width=one.width, height=one.height)
    return image if image.width and image.height else None


def without_copy(issue: Issue, made: Mapping[str, Developed]) -> tuple[Finding, ...]:
    """A warning for each picture that has no copy, and what is printed instead; each address once."""
    known: dict[str, bool] = {}
    for place in issue.choice.placements:
        image = place.story.image
        if image is not None:
            sized = bool(image.width and image.height)
            url = web_address(image.url)
            known[url] = known.get(url, False) or sized
    return tuple(
        Finding(OWN_COPY, Severity.WARNING, _words(one.reason, known.get(url, False)), url)
        for url, one in made.items()
        if not isinstance(one, OwnCopy)
    )


def _words(reason: str, sized: bool) -> str:
    if sized:
        return f"no own copy, so it is shown from its paper's address: {reason}"
    return f"no own copy and no known size, so it is left out: {reason}"
