"""Known stories -> the choice of an issue, with a reason for every story in and out.

    known | on the table? | printed before? | clusters | ranking | lead, top, news, also
                                        editorials | of the day | page order
          | the editor's hand | not too long | enough, and new enough? | Choice, or TooThin

Decides nothing by chance: the same stories in another order give the same choice.
Does not set type, does not fetch, does not know who reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit

from digest.model.hand import NO_HAND, Hand, Pin
from digest.model.issue import Choice, LeftOut, Placement, Printed, TooThin
from digest.model.plan import Digest, SectionKind
from digest.model.story import KnownStory, Role
from digest.rules import editorials
from digest.rules.conference import Conference, Table, key_of, sift
from digest.rules.filling import FULL, Filling, Refusal, fill, pinned, room
from digest.rules.handwork import in_printed_order
from digest.rules.length import shortened
from digest.rules.ranking import rank
from digest.rules.repeats import without_repeats


def choose(
    known: Sequence[KnownStory],
    digest: Digest,
    *,
    now: datetime,
    day: date,
    printed: Sequence[Printed] = (),
    hand: Hand = NO_HAND,
    only_new: bool = False,
    pinned_urls: Sequence[str] = (),
) -> Choice | TooThin:
    """The choice for `day` of that digest, or why there is none.

    `known` are the stories of the digest's sources, at least as far back as it looks; `printed`
    what its earlier issues brought, at least as far back; `now` is aware.  With `only_new` what
    was known before the last issue stays out.  With `pinned_urls` the issue has these stories and
    no others, in that order, and no minimum.
    """
    if pinned_urls:
        asked = _asked_for(known, digest, hand, pinned_urls)
        if isinstance(asked, TooThin):
            return asked
        known, hand = asked
    conference = Conference(
        digest,
        now=now,
        day=day,
        printed=tuple(printed),
        hand=hand,
        only_new=only_new,
        given=bool(pinned_urls),
    )
    table = sift(conference, known)
    placements = _placements(conference, table)
    return _enough(conference, placements, _once(table.left_out, placements))


def _placements(conference: Conference, table: Table) -> list[Placement]:
    """Fills all sections; who is not in is told on the table."""
    fresh = without_repeats(conference, table.news, frozenset(conference.pins))
    table.left_out += fresh.left_out
    ranked = rank(fresh.clusters, conference.digest, conference.until)
    filling = Filling(conference, ranked, fresh.updated)
    pins = _pins(filling, table)
    fill(filling)
    filling.placed.update(_pages(conference, table))
    page = shortened(conference, in_printed_order(conference, filling.placed, pins))
    for placement, over in page.off:
        _take_off(filling, table, placement, over)
    _tell_the_rest(filling, table)
    return page.page


def _take_off(filling: Filling, table: Table, placement: Placement, over: str) -> None:
    """Tells of a placement that went over a limit of the issue; its event has no place then."""
    for key in [k for k, used in filling.used.items() if used.story_id == placement.story_id]:
        del filling.used[key]
        filling.refused[key] = Refusal(FULL, "issue_full", over)
    title = (placement.gathered or placement.story).title
    table.left_out.append(
        LeftOut(placement.story_id, title, placement.story.source, "issue_full", over)
    )


def _pins(filling: Filling, table: Table) -> list[Placement]:
    """The editor's pins in the order they were made; their events are used up."""
    homes = {m.id: ranked for ranked in filling.ranked for m in ranked.cluster.members}
    here = {known.id: known for known in (*table.news, *table.editorials, *table.opinion)}
    placements = []
    for story_id in filling.conference.pins:
        if story_id in here:
            placement = pinned(filling, homes.get(story_id), here[story_id])
            placements.append(placement)
            if story_id in homes:
                filling.used[homes[story_id].cluster.key] = placement
    return placements


def _pages(conference: Conference, table: Table) -> dict[str, list[Placement]]:
    """The sections of editorials and opinion; a piece in the first that takes it."""
    laid: dict[str, list[Placement]] = {}
    used = set(conference.pins)
    for section in conference.digest.sections:
        role = editorials.KINDS.get(section.kind)
        if role is None:
            continue
        pool = table.editorials if role is Role.EDITORIAL else table.opinion
        pieces = [known for known in pool if known.id not in used]
        page = editorials.lay_page(conference, pieces, section, room(conference, section))
        laid[section.slug] = page.placements
        table.left_out += page.left_out
        used |= {placement.story_id for placement in page.placements}
    return laid


