"""The story part of a text document: headline, caption, credit, dateline, paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PHOTO = r"(?:file |handout |screen)?(?:photo(?:graph)?s?|pictures?|images?|pic)"
_CREDITS = (
    # as in: – Photo by AP; — Photo courtesy of X; Photo: X; Image credit: X
    re.compile(
        rf"\s*[–—-]*\s*\(?\b{_PHOTO}(?:\s+credit)?\s*(?:by|courtesy(?:\s+of)?|from|via|:|[–—-])\s*:?\s*"
        r"(?P<credit>[^\W_][^:]{0,80}?)\)?\.?\Z",
        re.IGNORECASE,
    ),
    re.compile(r"\s*[–—-]*\s*\(?\bcredit\s*:\s*(?P<credit>\S.{0,80}?)\)?\.?\Z", re.IGNORECASE),
    # as in: (AP Photo/Ann Miller); (Reuters)
    re.compile(r"\s*\((?P<credit>[A-Z][^()]{1,60})\)\.?\Z"),
    # as in: — Reuters/File; –AFP
    re.compile(
        r"(?:(?<=[.!?”\"’'])|\s)\s*[–—]\s*(?P<credit>[A-Z][\w.&’' -]{1,30}(?:/[\w.&’' -]{1,30}){0,3})\.?\Z"
    ),
    re.compile(r"\s+-{1,2}\s+(?P<credit>[A-Z][\w.&’' ]{1,30}(?:/[\w.&’' ]{1,30}){0,3})\.?\Z"),
)
_PLACE = r"[^\W\d_a-zà-öø-ÿ][^\W\d_a-zà-öø-ÿ.’'-]*"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE}(?:[ /,]+{_PLACE})*)"
    r"(?:,\s+(?:[A-Z][a-z]+\.?\s*){1,3}(?:\d{1,2})?(?:,\s*[A-Z][a-z]+\.?\s+\d{1,2})?)?"
    r"(?:\s*\([^()]{1,40}\))?\s*(?::|\s[–—-]{1,2}|[–—])\s*(?=\S)"
)
_NO_PLACE = frozenset(
    "update updated note correction exclusive watch opinion analysis breaking live video photos read "
    "editor's editorial q a".split()
)
_SENTENCE_END = re.compile(r"[.!?…:;,](?:[”\"’')\]]*)\Z")


@dataclass(frozen=True, slots=True)
class Lead:
    """The story; `title` only where the text begins with a headline."""

    title: str | None = None
    caption: str | None = None
    credit: str | None = None
    dateline: str | None = None
    paragraphs: tuple[str, ...] = ()


def read_lead(paragraphs: list[str]) -> Lead:
    """The parts of the story from its paragraphs, in the order headline, caption, text."""
    rest = list(paragraphs)
    title = rest.pop(0) if len(rest) > 1 and _is_headline(rest) else None
    caption, credit = _caption(rest)
    if caption is not None:
        rest.pop(0)
    dateline, first = _dateline(rest[0]) if rest else (None, "")
    return Lead(title, caption or None, credit, dateline, (first, *rest[1:]) if rest else ())


def _is_headline(paragraphs: list[str]) -> bool:
    first = paragraphs[0]
    if len(first) > 160 or _SENTENCE_END.search(first) or _dateline(first)[0]:
        return False
    return _credit(first) is None


def _caption(paragraphs: list[str]) -> tuple[str | None, str | None]:
    """Caption and credit of the first paragraph, when it belongs to a picture."""
    if not paragraphs or _dateline(paragraphs[0])[0]:
        return None, None
    found = _credit(paragraphs[0])
    if found and (len(paragraphs) > 1 or found.re in _CREDITS[:2]):
        return paragraphs[0][: found.start()].rstrip(" –—-"), found["credit"].strip(" .")
    if len(paragraphs) > 1 and _dateline(paragraphs[1])[0]:
        return paragraphs[0], None
    return None, None


def _credit(paragraph: str) -> re.Match[str] | None:
    tail = max(0, len(paragraph) - 140)
    for pattern in _CREDITS:
        if found := pattern.search(paragraph, tail):
            return found
    return None


def _dateline(paragraph: str) -> tuple[str | None, str]:
    """The place a paragraph is datelined from, and the paragraph without it."""
    found = _DATELINE.match(paragraph[:140])
    if not found:
        return None, paragraph
    place = found["place"].strip(" ,")
    if len(place) < 3 or place.casefold().split()[0] in _NO_PLACE:
        return None, paragraph
    return place, paragraph[found.end() :]
