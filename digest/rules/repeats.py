"""No reader gets a story twice: what earlier issues printed, by story and by event.

    news on the table | clusters | printed events told to them | unchanged out | changed marked

An event that was printed comes again when its story really changed, or when enough new reports
came in since.  Does not look at editorials' events: they are not clustered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from digest.model.issue import LeftOut, Printed
from digest.model.story import KnownStory, Role, Story
from digest.rules.changes import Change, change
from digest.rules.clustering import HALF_LIFE, Cluster, attach, cluster
from digest.rules.conference import Conference, Key, key_of
from digest.rules.gates import NEW_MEMBERS
from digest.rules.ranking import seen


@dataclass(slots=True)
class Unprinted:
    """Clusters of what may still be printed; `updated` says of ids that readers had what is new."""

    clusters: list[Cluster] = field(default_factory=list)
    updated: dict[int, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def last_printings(printed: Iterable[Printed]) -> dict[Key, Printed]:
    """The last printing of each story."""
    return {key_of(one.story): one for one in sorted(printed, key=lambda one: one.printed_at)}


def changed_since(printed: Printed, story: Story) -> Change:
    """Whether it is news again to who had it, and what changed."""
    if printed.content_hash == story.content_hash:
        return Change(False, "unchanged since")
    return change(printed.story, story)


def without_repeats(
    conference: Conference, news: Sequence[KnownStory], pinned: frozenset[int] = frozenset()
) -> Unprinted:
    """Clusters the news, tells each what was printed of its event, and takes the repeats out.

    A digest that looks back further groups reports that lie further apart.
    """
    last = last_printings(conference.printed)
    here = {key_of(known.story) for known in news}
    gone = [
        KnownStory(-one.story_id, one.story, one.printed_at, one.printed_at)
        for key, one in last.items()
        if key not in here and conference.role(one.story) is Role.NEWS
    ]
    result = Unprinted()
    clusters = cluster(news, max(HALF_LIFE, conference.digest.choosing.look_back / 3))
    events: list[list[Printed]] = [[] for _ in clusters]
    for one, at in zip(gone, attach(clusters, gone) if gone else [], strict=True):
        if at is not None:
            events[at].append(last[key_of(one.story)])
    for found, elsewhere in zip(clusters, events, strict=True):
        own = [last[key_of(m.story)] for m in found.members if key_of(m.story) in last]
        kept = _kept(conference, found.members, [*own, *elsewhere], pinned, result)
        if kept:
            copies = tuple(member for member in found.copies if member in kept)
            result.clusters.append(
                replace(found, members=tuple(kept), copies=copies, printed=(*own, *elsewhere))
            )
    return result


def _kept(
    conference: Conference,
    live: Sequence[KnownStory],
    printed: list[Printed],
    pinned: frozenset[int],
    result: Unprinted,
) -> list[KnownStory]:
    if not printed:
        return list(live)
    own = {key_of(one.story): one for one in printed}
    since = _came_since(conference, live, printed)
    kept = []
    for member in live:
        before = own.get(key_of(member.story))
        news = _news_of(member, before, since)
        if news or member.id in pinned:
            kept.append(member)
            result.updated |= {member.id: news} if news else {}
        else:
            result.left_out.append(_repeat(conference, member, before, printed))
    return kept


def _news_of(member: KnownStory, before: Printed | None, since: list[KnownStory]) -> str:
    """What is new about a printed story or event, in words; '' where nothing is."""
    if before is None:
        told = f"its event was printed before; {len(since)} new reports of it came since"
        return told if member in since else ""
    what = changed_since(before, member.story)
    return f"printed on {before.printed_at:%d %B %Y}; {what.words}" if what.really else ""


def _came_since(
    conference: Conference, live: Sequence[KnownStory], printed: list[Printed]
) -> list[KnownStory]:
    """New reports of a printed event, when there are enough of them to tell it anew."""
    last = max(one.printed_at for one in printed)
    own = {key_of(one.story) for one in printed}
    new = [
        member
        for member in live
        if key_of(member.story) not in own
        and min(seen(member, conference.digest), member.first_seen) > last
    ]
    return new if len(new) >= NEW_MEMBERS else []


def _repeat(
    conference: Conference, member: KnownStory, before: Printed | None, printed: list[Printed]
) -> LeftOut:
    if before is not None:
        what = changed_since(before, member.story)
        text = f"printed on {before.printed_at:%d %B %Y} and {what.words}"
    else:
        one = max(printed, key=lambda one: (one.printed_at, key_of(one.story)))
        text = f"its event was printed on {one.printed_at:%d %B %Y}: '{one.story.title}'"
    return conference.left_out(member, "printed_before", text)
