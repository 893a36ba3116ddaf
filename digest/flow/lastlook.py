"""The last look before an issue leaves: are its stories still there, and still what was chosen?

    placed stories | their sources asked once more        corrections are kept
                   | their pages asked                    gone: withdrawn, and others may take the place
    what was known at closing, in its newest words | the same rules, the same hand | closing.keep

Where nothing changed nothing is written but that somebody looked.  A page that cannot be reached
says nothing: a broken line never drops a story.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from digest.flow.again import order_of, subject_after, thin_anyway
from digest.flow.compose import RULES, Order, choose, known_to
from digest.flow.gather import must_wait
from digest.flow.ports import Clock, Newsstand
from digest.model.issue import Choice, Issue, Placement, TooThin
from digest.model.plan import Digest, Thin
from digest.model.source import Read, Source
from digest.model.story import KnownStory
from digest.rules import freshness
from digest.rules.given import with_given
from digest.rules.withdrawal import DELETED, believed
from digest.store import approval, closing, hand, issues, news

FRESH = timedelta(minutes=10)
"""A look holds for so long, if the choice did not change since."""
ROUNDS = 3
"""Who takes the place of a story that is gone is looked at too, so many times at most."""
WITHDRAWN_AT_ONCE = 20
"""So many withdrawn pages are asked again whether they are back."""

Newsstands = Callable[[Sequence[Source]], AbstractContextManager[Newsstand]]
"""Opens a newsstand for some sources."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the look came to: the choice, and which stories are gone, with why, or back."""

    found: Choice | TooThin
    gone: Mapping[int, str] = field(default_factory=dict)
    back: frozenset[int] = frozenset()


def last_look(
    number: int, digest: Digest, *, newsstands: Newsstands, clock: Clock
) -> TooThin | None:
    """Bring the issue's choice up to the moment; why there can be none any more, else None.

    A thin rest is held for a person where the digest holds such, and is then no answer.
    """
    issue = issues.load(number)
    if issue is None or not _is_due(issue, clock()):
        return None
    order, whole_hand = order_of(issue), hand.of(number)
    moment = issue.closed_at or clock()
    digest_and_given = with_given(digest, order.urls)
    with newsstands(digest_and_given.sources) as newsstand:
        _correct(issue, digest_and_given, newsstand, clock)
        then = {k.id: k for k in known_to(digest, order, moment) if k.first_seen <= moment}
        placed = news.by_id(placement.story_id for placement in issue.choice.placements)
        looked = look_at(
            issue.choice,
            then | placed,
            lambda known: choose(digest, order, now=moment, known=known, hand=whole_hand),
            newsstand,
        )
    return _close(issue, digest, looked, clock())


def foresee(
    digest: Digest,
    order: Order,
    known: Sequence[KnownStory],
    *,
    newsstand: Newsstand,
    now: datetime,
) -> Choice | TooThin:
    """The choice from these stories as the last look would leave it; nothing is written."""

    def again(stories: Sequence[KnownStory]) -> Choice | TooThin:
        return choose(digest, order, now=now, known=stories)

    first = again(known)
    if isinstance(first, TooThin):
        return first
    return look_at(first, {story.id: story for story in known}, again, newsstand).found


def look_at(
    before: Choice,
    known: Mapping[int, KnownStory],
    again: Callable[[Sequence[KnownStory]], Choice | TooThin],
    newsstand: Newsstand,
) -> Looked:
    """The choice when every chosen page was asked for; the same value where nothing changed."""
    by_page = [k for k in known.values() if k.withdrawn not in ("", DELETED) and k.story.url]
    withdrawn = by_page[:WITHDRAWN_AT_ONCE]
    looked = Looked(again(list(known.values())) if _changed(before, known) else before)
    asked: set[str] = set()
    seen = newsstand.look([k.story.url for k in withdrawn])
    back = frozenset(k.id for k in withdrawn if k.story.url in seen.there)
    missing = dict(seen.gone)
    if back:
        looked = Looked(again(_marked(known, {}, back)), {}, back)
    for _ in range(ROUNDS):
        urls = sorted({p.story.url for p in _placed(looked.found) if p.story.url} - asked)
        if not urls:
            break
        asked |= set(urls)
        missing |= newsstand.look(urls).gone
        reasons = believed(asked, {url: gone for url, gone in missing.items() if url in asked})
        gone = {k.id: f"its page {why}" for k, why in _of(known, reasons)}
        if gone != looked.gone:
            looked = Looked(again(_marked(known, gone, back)), gone, back)
    return looked


