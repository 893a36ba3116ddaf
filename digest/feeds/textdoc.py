"""Text documents: one story, then the editorials of the day.

    caption – Photo by CREDIT
    PLACE: first paragraph
    further paragraphs …
    Opinion / Editorial                    (section words, each on its line)
    TITLE / [Updated] D Mon, YYYY / TITLE again / TEASER        … and so on

The story's own date is read only from a line that says so ("Published 4 Oct, 2012"): the dates
beside the editorials are theirs.  Every part may be missing.  Quotes, dashes and the publisher's
own ellipses stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from digest.feeds import charset as charsets
from digest.feeds.dates import read_date
from digest.feeds.datewords import UPDATED
from digest.feeds.parsed import Moment, NotATextDocument, ParsedDocument, ParsedEditorial
from digest.feeds.textlead import Lead, read_lead

_SECTION = re.compile(
    r"(?:opinions?|op-?ed|editorials?|columns?|columnists|comment(?:ary|aries|s)?|views?|viewpoints?|"
    r"leaders?|leading articles?|letters|analysis|perspectives?|today[’']s editorials?|"
    r"the editorial board|editorial ?/ ?opinion|opinion ?(?:&|and) ?(?:editorials?|analysis))\s*:?\Z",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    rf"(?P<word>(?:first )?(?:published|posted|printed)|{UPDATED})?(?:\s+(?:on|at))?\s*[:|-]?\s*"
    r"(?P<date>\S.{4,50})\Z",
    re.IGNORECASE,
)
_DATE_SHAPE = re.compile(
    r"[^.!?]*\b(?:1[89]|20)\d\d\b[^.!?]*(?:[ap]\.?m\.?)?[^.!?]*\Z", re.IGNORECASE
)
_PUBLISHED = re.compile(r"(?:first )?(?:published|posted)\b", re.IGNORECASE)
_UPDATED = re.compile(UPDATED, re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t]+")
_MAX_CHARS = 1_000_000
_MAX_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; `gap` says that a blank line stands before it."""

    text: str
    gap: bool


def read_text_document(body: bytes, *, charset: str | None = None) -> ParsedDocument:
    """Like `parse_text_document`, from bytes: UTF-8, or Windows-1252 where it is not."""
    return parse_text_document(charsets.decode(body, http=charset))


def parse_text_document(text: str) -> ParsedDocument:
    """The story and the editorials of a text document.

    `paragraphs[0]` begins after the dateline ("ISLAMABAD: ").  Raises `NotATextDocument` when
    the text is empty, binary, or has neither a paragraph nor an editorial.
    """
    lines = _lines(_checked(text))
    start, blocks = _blocks(lines)
    published, rest = _own_date(lines[:start])
    lead = read_lead(_paragraphs(rest)) if rest else Lead()
    editorials = tuple(_editorial(lines, block, end) for block, end in _spans(blocks, len(lines)))
    if not lead.paragraphs and not lead.caption and not editorials:
        raise NotATextDocument("the text document has no paragraph and no editorial")
    return ParsedDocument(
        caption=lead.caption,
        credit=lead.credit,
        dateline=lead.dateline,
        paragraphs=lead.paragraphs,
        published=published,
        editorials=editorials,
        title=lead.title,
    )


def _checked(text: str) -> str:
    text = text.replace("\ufeff", "")
    if not text.strip():
        raise NotATextDocument("the text document is empty")
    if len(text) > _MAX_CHARS or text.count("\n") > _MAX_LINES:
        limit = f"{_MAX_CHARS:,} characters or {_MAX_LINES:,} lines"
        raise NotATextDocument(f"the text document is longer than {limit}")
    odd = len(_CONTROL.findall(text[:20_000]))
    if "\x00" in text or odd * 50 > min(len(text), 20_000):
        raise NotATextDocument("this is binary data, not a text document")
    return _CONTROL.sub("", _NEWLINES.sub("\n", text))


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    gap = False
    for raw in text.split("\n"):
        if line := _BLANKS.sub(" ", raw).strip():
            lines.append(Line(line, gap))
            gap = False
        else:
            gap = True
    return lines


def _blocks(lines: list[Line]) -> tuple[int, list[tuple[int, int]]]:
    """Where the story ends, and per editorial the index of its title and of its text."""
    in_section, start = False, len(lines)
    blocks: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        if _is_section(lines, at):
            in_section, start = True, min(start, at)
        elif (text_at := _header(lines, at, in_section)) is not None:
            blocks.append((at, text_at))
            start = min(start, at)
            at = text_at - 1
        at += 1
    return start, blocks


def _is_section(lines: list[Line], at: int) -> bool:
    """A section word on its line; as a title of its own it is repeated below its date."""
    return bool(_SECTION.match(lines[at].text)) and _header(lines, at, False) is None


def _header(lines: list[Line], at: int, in_section: bool) -> int | None:
    """The index of the text after a header (title, date, title) that begins at `at`."""
    following = [line.text for line in lines[at + 1 : at + 3]]
    title = lines[at].text
    if not following or _date_line(title) or len(title) > 250:
        return None
    if _date_line(following[0]):
        if len(following) > 1 and _same(title, following[1]):
            return at + 3
        return at + 2 if in_section else None
    return at + 2 if in_section and _same(title, following[0]) else None


def _same(one: str, other: str) -> bool:
    return one == other or one.casefold() == other.casefold()


def _spans(blocks: list[tuple[int, int]], end: int) -> Iterator[tuple[tuple[int, int], int]]:
    """Each block with the index of the line after its last."""
    ends = [title for title, _ in blocks[1:]] + [end]
    return zip(blocks, ends, strict=False)


def _editorial(lines: list[Line], block: tuple[int, int], end: int) -> ParsedEditorial:
    title_at, text_at = block
    words = []
    for n in range(text_at, end):
        # What follows a blank line after the last teaser is no longer the teaser.
        if (n > text_at and lines[n].gap and end == len(lines)) or _is_section(lines, n):
            break
        words.append(lines[n].text)
    day, updated = _read_date_line(lines[title_at + 1].text)
    return ParsedEditorial(lines[title_at].text, day, updated, " ".join(words))


def _date_line(text: str) -> bool:
    return _moment_of(text) is not None


@lru_cache(maxsize=1024)
def _moment_of(text: str) -> Moment:
    """The moment of a line that holds a date and nothing else."""
    if len(text) > 70 or not _DATE_SHAPE.match(text):
        return None
    found = _DATE_WORDS.match(text)
    if not found or len(re.findall(r"[^\W\d_]{3,}", found["date"])) > 4:
        return None
    return read_date(found["date"])


def _read_date_line(text: str) -> tuple[date | None, bool]:
    moment = _moment_of(text)
    day = moment.date() if isinstance(moment, datetime) else moment
    return day, bool(_UPDATED.match(text)) and day is not None


def _own_date(lines: list[Line]) -> tuple[Moment, list[Line]]:
    """The date of the story where a line of its own says "Published …", and the other lines."""
    for n, line in enumerate(lines):
        if _PUBLISHED.match(line.text) and (moment := _moment_of(line.text)):
            return moment, lines[:n] + lines[n + 1 :]
    return None, lines


def _paragraphs(lines: list[Line]) -> list[str]:
    """Lines that follow each other without a blank line are one paragraph, as mail wraps them."""
    paragraphs: list[str] = []
    for line in lines:
        if line.gap or not paragraphs:
            paragraphs.append(line.text)
        else:
            paragraphs[-1] += f" {line.text}"
    return paragraphs
