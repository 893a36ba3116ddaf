"""Sources -> stories we know.

    sources | newsstand.read, in parallel            a failure is a value, and costs one source
            | freshness.decide(known, incoming, now)
            | newsstand.complete(new and changed)    article pages, where the source asks for them
            | news.save_reading                      one short transaction a source
    failed  | patience.wait -> news.save_failure     left alone longer each time

Does not choose, does not parse, never holds a transaction while the network is asked.
`peek` does the same and writes nothing: what a dry run sees is what a send would see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from digest.flow.ports import Clock, Newsstand
from digest.model.source import NotModified, Read, ReadFailed, Reading, Source, SourceState
from digest.model.story import NOT_STORED, KnownStory, Story
from digest.rules import freshness, patience
from digest.rules.withdrawal import DELETED
from digest.store import news

SOURCES_AT_ONCE = 16
"""Sources whose article pages are read at the same time; each host still sees two at once."""


EVER = datetime.min.replace(tzinfo=UTC)
"""So far back stories are looked for that somebody asked for by their address."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one source fared.  `status` is read, not_modified or failed; `error` is for people."""

    source: str
    label: str
    status: str
    found: int = 0
    new: int = 0
    changed: int = 0
    bytes: int = 0
    seconds: float = 0.0
    error: str = ""
    permanent: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Visited:
    source: Source
    reading: Reading
    fresh: freshness.Freshness = freshness.Freshness()
    told: Mapping[str, str] = field(default_factory=dict)
    asked: bool = True
    failures: int = 1
    """In a row, this one counted, should it be one."""


def gather(
    sources: Sequence[Source], *, newsstand: Newsstand, clock: Clock
) -> Iterator[SourceReport]:
    """Read the sources and keep what they brought; a report for each as it comes in."""
    for visited in _visit(sources, newsstand, clock):
        _keep(visited, clock())
        yield _report(visited)


def peek(
    sources: Sequence[Source], *, newsstand: Newsstand, clock: Clock, since: datetime
) -> tuple[tuple[KnownStory, ...], tuple[SourceReport, ...]]:
    """What we would know after gathering, and the reports; nothing is written.

    A story that is not stored yet has an id from NOT_STORED on.
    """
    known = {(k.story.source, k.story.guid): k for k in _known(sources, since)}
    reports, next_id = [], NOT_STORED
    for visited in _visit(sources, newsstand, clock):
        now = clock()
        if isinstance(visited.reading, Read):
            _leave_page(known, visited.source.slug, visited.reading)
            _take_back(known, visited.source.slug, visited.reading)
        for story in (*visited.fresh.new, *visited.fresh.changed):
            key = (story.source, story.guid)
            before = known.get(key)
            known[key] = KnownStory(
                before.id if before else next_id, story, before.first_seen if before else now, now
            )
            next_id += 0 if before else 1
        reports.append(_report(visited))
    return tuple(known.values()), tuple(reports)


def _leave_page(known: dict[tuple[str, str], KnownStory], slug: str, reading: Read) -> None:
    """Places on the page as they are now, as the store would have them after gathering."""
    places = {story.guid: story.position for story in reversed(reading.stories)}
    for key, entry in known.items():
        if key[0] == slug and entry.story.position != places.get(key[1]):
            story = replace(entry.story, position=places.get(key[1]))
            known[key] = replace(entry, story=story)


def _take_back(known: dict[tuple[str, str], KnownStory], slug: str, reading: Read) -> None:
    for guid in reading.taken_back:
        if (slug, guid) in known:
            known[slug, guid] = replace(known[slug, guid], withdrawn=DELETED)


def _known(sources: Sequence[Source], since: datetime) -> tuple[KnownStory, ...]:
    return news.known_stories([source.slug for source in sources], since)


def _visit(sources: Sequence[Source], newsstand: Newsstand, clock: Clock) -> Iterator[_Visited]:
    found = news.states([source.slug for source in sources])
    states = {source.slug: found[source.slug].at(source.url) for source in sources}
    by_slug = {source.slug: source for source in sources}
    now = clock()
    yield from (_waits(s, states[s.slug]) for s in sources if must_wait(states[s.slug], now))
    ready = [(s, states[s.slug]) for s in sources if not must_wait(states[s.slug], now)]
    with _Pages(newsstand) as pages:
        for slug, reading in newsstand.read(ready):
            visited = replace(
                _sorted(by_slug[slug], reading, clock()), failures=states[slug].failures + 1
            )
            if not pages.ask(visited):
                yield visited
            yield from pages.done()
        yield from pages.rest()