def _is_due(issue: Issue, now: datetime) -> bool:
    """Not yet frozen, and not looked at since it was chosen, or not lately."""
    if issue.state not in hand.OPEN_TO_THE_HAND:
        return False
    at = closing.looked_at(issue.id)
    since_chosen = at is not None and (issue.closed_at is None or at >= issue.closed_at)
    return at is None or not since_chosen or now - at >= FRESH


def _correct(issue: Issue, digest: Digest, newsstand: Newsstand, clock: Clock) -> None:
    """Keep what the sources tell anew of the placed stories, and of nothing else."""
    placed: dict[str, set[str]] = {}
    for placement in issue.choice.placements:
        placed.setdefault(placement.story.source, set()).add(placement.story.guid)
    sources = {slug: source for slug in placed if (source := digest.source(slug))}
    states = news.states(sources)
    visits = [(source, states[slug].at(source.url)) for slug, source in sources.items()]
    ready = [(source, state) for source, state in visits if not must_wait(state, clock())]
    for slug, reading in newsstand.read(ready):
        if isinstance(reading, Read):
            news.take_back(slug, reading.taken_back & placed[slug], clock())
            own = [story for story in reading.stories if story.guid in placed[slug]]
            told = freshness.decide(news.known_hashes(slug), own, clock()).changed
            if told:
                source = sources[slug]
                whole = newsstand.complete(source, told) if source.articles else told
                hashes = {story.guid: story.content_hash for story in told}
                news.correct(slug, whole, hashes, clock())


def _changed(before: Choice, known: Mapping[int, KnownStory]) -> list[Placement]:
    """The placements whose story is told otherwise now, or is withdrawn."""
    return [
        placement
        for placement in before.placements
        if (now := known.get(placement.story_id)) is not None
        and (now.withdrawn or now.story.content_hash != placement.printed_hash)
    ]


def _placed(found: Choice | TooThin) -> Sequence[Placement]:
    choice = found if isinstance(found, Choice) else found.choice
    stories = choice.placements if choice else ()
    return [placement for placement in stories if placement.story_id > 0]


def _of(
    known: Mapping[int, KnownStory], reasons: Mapping[str, str]
) -> list[tuple[KnownStory, str]]:
    return [(k, reasons[k.story.url]) for k in known.values() if k.story.url in reasons]


def _marked(
    known: Mapping[int, KnownStory], gone: Mapping[int, str], back: frozenset[int]
) -> list[KnownStory]:
    """What is known, with what is gone marked as withdrawn and what is back as it was."""
    return [
        replace(k, withdrawn=gone.get(k.id, "" if k.id in back else k.withdrawn))
        for k in known.values()
    ]


def _close(issue: Issue, digest: Digest, looked: Looked, now: datetime) -> TooThin | None:
    news.withdraw(looked.gone, now)
    news.restore(looked.back)
    if looked.found is issue.choice:
        closing.look(issue.id, now)
        return None
    found = looked.found
    choice = found if isinstance(found, Choice) else _thin(issue, digest, found, now)
    if choice is not None:
        _keep(issue, digest, choice, looked, now)
    return found if choice is None and isinstance(found, TooThin) else None


def _thin(issue: Issue, digest: Digest, thin: TooThin, now: datetime) -> Choice | None:
    """What is left to be decided about by a person, asked for now or before; None: no issue."""
    left = thin_anyway(issue.id, thin)
    if left is None and thin.choice is not None and digest.choosing.thin is Thin.HOLD:
        approval.hold(issue.id, actor=RULES, because=thin.words, now=now)
        left = thin.choice
    return left


def _keep(issue: Issue, digest: Digest, choice: Choice, looked: Looked, now: datetime) -> None:
    """Write the choice anew, unless somebody else changed the issue meanwhile."""
    kept_at = max(now, (issue.closed_at or now) + timedelta(microseconds=1))
    kept = closing.keep(
        issue.id,
        choice,
        subject=subject_after(issue, digest, choice),
        read_at=issue.closed_at,
        now=kept_at,
        lines=_lines(issue.choice, choice, looked),
    )
    if kept:
        closing.look(issue.id, kept_at)


def _lines(before: Choice, after: Choice, looked: Looked) -> list[str]:
    """What changed, a line a story, for the audit."""
    now = {placement.story_id: placement for placement in after.placements}
    told = [f"story {number} is withdrawn: {why}" for number, why in sorted(looked.gone.items())]
    told += [f"story {number} is back" for number in sorted(looked.back)]
    for placement in before.placements:
        other = now.get(placement.story_id)
        if other and other.printed_hash != placement.printed_hash:
            told.append(f"story {placement.story_id} is corrected: '{other.story.title}'")
    return told
