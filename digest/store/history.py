"""One reader as a page shows them: kept data, standings, words said, copies, what came back.

By number, a bounded part of each: `digest.store.person` has the whole, by address, for a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.model.preferences import Change
from digest.store import copies, former, models, preferences
from digest.store.copies import Looked
from digest.store.former import Former
from digest.store.person import THEIR_OWN

MOST = 100
"""So many lines of each kind a page shows, the newest."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reader stands on a list, since when, and by what."""

    list: str
    state: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What was said about a list: by whom, where, before which wording; by which issue's mail, 0 = none."""

    at: datetime
    act: str
    list: str
    source: str
    wording: str
    actor: str
    issue: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A service mail, and what was answered."""

    at: datetime
    kind: str
    digest: str
    state: str
    reply: str


@dataclass(frozen=True, slots=True)
class Never:
    """Why the address is never mailed; `theirs` = by the reader's own word."""

    reason: str
    source: str
    at: datetime

    @property
    def theirs(self) -> bool:
        """Whether nobody but the reader takes it back."""
        return self.reason in THEIR_OWN


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader with their history, the newest lines first."""

    id: int
    address: str
    name: str
    language: str
    zone: str
    hour: int | None
    attributes: Mapping[str, object]
    since: datetime
    never: Never | None
    former: tuple[Former, ...]
    standings: tuple[Standing, ...]
    words: tuple[Word, ...]
    changes: tuple[Change, ...]
    letters: tuple[Letter, ...]
    looked: Looked


def address_of(number: int) -> str | None:
    """The identity of the reader's address; None without one."""
    rows = models.Subscriber.objects.filter(pk=number, erased=False)
    return rows.values_list("address_norm", flat=True).first()


def of(number: int, below: int = 0) -> Reader | None:
    """A reader's history; their copies of issues below that one, where it is given."""
    row = models.Subscriber.objects.filter(pk=number, erased=False).first()
    if row is None:
        return None
    before = former.left(number)
    marks = [row.address_hash, *(one.hash for one in before)]
    return Reader(
        id=number,
        address=row.address,
        name=row.name,
        language=row.language,
        zone=row.zone,
        hour=row.hour,
        attributes=row.attributes,
        since=row.created_at,
        never=_never(row.address_hash),
        former=before,
        standings=_standings(number),
        words=_words(marks),
        changes=_changes(marks),
        letters=_letters(marks),
        looked=copies.page(number, below),
    )


def _never(mark: str) -> Never | None:
    row = models.Suppression.objects.filter(pk=mark).first()
    return Never(row.reason, row.source, row.at) if row else None


def _standings(number: int) -> tuple[Standing, ...]:
    rows = models.Subscription.objects.filter(subscriber=number).order_by("list__slug")
    told = rows.values_list("list__slug", "state", "source", "changed_at")
    return tuple(Standing(*cells) for cells in told)


def _words(marks: Sequence[str]) -> tuple[Word, ...]:
    rows = models.Consent.objects.filter(address_hash__in=marks).order_by("-at", "-pk")[:MOST]
    return tuple(
        Word(row.at, row.act, row.list_slug, row.source, row.wording, row.actor, row.issue or 0)
        for row in rows
    )


def _changes(marks: Sequence[str]) -> tuple[Change, ...]:
    found = [one for mark in marks for one in preferences.changes(mark)]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:MOST])


def _letters(marks: Sequence[str]) -> tuple[Letter, ...]:
    rows = models.Notice.objects.filter(address_hash__in=marks).order_by("-pk")[:MOST]
    return tuple(Letter(row.made_at, row.kind, row.digest, row.state, row.reply) for row in rows)
