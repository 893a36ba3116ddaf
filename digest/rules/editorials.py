"""The paper's own voice: editorials of the day in the order of its page, columnists apart.

    editorials on the table | printed and doubles out | today's | yesterday's where few | page order

Never ranked, never compared with news.  Works section by section, source by source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from digest.model.issue import LeftOut, Placement, Reason
from digest.model.plan import SectionKind, SectionPlan
from digest.model.story import KnownStory, Role, day_of
from digest.rules.conference import Conference, key_of
from digest.rules.repeats import changed_since, last_printings
from digest.rules.sections import takes
from digest.rules.terms import words

FEW = 3
"""A page of editorials has three; with fewer of today, yesterday's fill up to that."""

KINDS = {SectionKind.EDITORIALS: Role.EDITORIAL, SectionKind.OPINION: Role.OPINION}


@dataclass(slots=True)
class Page:
    """One source's pieces for this issue, in page order, and what is not in and why."""

    placements: list[Placement] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    known: KnownStory
    day: date
    note: str = ""
    changed: str = ""


def lay_page(
    conference: Conference, pieces: Sequence[KnownStory], section: SectionPlan, room: int
) -> Page:
    """The placements of one section in order, at most `room` and its cap for one source.

    `pieces` are all of the section's role; those its filters do not take are ignored.
    """
    page = Page()
    taken = [known for known in pieces if takes(section, known.story, conference)]
    once = _once(conference, sorted(taken, key=lambda known: _page_order(conference, known)), page)
    for slug in dict.fromkeys(known.story.source for known in once):
        own = [known for known in once if known.story.source == slug]
        page.placements += [
            _placed(conference, piece, section) for piece in _of_the_day(conference, own, page)
        ]
    _cut(page, section, room)
    return page


def _cut(page: Page, section: SectionPlan, room: int) -> None:
    """What goes over the section's limit or its cap for one source is left out, and told."""
    kept: list[Placement] = []
    per_source: Counter[str] = Counter()
    for placement in page.placements:
        story, cap = placement.story, section.per_source
        if len(kept) >= room:
            why = "section_full", f"'{section.slug}' has its {section.limit} places filled"
        elif cap is not None and per_source[story.source] >= cap:
            why = "cap_source", f"'{section.slug}' takes {cap} from one source"
        else:
            per_source[story.source] += 1
            kept.append(placement)
            continue
        page.left_out.append(LeftOut(placement.story_id, story.title, story.source, *why))
    page.placements = kept


def _page_order(conference: Conference, known: KnownStory) -> tuple[int, int, str]:
    """Sources as configured, then the place on the page, then the guid."""
    slugs = list(conference.sources)
    source = known.story.source
    at = slugs.index(source) if source in conference.sources else len(slugs)
    position = known.story.position
    return at, 1_000_000 if position is None else position, known.story.guid


def _once(conference: Conference, pieces: Iterable[KnownStory], page: Page) -> list[KnownStory]:
    """The first of pieces with one address, or one title in one source."""
    seen: dict[tuple[str, str], KnownStory] = {}
    kept = []
    for known in pieces:
        names = [("", known.story.url)] if known.story.url else []
        names.append((known.story.source, " ".join(words(known.story.title))))
        double = next((seen[name] for name in names if name in seen), None)
        for name in names:
            seen.setdefault(name, known)
        if double is None:
            kept.append(known)
        else:
            text = f"stands there twice; the first counts: '{double.story.title}'"
            page.left_out.append(conference.left_out(known, "duplicate_of", text))
    return kept


def _of_the_day(conference: Conference, pieces: list[KnownStory], page: Page) -> list[_Piece]:
    """Today's, filled up with yesterday's; a document handed over counts as it stands."""
    if pieces and conference.is_document(pieces[0].story):
        return _unprinted(conference, pieces, page)
    dated = {known.id: _day(conference, known) for known in pieces}
    today = [known for known in pieces if dated[known.id] == conference.day]
    before = conference.day - timedelta(days=1)
    yesterday = [known for known in pieces if dated[known.id] == before]
    for known in pieces:
        if known not in today and known not in yesterday:
            page.left_out.append(_other_day(conference, known, dated[known.id]))
    fresh = _unprinted(conference, today, page)
    older = _unprinted(conference, yesterday, page)
    room = max(0, FEW - len(today))
    for piece in older[room:]:
        text = "of the day before, and today's page is full enough without it"
        page.left_out.append(conference.left_out(piece.known, "yesterdays", text))
    return fresh + older[:room]


def _day(conference: Conference, known: KnownStory) -> date:
    """The day a piece is of, in the digest's zone; undated, the day we saw it first."""
    return day_of(known.story.published or known.first_seen, conference.digest.tz)


def _other_day(conference: Conference, known: KnownStory, day: date) -> LeftOut:
    reason = "after_the_day" if day > conference.day else "too_old"
    text = f"of {day:%d %B %Y}; this issue is for {conference.day:%d %B %Y}"
    return conference.left_out(known, reason, text)


def _unprinted(conference: Conference, pieces: list[KnownStory], page: Page) -> list[_Piece]:
    last = last_printings(conference.printed)
    addresses = {one.story.url: one for one in last.values() if one.story.url}
    kept = []
    for known in pieces:
        before = last.get(key_of(known.story)) or addresses.get(known.story.url)
        if before is None:
            kept.append(_Piece(known, _day(conference, known), _note(conference, known)))
            continue
        what = changed_since(before, known.story)
        text = f"printed on {before.printed_at:%d %B %Y} and {what.words}"
        if what.really:
            kept.append(_Piece(known, _day(conference, known), "updated", text))
        else:
            page.left_out.append(conference.left_out(known, "printed_before", text))
    return kept


def _note(conference: Conference, known: KnownStory) -> str:
    if known.story.published is None:
        return ""
    behind = conference.day - _day(conference, known)
    if behind == timedelta(days=1):
        return "yesterday"
    return "earlier" if behind > timedelta(days=1) else ""


def _placed(conference: Conference, piece: _Piece, section: SectionPlan) -> Placement:
    story = piece.known.story
    return Placement(
        story_id=piece.known.id,
        story=story,
        section=section.slug,
        kind=section.kind,
        place=0,
        why=tuple(_reasons(conference, piece)),
        note=piece.note,
    )


def _reasons(conference: Conference, piece: _Piece) -> Iterable[Reason]:
    """Why a piece of the paper's own page stands where it stands."""
    story = piece.known.story
    where = f"{_ordinal(story.position)} on the page of {conference.label(story.source)}"
    yield Reason("page_order", f"in the paper's own order: {where}")
    if story.published is None:
        yield Reason("day", "states no date; counted for the day we saw it first")
    else:
        day = day_of(story.published, conference.digest.tz)
        yield Reason("day", f"of {day:%d %B %Y}" + (" (today's)" if day == conference.day else ""))
    if piece.note in ("yesterday", "earlier") and conference.is_document(story):
        yield Reason("document", "the page was handed over whole: it counts as it stands")
    elif piece.note == "yesterday":
        yield Reason("yesterday", "yesterday's fills up: there are few of today")
    if piece.changed:
        yield Reason("updated", piece.changed)
    if story.marked_updated:
        yield Reason("marked_updated", "the paper itself marks it as updated")


def _ordinal(position: int | None) -> str:
    return "somewhere" if position is None else f"place {position + 1}"
