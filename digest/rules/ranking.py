"""Clusters -> a ranking that explains itself: five terms, whose points add up to the score.

    clusters | coverage + prominence + freshness + depth + desk | highest first

Points are rounded to quarters, so that they add up exactly, in any order and on any screen.
Does not know what was printed before and does not say who may lead: `gates` does.
Editorials and opinion never come in here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from digest.model.issue import Reason
from digest.model.plan import Digest, Weights
from digest.model.source import Source
from digest.model.story import KnownStory, Provenance, Story, instant_of
from digest.rules.clustering import Cluster
from digest.rules.terms import words

TRUST = {
    Provenance.JSON_LD: 1.0,
    Provenance.META: 1.0,
    Provenance.MICRODATA: 1.0,
    Provenance.FEED: 1.0,
    Provenance.SITEMAP: 1.0,
    Provenance.URL: 0.7,
}
"""How far a date is believed, by where it was read; running text and guesses not at all."""

FULL_LENGTH = 600
"""Words at which a story counts as fully told."""

PICTURE_SHARE = 0.2
"""The part of depth that a picture earns; the rest is length."""

PLACES_PER_HALF = 5
"""A story this many places down has half the prominence of the first."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A cluster with its score.  `why` adds up to `score`; `also` are the other publishers."""

    cluster: Cluster
    representative: KnownStory
    score: float
    why: tuple[Reason, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """What every cluster of one ranking is measured against."""

    digest: Digest
    sources: dict[str, Source]
    owners: int
    heaviest: float
    weights: Weights
    now: datetime


def rank(clusters: Sequence[Cluster], digest: Digest, now: datetime) -> tuple[Ranked, ...]:
    """All clusters, highest score first.  Ties: coverage, first seen, address, guid."""
    field = _field(clusters, digest, now)
    ranked = [_ranked(cluster, field) for cluster in clusters if cluster.members]
    return tuple(sorted(ranked, key=_place))


def by_merit(members: Iterable[KnownStory], digest: Digest) -> list[KnownStory]:
    """Members of a cluster, the one that stands for it first.

    Source weight, then a sure date, then length up to full, a picture, the earlier, the guid.
    """
    sources = {source.slug: source for source in digest.sources}

    def merit(known: KnownStory) -> tuple[float, int, int, int, datetime, str, str]:
        source = sources.get(known.story.source)
        return (
            -(source.weight if source else 1.0),
            -int(trust(known.story) == 1.0),
            -min(FULL_LENGTH, length(known.story)),
            -int(known.story.image is not None),
            seen(known, digest),
            known.story.source,
            known.story.guid,
        )

    return sorted(members, key=merit)


def trust(story: Story) -> float:
    """0 to 1: how far the story's publication date is believed; 0 without one."""
    label = story.dated_by
    return TRUST.get(label, 0.0) if label else 0.0


def seen(known: KnownStory, digest: Digest) -> datetime:
    """The story's date in the digest's zone, else when we saw it first."""
    published = known.story.published
    return known.first_seen if published is None else instant_of(published, digest.tz)


def length(story: Story) -> int:
    """Words of the text as far as we have it."""
    return story.words or sum(1 for _ in words(story.body or story.teaser))


def owner_of(story: Story, sources: dict[str, Source]) -> str:
    """Who publishes: sources of one owner count once."""
    source = sources.get(story.source)
    return (source.owner or source.slug) if source else story.source


def _field(clusters: Sequence[Cluster], digest: Digest, now: datetime) -> _Field:
    sources = {source.slug: source for source in digest.sources}
    owners = {owner_of(m.story, sources) for cluster in clusters for m in cluster.members}
    heaviest = max((source.weight for source in digest.sources), default=1.0)
    weights = digest.choosing.weights
    if len(owners) < 2:
        weights = _without_coverage(weights)
    return _Field(digest, sources, len(owners), heaviest or 1.0, weights, now)


def _without_coverage(weights: Weights) -> Weights:
    """The other four terms stretched to the same total."""
    rest = weights.prominence + weights.freshness + weights.depth + weights.desk
    stretch = (rest + weights.coverage) / rest if rest else 0.0
    return Weights(
        coverage=0.0,
        prominence=weights.prominence * stretch,
        freshness=weights.freshness * stretch,
        depth=weights.depth * stretch,
        desk=weights.desk * stretch,
    )


def _ranked(cluster: Cluster, field: _Field) -> Ranked:
    members = by_merit(cluster.members, field.digest)
    first = members[0]
    why = (
        *_coverage(cluster, field),
        _prominence(members, field),
        _freshness(members, field),
        _depth(first.story, field),
        _desk(members, field),
    )
    score = sum(reason.points or 0.0 for reason in why)
    return Ranked(cluster, first, score, why, also_in(first, members, field.sources))


def also_in(
    first: KnownStory, members: Sequence[KnownStory], sources: dict[str, Source]
) -> tuple[str, ...]:
    """Labels of the other publishers in a cluster, in order of merit."""
    named = {owner_of(first.story, sources): ""}
    for member in members:
        source = sources.get(member.story.source)
        named.setdefault(
            owner_of(member.story, sources), source.label if source else member.story.source
        )
    return tuple(label for label in named.values() if label)


def _place(ranked: Ranked) -> tuple[float, float, datetime, str, str, str]:
    cov = sum(reason.points or 0.0 for reason in ranked.why if reason.term == "coverage")
    first = min(member.first_seen for member in ranked.cluster.members)
    story = ranked.representative.story
    return -ranked.score, -cov, first, story.url, story.source, story.guid


def _points(weight: float, value: float) -> float:
    return round(weight * value * 4) / 4


def _coverage(cluster: Cluster, field: _Field) -> tuple[Reason, ...]:
    if field.owners < 2:
        text = "one publisher only: coverage tells nothing, the other terms share its points"
        return (Reason("single_publisher", text),)
    owners = sorted({owner_of(member.story, field.sources) for member in cluster.reports})
    value = math.log2(1 + len(owners)) / math.log2(1 + field.owners)
    folded = len(cluster.members) - len(cluster.reports)
    text = f"told by {len(owners)} of {field.owners} publishers" + (
        f" ({folded} more carry the same copy)" if folded else ""
    )
    return (Reason("coverage", text, _points(field.weights.coverage, value)),)


def _prominence(members: Sequence[KnownStory], field: _Field) -> Reason:
    best, text = 0.0, "no place on a page or in a feed is known"
    for member in members:
        source, position = field.sources.get(member.story.source), member.story.position
        if position is None:
            continue
        weight = source.weight if source else 1.0
        value = weight / (1 + position / PLACES_PER_HALF) / field.heaviest
        if value > best:
            label = source.label if source else member.story.source
            best, text = (
                value,
                f"place {position + 1} in {label}"
                + (f", which weighs {weight:g}" if weight != 1.0 else ""),
            )
    return Reason("prominence", text, _points(field.weights.prominence, min(1.0, best)))


def _freshness(members: Sequence[KnownStory], field: _Field) -> Reason:
    believed = max(trust(member.story) for member in members)
    if not believed:
        return Reason("freshness", "no date that can be trusted", 0.0)
    ages = [
        max(timedelta(0), field.now - seen(member, field.digest)) / timedelta(hours=1)
        for member in members
        if trust(member.story)
    ]
    age = median(ages)
    half_life = field.digest.choosing.half_life / timedelta(hours=1)
    value = 0.5 ** (age / half_life) * believed if half_life else 0.0
    text = f"{age:.1f} hours old" + (" in the middle of its reports" if len(ages) > 1 else "")
    if believed < 1:
        text += ", by a date read from the address"
    return Reason("freshness", text, _points(field.weights.freshness, value))


def _depth(story: Story, field: _Field) -> Reason:
    told = min(1.0, length(story) / FULL_LENGTH)
    value = (1 - PICTURE_SHARE) * told + PICTURE_SHARE * (story.image is not None)
    text = f"{length(story)} words, {'with a' if story.image else 'no'} picture"
    return Reason("depth", text, _points(field.weights.depth, value))


def _desk(members: Sequence[KnownStory], field: _Field) -> Reason:
    hits = {
        key: boost
        for key, boost in sorted(field.digest.choosing.boosts.items())
        if any(_boosted(member.story, key) for member in members)
    }
    value = max(-1.0, min(1.0, sum(hits.values())))
    named = ", ".join(f"{key} {boost:+g}" for key, boost in hits.items())
    return Reason(
        "desk",
        f"wishes of the desk: {named}" if hits else "no wish of the desk",
        _points(field.weights.desk, value),
    )


def _boosted(story: Story, key: str) -> bool:
    """A boost names a source, a section or category, or words of headline and teaser."""
    wanted = list(words(key))
    if key == story.source or not wanted:
        return key == story.source
    if any(list(words(name)) == wanted for name in (story.section, *story.categories)):
        return True
    return contains(story, key)


def contains(story: Story, phrase: str) -> bool:
    """Whether headline or teaser has these words in this order."""
    wanted = list(words(phrase))
    for text in (story.title, story.teaser):
        have = list(words(text))
        if any(have[at : at + len(wanted)] == wanted for at in range(len(have) - len(wanted) + 1)):
            return True
    return False
