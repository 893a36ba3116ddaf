"""What a reader chose, read and written, with every change in the log.

    of(subscriber)             everything they chose
    choose(subscriber, digest) how they want one digest
    save_profile(subscriber)   what they say of themselves
    changes(address_hash)      the log, the oldest first

Each write is one short transaction; a word that changes nothing writes nothing.  The log outlives
an erasure under the keyed hash, so it holds no name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from django.db import transaction

from digest.model.preferences import Change, Frequency, Preference, Preferences, Profile
from digest.store import models
from digest.store.consent import Said

MARK = "+"
"""Before each chosen section, as stored."""


def of(subscriber_id: int) -> Preferences | None:
    """Everything a reader chose; None for a stranger and for somebody who was erased."""
    person = models.Subscriber.objects.filter(pk=subscriber_id, erased=False).first()
    if person is None:
        return None
    rows = models.Preference.objects.filter(subscriber=person).order_by("digest")
    return Preferences(_profile(person), {row.digest: _preference(row) for row in rows})


def choose(subscriber_id: int, digest: str, wanted: Preference, said: Said) -> bool:
    """How the reader wants this digest from now on; False when it was so already.

    Whether the sections exist is for `rules.preferences.fitting` to say, before.
    """
    with transaction.atomic():
        person = _held(subscriber_id)
        if person is None:
            return False
        rows = models.Preference.objects.filter(digest=digest, subscriber=person)
        row = rows.first()
        before = _preference(row) if row else Preference()
        if before == wanted:
            return False
        rows.delete()
        if wanted != Preference():
            models.Preference.objects.create(
                digest=digest, subscriber=person, chosen_at=said.now, **_row(wanted)
            )
        _log(person, digest, _differences(asdict(before), asdict(wanted)), said)
    return True


def save_profile(subscriber_id: int, profile: Profile, said: Said) -> tuple[str, ...]:
    """What the reader says of themselves; the names of the fields that changed.

    Whether zone and hour exist is for `rules.preferences.sound` to say, before.
    """
    with transaction.atomic():
        person = _held(subscriber_id)
        if person is None:
            return ()
        what = _differences(asdict(_profile(person)), asdict(profile))
        if what:
            models.Subscriber.objects.filter(pk=person.pk).update(**asdict(profile))
            _log(person, "", what | ({"name": _UNSAID} if "name" in what else {}), said)
    return tuple(what)


_UNSAID = ("…", "…")


def changes(address_hash: str) -> tuple[Change, ...]:
    """What was changed for an address, the oldest first; also after an erasure."""
    rows = models.Change.objects.filter(address_hash=address_hash).order_by("pk")
    return tuple(
        Change(
            at=row.at,
            digest=row.digest,
            what={name: (before, after) for name, (before, after) in row.what.items()},
            source=row.source,
            actor=row.actor,
            wording=row.wording,
        )
        for row in rows
    )


def _held(subscriber_id: int) -> models.Subscriber | None:
    """The reader's row until the transaction ends: two forms of one reader wait for each other."""
    rows = models.Subscriber.objects.select_for_update().filter(pk=subscriber_id, erased=False)
    return rows.first()


def _profile(row: models.Subscriber) -> Profile:
    return Profile(row.name, row.language, row.zone, row.hour)


def _preference(row: models.Preference) -> Preference:
    return preference(row.sections, row.frequency, row.weekday, row.paused_until)


def preference(
    sections: str | None, frequency: str | None, weekday: int | None, paused: date | str | None
) -> Preference:
    """The columns of a row as a value; all None where there is no row.

    SQLite hands dates of a raw query out as text.
    """
    if frequency is None:
        return Preference()
    until = date.fromisoformat(paused) if isinstance(paused, str) else paused
    return Preference(_sections(sections or ""), Frequency(frequency), weekday, until)


def _sections(stored: str) -> tuple[str, ...] | None:
    """`+sport+world` as slugs; None for all."""
    return tuple(stored.split(MARK)[1:]) if stored.strip(MARK) else (() if stored else None)


def _row(wanted: Preference) -> dict[str, object]:
    chosen = wanted.sections
    stored = "" if chosen is None else MARK + MARK.join(chosen)
    return asdict(wanted) | {"sections": stored}


def _differences(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    return {
        name: (_plain(before[name]), _plain(after[name]))
        for name in after
        if before[name] != after[name]
    }


def _plain(value: object) -> object:
    """As JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def _log(person: models.Subscriber, digest: str, what: Mapping[str, object], said: Said) -> None:
    models.Change.objects.create(
        at=said.now,
        address_hash=person.address_hash,
        digest=digest,
        what=what,
        source=said.source,
        wording=said.wording,
        actor=said.actor,
    )
