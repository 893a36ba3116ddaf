"""Ranked clusters -> the places of the lead, top, news and also sections.

    pins | the source that leads by configuration | the first that may lead | top, news | also

A story, and an event, stands in one section only.  Every refusal keeps its reason.
Does not score; places in the order it is given.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.model.hand import Pin
from digest.model.issue import Placement, Reason
from digest.model.plan import SectionKind, SectionPlan
from digest.model.story import KnownStory
from digest.rules.conference import Conference
from digest.rules.gates import may_lead
from digest.rules.ranking import Ranked, also_in, by_merit, owner_of
from digest.rules.sections import also_take, takes
from digest.rules.standing import stands_for

NO_LEAD, FULL, CAP = 1, 2, 3
"""How much a refusal tells: the heaviest one of a cluster is kept."""

RANKED = (SectionKind.LEAD, SectionKind.TOP, SectionKind.NEWS, SectionKind.ALSO)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a section did not take a cluster; the heaviest of several is told."""

    weight: int
    reason: str
    words: str


@dataclass(slots=True)
class Filling:
    """The sections as they fill: what stands where, whose it is, and what was refused why.

    `used` maps the key of a cluster that has its place to that placement; `updated` says of stories
    that readers had what is new.
    """

    conference: Conference
    ranked: Sequence[Ranked]
    updated: Mapping[int, str]
    placed: dict[str, list[Placement]] = field(default_factory=dict)
    used: dict[str, Placement] = field(default_factory=dict)
    owners: Counter[str] = field(default_factory=Counter)
    refused: dict[str, Refusal] = field(default_factory=dict)


def fill(filling: Filling) -> None:
    """Fills the lead first, links last, and between them the sections as configured."""
    sections = [s for s in filling.conference.digest.sections if s.kind in RANKED]
    for section in sections:
        if section.kind is SectionKind.LEAD and room(filling.conference, section):
            _lead(filling, section)
    for last in (False, True):
        for section in sections:
            if section.kind is not SectionKind.LEAD and (section.kind is SectionKind.ALSO) == last:
                _rows(filling, section)


def room(conference: Conference, section: SectionPlan) -> int:
    """Places of a section that the editor's pins leave.  A lead is one story."""
    pinned = sum(1 for pin in conference.pins.values() if pin.section == section.slug)
    limit = 1 if section.kind is SectionKind.LEAD else section.limit
    return max(0, limit - pinned)


def owner_cap(conference: Conference, ranked: Sequence[Ranked]) -> int | None:
    """How many ranked places one owner may have; None where there is only one owner.

    With two owners each may have half: a smaller share could never fill the page.
    """
    owners = {owner_of(m.story, conference.sources) for r in ranked for m in r.cluster.members}
    if len(owners) < 2:
        return None
    sections = [s for s in conference.digest.sections if s.kind in RANKED]
    places = sum(1 if s.kind is SectionKind.LEAD else s.limit for s in sections)
    share = max(conference.digest.choosing.owner_share, 1 / len(owners))
    return max(1, math.floor(share * min(places, len(ranked)) + 1e-9))


def _lead(filling: Filling, section: SectionPlan) -> None:
    configured = _configured_lead(filling, section)
    if configured is not None:
        ranked, member = configured
        why = (_by_configuration(filling.conference, member),)
        _place(filling, section, ranked, member, why=why)
        return
    for ranked in filling.ranked:
        if ranked.cluster.key in filling.used:
            continue
        failed = _try_lead(filling, section, ranked)
        if not failed:
            return
        filling.refused.setdefault(
            ranked.cluster.key, Refusal(NO_LEAD, failed[0].term, failed[0].words)
        )


def _try_lead(filling: Filling, section: SectionPlan, ranked: Ranked) -> list[Reason]:
    """Places the first member that may lead; else the reasons of the one that stands for all."""
    conference, first_failure = filling.conference, [Reason("no_section", "no section takes it")]
    for member in _members(ranked, conference, section):
        candidate = replace(ranked, representative=member)
        allowed, gates = may_lead(
            candidate, conference.digest, conference.until, conference.recent_leads
        )
        if allowed:
            why = (*ranked.why, *gates)
            _place(filling, section, candidate, member, why=why, score=ranked.score)
            return []
        if first_failure[0].term == "no_section":
            first_failure = [gate for gate in gates if gate.term != "lead"]
    return first_failure


def _configured_lead(filling: Filling, section: SectionPlan) -> tuple[Ranked, KnownStory] | None:
    """The first story of the first source that leads by configuration, dated or not."""
    conference = filling.conference
    for source in conference.digest.sources:
        found = [
            (ranked, member)
            for ranked in filling.ranked
            for member in ranked.cluster.members
            if source.leads and member.story.source == source.slug
            if ranked.cluster.key not in filling.used and takes(section, member.story, conference)
        ]
        if found:
            return min(found, key=lambda pair: _position(pair[1]))
    return None


def _position(known: KnownStory) -> tuple[int, str]:
    position = known.story.position
    return 1_000_000 if position is None else position, known.story.guid