def _tell_the_rest(filling: Filling, table: Table) -> None:
    """A reason for every story on the table that has no place."""
    conference = filling.conference
    for ranked in filling.ranked:
        placement = filling.used.get(ranked.cluster.key)
        refusal = filling.refused.get(ranked.cluster.key)
        if placement is not None:
            why = "duplicate_of", f"the same event as '{placement.story.title}'"
        elif refusal is not None:
            why = refusal.reason, refusal.words
        else:
            why = "no_section", "no section takes it"
        table.left_out += [conference.left_out(m, *why) for m in ranked.cluster.members]
    for known in (*table.editorials, *table.opinion):
        table.left_out.append(conference.left_out(known, "no_section", "no section takes it"))


def _once(left_out: Iterable[LeftOut], placements: Iterable[Placement]) -> tuple[LeftOut, ...]:
    """One reason for each story that is not in: the first that was found."""
    told = {placement.story_id for placement in placements}
    reasons: dict[int, LeftOut] = {}
    for one in left_out:
        if one.story_id not in told:
            reasons.setdefault(one.story_id, one)
    return tuple(reasons[story_id] for story_id in sorted(reasons))


def _enough(
    conference: Conference, placements: list[Placement], left_out: tuple[LeftOut, ...]
) -> Choice | TooThin:
    """The choice, unless it has too few stories or nothing that readers did not have before."""
    choosing = conference.digest.choosing
    stories = [placement for placement in placements if placement.story_id > 0]
    before = {key_of(printed.story) for printed in conference.printed}
    new = sum(1 for placement in stories if key_of(placement.story) not in before)
    minimum = 1 if conference.given else max(1, choosing.minimum)
    reasons = Counter(one.reason for one in left_out)
    choice = Choice(tuple(placements), left_out, conference.hand.note)
    there = choice if stories else None
    if not conference.given and new < choosing.minimum_new and _had_before(reasons, stories):
        text = (
            f"nothing new: {new} stories that readers have not had, {choosing.minimum_new} needed"
        )
        return TooThin("nothing_new", text + _counts(reasons), len(stories), left_out, there)
    if len(stories) < minimum:
        text = f"too thin: {len(stories)} stories, {minimum} needed"
        return TooThin("too_thin", text + _counts(reasons), len(stories), left_out, there)
    return choice


def _had_before(reasons: Counter[str], stories: Sequence[Placement]) -> bool:
    return bool(stories or reasons["printed_before"] or reasons["not_since_last"])


def _counts(reasons: Counter[str]) -> str:
    """What became of the others, the most frequent reason first."""
    named = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    if not named:
        return "; no other story is known"
    return "; left out: " + ", ".join(f"{n} {reason.replace('_', ' ')}" for reason, n in named)


def _asked_for(
    known: Sequence[KnownStory], digest: Digest, hand: Hand, urls: Sequence[str]
) -> tuple[list[KnownStory], Hand] | TooThin:
    """The stories at these addresses, pinned in that order: the first leads.

    What an editor decides afterwards wins.
    """
    at: dict[str, KnownStory] = {}
    for one in sorted((*known, *hand.outside), key=lambda one: (key_of(one.story), one.id)):
        if one.story.url:
            at.setdefault(_address(one.story.url), one)
    missing = [url for url in urls if _address(url) not in at]
    if missing:
        return TooThin("unknown_story", f"no story is known at {', '.join(missing)}")
    found = list(dict.fromkeys(_address(url) for url in urls))
    lead, rest = _seats(digest)
    if any(pin.section == lead for pin in hand.pins):
        lead = rest
    pins = tuple(
        Pin(at[url].id, rest if index else lead, max(0, index - (rest != lead)))
        for index, url in enumerate(found)
    )
    return [at[url] for url in found], replace(hand, steps=(*pins, *hand.steps))


def _seats(digest: Digest) -> tuple[str, str]:
    """The section for the first story asked for, and the one for the others."""
    by_kind = {section.kind: section.slug for section in reversed(digest.sections)}
    order = (SectionKind.TOP, SectionKind.NEWS, SectionKind.ALSO, SectionKind.LEAD)
    rest = next((by_kind[kind] for kind in order if kind in by_kind), digest.sections[0].slug)
    return by_kind.get(SectionKind.LEAD, rest), rest


def _address(url: str) -> str:
    """An address without what does not change the page: case of the host, fragment, last slash."""
    parts = urlsplit(url.strip())
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.casefold()}{parts.path.rstrip('/')}{query}"
