"""The preference form, read into values: nothing of it is believed before it is looked at.

    list:<slug>                       confirmed | paused | unsubscribed
    sections:<digest> (marks that they were shown), section:<digest> = slug, as often as chosen
    frequency:<digest>, weekday:<digest>, pause:<digest>
    name, language, zone, hour

What the form leaves out stays as it is.  What was never offered is a stranger's form: no page.
What a person can mistype is said at its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from django.http import QueryDict

from digest.model.audience import SubscriptionState
from digest.model.plan import Digest
from digest.model.preferences import Frequency, Preference, Preferences, Profile
from digest.rules.preferences import fitting, is_a_line, offered
from digest.store.reading import Standing

LIST = "list:"
"""Before a list's slug in the name of its field."""
_OF_A_DIGEST = ("sections:", "section:", "frequency:", "weekday:", "pause:")
_CHOICE = {
    state.value: state
    for state in (
        SubscriptionState.CONFIRMED,
        SubscriptionState.PAUSED,
        SubscriptionState.UNSUBSCRIBED,
    )
}
_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zones() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The time zones that are offered, by region."""
    known = sorted(available_timezones())
    return tuple((part, tuple(z for z in known if z.startswith(f"{part}/"))) for part in _REGIONS)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reader wants one digest, as typed: `pause` and `weekday` may not mean anything."""

    sections: tuple[str, ...] | None
    frequency: str
    weekday: str
    pause: str

    @staticmethod
    def of(kept: Preference) -> Wish:
        """The wish as it stands."""
        return Wish(
            kept.sections,
            kept.frequency.value,
            "" if kept.weekday is None else str(kept.weekday),
            kept.paused_until.isoformat() if kept.paused_until else "",
        )

    def meant(self, digest: Digest, language: str, today: date) -> Preference | str:
        """The preference, or the name of the field that cannot be meant."""
        try:
            pause = date.fromisoformat(self.pause) if self.pause else None
        except ValueError:
            return "pause"
        frequency = Frequency(self.frequency)
        weekly = frequency is Frequency.WEEKLY
        bare = Preference(None, frequency, int(self.weekday or 0) if weekly else None, pause)
        try:
            fitting(bare, digest, language, today)
        except ValueError:
            return "pause"
        try:
            return fitting(replace(bare, sections=self.sections), digest, language, today)
        except ValueError:
            return "sections"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader chose.

    `wrong` names the fields that cannot be meant: `name`, `time`, `pause:<digest>`,
    `sections:<digest>`.  `stranger`: the form names what was not offered.
    """

    profile: Profile
    standing: Mapping[str, SubscriptionState] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    hour: str = ""
    wrong: frozenset[str] = frozenset()
    stranger: bool = False

    def state_of(self, slug: str) -> str:
        """The chosen state of a list; who was never on it does not get it."""
        return self.standing.get(slug, SubscriptionState.UNSUBSCRIBED).value


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page offers: whose it is now, the lists, the digests and their languages."""

    kept: Preferences
    standings: Sequence[Standing]
    digests: Sequence[Digest]
    languages: Sequence[str]

    def as_kept(self) -> Choices:
        """The choices as they stand."""
        return Choices(
            profile=self.kept.profile,
            standing={s.slug: s.state for s in self.standings if s.state is not None},
            wishes={digest.slug: Wish.of(self.kept.of(digest.slug)) for digest in self.digests},
            hour="" if self.kept.profile.hour is None else str(self.kept.profile.hour),
        )

    def read(self, form: QueryDict) -> Choices:
        """The posted choices."""
        asked = {key.removeprefix(LIST): form[key] for key in form if key.startswith(LIST)}
        wishes = {digest.slug: self._wish(form, digest) for digest in self.digests}
        profile, wrong = self._profile(form)
        strangers = (
            set(asked) - {standing.slug for standing in self.standings},
            set(asked.values()) - set(_CHOICE),
            _digests_named(form) - {digest.slug for digest in self.digests},
            {w.frequency for w in wishes.values()} - set(Frequency),
            {w.weekday for w in wishes.values()} - {"", *"0123456"},
            self._strange_sections(wishes),
            {profile.language} - {self.kept.profile.language, *self.languages},
        )
        return Choices(
            profile=profile,
            standing={slug: _CHOICE[state] for slug, state in asked.items() if state in _CHOICE},
            wishes=wishes,
            hour=form.get("hour", "" if profile.hour is None else str(profile.hour)),
            wrong=wrong,
            stranger=any(strangers),
        )

    def _wish(self, form: QueryDict, digest: Digest) -> Wish:
        slug, kept = digest.slug, Wish.of(self.kept.of(digest.slug))
        shown = f"sections:{slug}" in form
        return Wish(
            sections=tuple(form.getlist(f"section:{slug}")) if shown else kept.sections,
            frequency=form.get(f"frequency:{slug}", kept.frequency),
            weekday=form.get(f"weekday:{slug}", kept.weekday),
            pause=form.get(f"pause:{slug}", kept.pause).strip(),
        )

    def _strange_sections(self, wishes: Mapping[str, Wish]) -> set[str]:
        """Sections that no language of the digest offers."""
        strange: set[str] = set()
        for digest in self.digests:
            known = {p.slug for tag in digest.languages for p in offered(digest, tag)}
            chosen = wishes[digest.slug].sections
            if chosen is not None and chosen != self.kept.of(digest.slug).sections:
                strange |= set(chosen) - known
        return strange

    def _profile(self, form: QueryDict) -> tuple[Profile, frozenset[str]]:
        kept = self.kept.profile
        name = re.sub(" +", " ", form.get("name", kept.name)).strip(" ")
        zone = form.get("zone", kept.zone)
        typed = form.get("hour", "" if kept.hour is None else str(kept.hour))
        wrong = set() if is_a_line(name) else {"name"}
        if zone not in ("", kept.zone) and not any(zone in some for _, some in zones()):
            wrong.add("time")
        if typed and typed not in _HOURS:
            wrong.add("time")
        hour = int(typed) if typed in _HOURS else None
        profile = Profile(name, form.get("language", kept.language), zone, hour)
        return profile, frozenset(wrong)


_HOURS = frozenset(str(hour) for hour in range(24))


def _digests_named(form: QueryDict) -> set[str]:
    """The digests that the fields of a form speak of."""
    return {key.partition(":")[2] for key in form if key.startswith(_OF_A_DIGEST) and key != LIST}
