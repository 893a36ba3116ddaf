"""Sharing an issue out: who gets which variant, and what has to be known for it.

    asked     how many readers wish for what, in one grouped query: decides what is printed
    around    what else of a digest went out near a day: decides about weekly readers
    Sharing   page by page at the freeze, each combination of choices decided once

The rule is `rules.wanting`; here it is only fed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from digest.model.audience import Audience, Exclusion, SubscriptionState
from digest.model.edition import Variant
from digest.model.issue import ISSUE_SENT, IssueState
from digest.model.preferences import Preference
from digest.rules.wanting import WEEK, Going
from digest.store import models
from digest.store.preferences import preference


@dataclass(frozen=True, slots=True)
class Share:
    """The edition that somebody gets of what they wanted, or why they get none."""

    excluded: Exclusion | None = None
    variant: Variant | None = None
    wanted: Variant | None = None


_DECIDED = 50_000
"""Combinations of choices that are remembered: what anybody could wish for, not what a million do."""


class Sharing:
    """Shares an issue out; each combination of choices is decided once.

    Without a rule (`going`) everybody reads it as it comes.
    """

    def __init__(self, going: Going | None) -> None:
        self._going = going
        self._known: dict[tuple[object, ...], Share] = {}

    @property
    def digest(self) -> str:
        """Whose preferences are asked; no digest's where nobody's are."""
        return self._going.digest if self._going else ""

    def of(self, language: str, chosen: tuple[Any, ...]) -> Share:
        """What readers of that language get; `chosen` are the columns of their preference."""
        if self._going is None:
            return Share()
        key = (language, *chosen)
        if key not in self._known:
            if len(self._known) >= _DECIDED:
                self._known.clear()
            self._known[key] = _decided(self._going, language, chosen)
        return self._known[key]


def _decided(going: Going, language: str, chosen: tuple[Any, ...]) -> Share:
    wanted = going.wanted(language, preference(*chosen))
    if isinstance(wanted, Exclusion):
        return Share(wanted)
    return Share(None, going.printed(wanted), wanted)


@dataclass(frozen=True, slots=True)
class Wish:
    """So many readers of a language want it like that."""

    language: str
    preference: Preference
    readers: int


def asked(audience: Audience, digest: str, day: date) -> Iterator[Wish]:
    """What confirmed readers of the lists chose of that digest, alike ones counted together.

    Who chose no sections is not among them: the whole editions are printed anyway.  Of a pause
    only whether it lasts beyond `day`.
    """
    marks = ", ".join("%s" for _ in audience.lists) or "NULL"
    only = ", ".join("%s" for _ in audience.only)
    narrowed = f"AND s.address_norm IN ({only})" if only else ""
    sql = f"""
        SELECT s.language, p.sections, p.frequency, p.weekday, COUNT(DISTINCT s.id)
          FROM store_preference p
          JOIN store_subscriber s ON s.id = p.subscriber_id AND NOT s.erased {narrowed}
          JOIN store_subscription sub ON sub.subscriber_id = s.id AND sub.state = %s
          JOIN store_mailinglist l ON l.id = sub.list_id AND l.slug IN ({marks})
          LEFT JOIN store_suppression sup ON sup.address_hash = s.address_hash
         WHERE p.digest = %s AND p.sections <> '' AND sup.address_hash IS NULL
           AND (p.paused_until IS NULL OR p.paused_until <= %s)
         GROUP BY s.language, p.sections, p.frequency, p.weekday"""  # noqa: S608 - only placeholders
    values = [*audience.only, SubscriptionState.CONFIRMED, *audience.lists, digest, _date(day)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(2000):
            for language, sections, frequency, weekday, n in rows:
                yield Wish(language, preference(sections, frequency, weekday, None), n)


def _date(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


@dataclass(frozen=True, slots=True)
class Other:
    """An issue that went out: the sections with a story, and where else those stories fit."""

    day: date
    filled: frozenset[str]
    fits: frozenset[tuple[str, str]]


def around(digest: str, day: date, audience: Audience, *, but: int) -> tuple[Other, ...]:
    """A digest's other issues that went out less than a week away from a day.

    Only those that went to all of this audience: an issue for a few, or for one list of two, is no
    reason to leave this one out.
    """
    found = models.Issue.objects.filter(
        digest=digest,
        day__gt=day - WEEK,
        day__lt=day + WEEK,
        state__in=ISSUE_SENT - {IssueState.CANCELLED},
    ).exclude(pk=but)
    told = found.values_list("pk", "day", "audience")
    went = {pk: on for pk, on, whom in told if _all(whom, audience)}
    filled: dict[int, set[str]] = {pk: set() for pk in went}
    fits: dict[int, set[tuple[str, str]]] = {pk: set() for pk in went}
    rows = models.IssueStory.objects.filter(issue__in=went)
    for pk, section, others in rows.values_list("issue_id", "section", "fits"):
        filled[pk].add(section)
        fits[pk].update((section, other) for other in others or ())
    return tuple(Other(on, frozenset(filled[pk]), frozenset(fits[pk])) for pk, on in went.items())


_WHOLE = {"lists", "urls", "only_new"}


def _all(told: object, audience: Audience) -> bool:
    """Whether an earlier audience was narrowed by nothing and had these lists."""
    if not isinstance(told, dict) or not set(audience.lists) <= set(told.get("lists", ())):
        return False
    return not any(value for name, value in told.items() if name not in _WHOLE)
