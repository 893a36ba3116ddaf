"""What lies on the table when an issue is chosen, and which stories may be talked about at all.

    known stories | editor's bans and holds | withdrawn | of our sources | in the window | by role

Does not compare stories with each other and does not place them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from digest.model.hand import NO_HAND, Ban, Hand, Hold, Pin
from digest.model.issue import LeftOut, Printed
from digest.model.plan import Digest
from digest.model.source import Source, SourceKind
from digest.model.story import Form, KnownStory, Role, Story
from digest.rules.freshness import CLOCK_SLACK
from digest.rules.ranking import seen

Key = tuple[str, str]
"""(source, guid): what a story is unique by."""


@dataclass(frozen=True, slots=True)
class Conference:
    """One sitting: the digest, the day, what was printed before, and the editor's hand.

    `until` is the moment up to which stories count: now, or the end of a day that is over.
    `given` = the stories were asked for by address.  `pins` are those whose section exists.
    """

    digest: Digest
    day: date
    now: datetime
    printed: tuple[Printed, ...] = ()
    hand: Hand = NO_HAND
    only_new: bool = False
    given: bool = False
    until: datetime = field(init=False)
    sources: dict[str, Source] = field(init=False)
    pins: dict[int, Pin] = field(init=False)

    def __post_init__(self) -> None:
        ends = datetime.combine(self.day + timedelta(days=1), time(0), tzinfo=self.digest.tz)
        slugs = {section.slug for section in self.digest.sections}
        pins = {pin.story_id: pin for pin in self.hand.pins if pin.section in slugs}
        object.__setattr__(self, "until", min(self.now, ends))
        object.__setattr__(self, "sources", {source.slug: source for source in self.digest.sources})
        object.__setattr__(self, "pins", pins)

    @property
    def last_printed_at(self) -> datetime | None:
        """When the last issue of this digest, or of one that it follows, went out; None before."""
        return max((printed.printed_at for printed in self.printed), default=None)

    @property
    def recent_leads(self) -> tuple[Printed, ...]:
        """The leads of the last two issues."""
        issues = sorted({printed.printed_at for printed in self.printed})[-2:]
        return tuple(p for p in self.printed if p.led and p.printed_at in issues)

    def label(self, slug: str) -> str:
        """What a reader sees as the publisher."""
        source = self.sources.get(slug)
        return source.label if source else slug

    def is_document(self, story: Story) -> bool:
        """Whether the newsroom handed the story over as a page of the day: current as it is."""
        source = self.sources.get(story.source)
        return source is not None and source.kind is SourceKind.TEXT

    def role(self, story: Story) -> Role:
        """News, editorial or opinion: what the page says, else what its source prints."""
        if story.role is not Role.NEWS:
            return story.role
        source = self.sources.get(story.source)
        if source is not None and source.role is not Role.NEWS:
            return source.role
        return Role.OPINION if story.form is Form.OPINION else Role.NEWS

    def left_out(self, known: KnownStory, reason: str, words: str) -> LeftOut:
        """The value that says why a story is not in."""
        story = known.story
        return LeftOut(known.id, story.title, story.source, reason, words)


@dataclass(slots=True)
class Table:
    """Stories that may be chosen, by role, in a stable order; and those that may not."""

    news: list[KnownStory] = field(default_factory=list)
    editorials: list[KnownStory] = field(default_factory=list)
    opinion: list[KnownStory] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def key_of(story: Story) -> Key:
    """What identifies a story across issues."""
    return story.source, story.guid


def sift(conference: Conference, known: Iterable[KnownStory]) -> Table:
    """Lays the known stories on the table, or says why not.  Each id once, whatever the order."""
    table = Table()
    bins = {Role.NEWS: table.news, Role.EDITORIAL: table.editorials, Role.OPINION: table.opinion}
    unique = {one.id: one for one in (*conference.hand.outside, *known)}
    kept_out = _kept_out(conference, unique)
    for one in sorted(unique.values(), key=lambda one: (key_of(one.story), one.id)):
        why_not = kept_out.get(one.id) or kept_out.get(one.story.url) or _why_not(conference, one)
        if why_not is None:
            bins[conference.role(one.story)].append(one)
        else:
            table.left_out.append(conference.left_out(one, *why_not))
    return table


def _kept_out(
    conference: Conference, known: Mapping[int, KnownStory]
) -> dict[int | str, tuple[str, str]]:
    """What the editor banned or holds, by id and by address: a page may come from two sources."""
    kept_out: dict[int | str, tuple[str, str]] = {}
    steps: dict[int, Ban | Hold] = {**conference.hand.holds, **conference.hand.bans}
    for story_id, step in steps.items():
        why = _by_hand(step)
        kept_out[story_id] = why
        if story_id in known and known[story_id].story.url:
            kept_out[known[story_id].story.url] = why
    return kept_out


def _by_hand(step: Ban | Hold) -> tuple[str, str]:
    by, cause = step.by or "the editor", f": {step.why}" if step.why else ""
    if isinstance(step, Ban):
        return "banned", f"kept out by {by}{cause}"
    return "held", f"held by {by} for the next issue{cause}"


def _why_not(conference: Conference, known: KnownStory) -> tuple[str, str] | None:
    if known.withdrawn:
        return "withdrawn", f"its publisher took it back: {known.withdrawn}"
    if known.id in conference.pins:
        return None
    return _not_ours(conference, known) or _not_now(conference, known)


def _not_ours(conference: Conference, known: KnownStory) -> tuple[str, str] | None:
    if known.story.source not in conference.sources:
        if known in conference.hand.outside:
            return "not_our_source", "taken from outside the sources, and released again"
        return "not_our_source", f"'{known.story.source}' is no source of this digest"
    if known.story.form is Form.SPONSORED:
        return "sponsored", "its publisher was paid for it"
    return None


def _not_now(conference: Conference, known: KnownStory) -> tuple[str, str] | None:
    if conference.is_document(known.story) or known.id in conference.hand.held_over:
        return None
    last = conference.last_printed_at
    if conference.only_new and last is not None and max(known.first_seen, known.changed_at) <= last:
        return "not_since_last", f"known before the last issue of {last:%d %B %Y, %H:%M}"
    if conference.role(known.story) is not Role.NEWS:
        return None
    return _outside_window(conference, known)


def _outside_window(conference: Conference, known: KnownStory) -> tuple[str, str] | None:
    at = seen(known, conference.digest)
    if at > conference.until + CLOCK_SLACK:
        return "after_the_day", f"of {at:%d %B %Y, %H:%M} UTC, after the day of this issue"
    if at < conference.until - conference.digest.choosing.look_back:
        hours = (conference.until - at) / timedelta(hours=1)
        allowed = conference.digest.choosing.look_back / timedelta(hours=1)
        return "too_old", f"{hours:.0f} hours old; this digest looks back {allowed:.0f}"
    return None