def must_wait(state: SourceState, now: datetime) -> bool:
    """Whether the source failed lately and is left alone for now."""
    return state.not_before is not None and state.not_before > now


def _waits(source: Source, state: SourceState) -> _Visited:
    until = f"{state.not_before:%Y-%m-%d %H:%M} UTC" if state.not_before else "later"
    times = "" if state.failures < 2 else f" after {state.failures} failures in a row"
    reason = f"not asked, waits until {until}{times}: {state.error}"
    return _Visited(source, ReadFailed(reason, gone=state.gone), asked=False)


def _sorted(source: Source, reading: Reading, now: datetime) -> _Visited:
    if not isinstance(reading, Read):
        return _Visited(source, reading)
    fresh = freshness.decide(news.known_hashes(source.slug), reading.stories, now)
    told = {story.guid: story.content_hash for story in (*fresh.new, *fresh.changed)}
    return _Visited(source, reading, fresh, told)


class _Pages:
    """Article pages of several sources at once: one slow paper must not hold up the others.

    Only the newsstand works in these threads; the store is never touched there.
    """

    def __init__(self, newsstand: Newsstand) -> None:
        self._newsstand = newsstand
        self._pool = ThreadPoolExecutor(SOURCES_AT_ONCE, "digest-pages")
        self._waiting: dict[Future[tuple[Story, ...]], _Visited] = {}

    def __enter__(self) -> _Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def ask(self, visited: _Visited) -> bool:
        """Have the pages behind new and changed stories read; False where there is no need."""
        stories = (*visited.fresh.new, *visited.fresh.changed)
        if not visited.source.articles or not stories:
            return False
        answer = self._pool.submit(self._newsstand.complete, visited.source, stories)
        self._waiting[answer] = visited
        return True

    def done(self) -> Iterator[_Visited]:
        """Those whose pages are all there by now."""
        for answer in [one for one in self._waiting if one.done()]:
            yield self._whole(answer)

    def rest(self) -> Iterator[_Visited]:
        """The others, as they come in."""
        for answer in as_completed(list(self._waiting)):
            yield self._whole(answer)

    def _whole(self, answer: Future[tuple[Story, ...]]) -> _Visited:
        visited = self._waiting.pop(answer)
        whole, cut = answer.result(), len(visited.fresh.new)
        fresh = replace(visited.fresh, new=whole[:cut], changed=whole[cut:])
        return replace(visited, fresh=fresh)


def _keep(visited: _Visited, now: datetime) -> None:
    slug, reading, fresh = visited.source.slug, visited.reading, visited.fresh
    address = visited.source.url
    if isinstance(reading, Read):
        news.save_reading(
            slug,
            reading,
            new=fresh.new,
            changed=fresh.changed,
            told=visited.told,
            now=now,
            address=address,
        )
    elif isinstance(reading, NotModified):
        news.save_not_modified(slug, reading, now)
    elif visited.asked:
        pause = patience.wait(visited.failures, asked=reading.retry_after, gone=reading.gone)
        news.save_failure(
            slug,
            reading,
            now,
            failures=visited.failures,
            not_before=now + pause if pause else None,
            address=address,
        )


def _report(visited: _Visited) -> SourceReport:
    source, reading, fresh = visited.source, visited.reading, visited.fresh
    base = SourceReport(source.slug, source.label, "read", seconds=round(reading.seconds, 3))
    if isinstance(reading, NotModified):
        return replace(base, status="not_modified")
    if isinstance(reading, ReadFailed):
        return replace(base, status="failed", error=reading.reason, permanent=reading.permanent)
    return replace(
        base,
        found=len(reading.stories),
        new=len(fresh.new),
        changed=len(fresh.changed),
        bytes=reading.bytes,
        notes=(*reading.notes, *fresh.notes),
    )


def since(now: datetime, look_back: timedelta) -> datetime:
    """How far back to read what we know: the window, and a day to explain what fell out of it."""
    return now - look_back - timedelta(days=1)