def _by_configuration(conference: Conference, known: KnownStory) -> Reason:
    story = known.story
    text = f"placed by configuration: first story of {conference.label(story.source)}"
    if story.published is None:
        return Reason("configuration", f"{text}; the story states no date")
    return Reason("configuration", f"{text}; dated by {story.dated_by or 'an unknown place'}")


def _rows(filling: Filling, section: SectionPlan) -> None:
    cap = owner_cap(filling.conference, filling.ranked)
    limit = room(filling.conference, section)
    per_source: Counter[str] = Counter()
    for ranked in filling.ranked:
        if ranked.cluster.key in filling.used:
            continue
        members = _members(ranked, filling.conference, section)
        if not members:
            continue
        known, refusal = _admitted(filling, section, members, per_source, cap)
        full = len(filling.placed.get(section.slug, ())) >= limit
        if known is None or full:
            _refuse(filling, ranked, refusal if known is None and not full else _full(section))
            continue
        per_source[known.story.source] += 1
        _place(filling, section, ranked, known, why=ranked.why, score=ranked.score)


def _members(ranked: Ranked, conference: Conference, section: SectionPlan) -> list[KnownStory]:
    taken = [m for m in ranked.cluster.members if takes(section, m.story, conference)]
    return by_merit(taken, conference.digest) if len(taken) > 1 else taken


def _admitted(
    filling: Filling,
    section: SectionPlan,
    members: list[KnownStory],
    per_source: Counter[str],
    cap: int | None,
) -> tuple[KnownStory | None, Refusal]:
    """The best member that no cap keeps out; another paper's version may go where one is full."""
    refusal = Refusal(0, "no_section", "no section takes it")
    for known in members:
        owner = owner_of(known.story, filling.conference.sources)
        source = known.story.source
        if section.per_source is not None and per_source[source] >= section.per_source:
            text = f"'{section.slug}' takes {section.per_source} from one source"
            refusal = Refusal(CAP, "cap_source", text)
        elif cap is not None and filling.owners[owner] >= cap:
            refusal = Refusal(CAP, "cap_owner", f"{owner} has its {cap} places already")
        else:
            return known, refusal
    return None, refusal


def _full(section: SectionPlan) -> Refusal:
    text = f"'{section.slug}' has its {section.limit} places filled with higher scores"
    return Refusal(FULL, "section_full", text)


def _refuse(filling: Filling, ranked: Ranked, refusal: Refusal) -> None:
    told = filling.refused.get(ranked.cluster.key)
    if told is None or refusal.weight > told.weight:
        filling.refused[ranked.cluster.key] = refusal


def _place(
    filling: Filling,
    section: SectionPlan,
    ranked: Ranked,
    known: KnownStory,
    *,
    why: Iterable[Reason],
    score: float | None = None,
) -> None:
    conference = filling.conference
    marks, note = _marks(filling, known, by_score=score is not None)
    told = filling.refused.get(ranked.cluster.key)
    if told is not None and told.weight == NO_LEAD:
        marks = (Reason(told.reason, told.words), *marks)
    placement = Placement(
        story_id=known.id,
        story=known.story,
        section=section.slug,
        kind=section.kind,
        place=0,
        why=(*why, *stands_for(ranked, known, conference.digest), *marks),
        score=score,
        also=also_in(
            known, by_merit(ranked.cluster.members, conference.digest), conference.sources
        ),
        note=note,
        fits=also_take(section, known.story, conference),
    )
    filling.placed.setdefault(section.slug, []).append(placement)
    filling.used[ranked.cluster.key] = placement
    if score is not None:
        filling.owners[owner_of(known.story, conference.sources)] += 1


def pinned(filling: Filling, ranked: Ranked | None, known: KnownStory) -> Placement:
    """A story where the editor put it.  `ranked` is its cluster, when it is news."""
    conference = filling.conference
    pin = conference.pins[known.id]
    kind = next(s.kind for s in conference.digest.sections if s.slug == pin.section)
    members = ranked.cluster.members if ranked else ()
    text = _by_hand(conference, pin)
    marks, note = _marks(filling, known, by_score=False)
    return Placement(
        story_id=known.id,
        story=known.story,
        section=pin.section,
        kind=kind,
        place=0,
        why=(Reason("pin", text), *marks),
        also=also_in(known, by_merit(members, conference.digest), conference.sources),
        note=note,
    )


def _by_hand(conference: Conference, pin: Pin) -> str:
    if conference.given and not pin.by:
        return "asked for by its address"
    by = pin.by or "the editor"
    if pin.story_id in {known.id for known in conference.hand.outside}:
        return f"taken from outside the sources by {by}" + (f": {pin.why}" if pin.why else "")
    return f"placed by {by}: {pin.why or pin.words}"


def _marks(
    filling: Filling, known: KnownStory, *, by_score: bool
) -> tuple[tuple[Reason, ...], str]:
    marks, note = [], ""
    if known.story.published is None and by_score:
        text = f"states no date; counted from when we saw it first, {known.first_seen:%d %B %H:%M}"
        marks.append(Reason("undated", text))
        note = "undated"
    if known.id in filling.updated:
        marks.append(Reason("updated", filling.updated[known.id]))
        note = "updated"
    return tuple(marks), note
