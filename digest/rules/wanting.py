"""A reader's preference and an issue's contents -> the variant they get, or why they get none.

    paused? | a day of theirs? | anything in their language? | of their sections? | had this week's?

And of all the variants that an audience wants, which are printed: the most wanted ones; whoever
wants a rarer one gets the smallest printed one that holds all they chose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from digest.model.audience import Exclusion
from digest.model.edition import Variant
from digest.model.plan import Digest, SectionPlan
from digest.model.preferences import Frequency, Preference

WEEK = timedelta(days=7)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Contents:
    """What an issue holds, as far as choosing goes.

    `day` is its local date.  `sections`: by language, the slugs of the sections with a story in
    that edition, in printed order; `fixed` are those of them that nobody can leave out.
    """

    day: date
    sections: Mapping[str, tuple[str, ...]]
    fixed: frozenset[str]


def contents(
    digest: Digest, day: date, filled: Iterable[str], fits: Iterable[tuple[str, str]] = ()
) -> Contents:
    """Of an issue whose sections of these slugs have a story.

    `fits`: a section with a story, and another one where that story stands for who left the first
    out.  A section that the digest has no more stands in every edition, as it does on the page.
    """
    plans = {plan.slug: plan for plan in digest.sections}
    here, more = set(filled), set(fits)
    order = [*plans, *sorted(here - set(plans))]

    def has(slug: str, language: str) -> bool:
        if not _prints(plans, slug, language):
            return False
        return slug in here or any(
            slug == other and _prints(plans, own, language) for own, other in more
        )

    return Contents(
        day,
        {
            language: tuple(slug for slug in order if has(slug, language))
            for language in digest.languages
        },
        frozenset(slug for slug in here if slug not in plans or not plans[slug].choosable),
    )


def _prints(plans: Mapping[str, SectionPlan], slug: str, language: str) -> bool:
    languages = plans[slug].languages if slug in plans else ()
    return not languages or language in languages


def everything(digest: Digest, day: date) -> Contents:
    """Of an issue that is not chosen yet: as if every section had a story."""
    return contents(digest, day, [plan.slug for plan in digest.sections])


def comes(
    wanted: Preference, language: str, today: Contents, went: Sequence[Contents]
) -> Variant | Exclusion:
    """What a reader of that language gets of today's issue.

    `went` are the digest's other issues that went out around it, in any order.  A weekly reader's
    week begins on their weekday; of the issues of a week they get the first that has anything for
    them, so that a week in which one went is never skipped and never brings two.
    """
    if _paused(wanted, today.day):
        return Exclusion.PAUSED
    if wanted.frequency is Frequency.WEEKDAYS and today.day.weekday() >= _SATURDAY:
        return Exclusion.NOT_TODAY
    found = variant_of(wanted, language, today)
    if isinstance(found, Variant) and _had(wanted, language, today.day, went):
        return Exclusion.NOT_TODAY
    return found


def _paused(wanted: Preference, day: date) -> bool:
    return wanted.paused_until is not None and day < wanted.paused_until


def _had(wanted: Preference, language: str, day: date, went: Sequence[Contents]) -> bool:
    """Whether a weekly reader had another issue in the week of that day."""
    if wanted.weekday is None:
        return False
    begins = week_of(day, wanted.weekday)
    return any(
        begins <= other.day < begins + WEEK
        and not _paused(wanted, other.day)
        and isinstance(variant_of(wanted, language, other), Variant)
        for other in went
    )


def week_of(day: date, weekday: int) -> date:
    """The first day of the week that `day` is in, where weeks begin on `weekday` (0 = Monday)."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def variant_of(wanted: Preference, language: str, issue: Contents) -> Variant | Exclusion:
    """The variant with exactly what was chosen, and the fixed sections."""
    here = issue.sections.get(language, ())
    if not here:
        return Exclusion.NO_LANGUAGE
    if wanted.sections is None:
        return Variant(language)
    optional = [slug for slug in here if slug not in issue.fixed]
    chosen = tuple(slug for slug in optional if slug in wanted.sections)
    if not chosen and (wanted.sections or len(optional) == len(here)):
        return Exclusion.NO_SECTION
    return Variant(language, None if len(chosen) == len(optional) else chosen)


# ---------------------------------------------------------------- which variants are printed


def whole_editions(digest: Digest, issue: Contents) -> tuple[Variant, ...]:
    """The whole edition of each language that has a story; of the digest's own in any case."""
    return tuple(
        Variant(language)
        for language in digest.languages
        if issue.sections.get(language) or language == digest.language
    )


def printed(
    asked: Mapping[Variant, int], whole: Sequence[Variant], most: int
) -> tuple[Variant, ...]:
    """The whole editions, and of the others at most `most`, the most wanted first."""
    others = [variant for variant in asked if not variant.whole]
    others.sort(key=lambda variant: (-asked[variant], variant.key))
    return (*whole, *others[:most])


def nearest(wanted: Variant, among: Iterable[Variant]) -> Variant | None:
    """The smallest printed variant with all that was chosen; None where the language has none."""
    fitting = [one for one in among if one.language == wanted.language and _holds(one, wanted)]
    return min(fitting, key=_size, default=None)


def _holds(one: Variant, wanted: Variant) -> bool:
    if one.sections is None or wanted.sections is None:
        return one.sections is None
    return set(wanted.sections) <= set(one.sections)


def _size(variant: Variant) -> tuple[bool, int, str]:
    return variant.whole, len(variant.sections or ()), variant.key


# ---------------------------------------------------------------- the whole rule for one issue


@dataclass(frozen=True, slots=True)
class Going:
    """How one issue is shared out.  `editions` are the printed variants; None = not printed yet.

    `default` is the language of a reader whose own the digest is not printed in.
    """

    digest: str
    default: str
    languages: tuple[str, ...]
    today: Contents
    went: tuple[Contents, ...] = field(default=())
    editions: tuple[Variant, ...] | None = None

    def wanted(self, language: str, preference: Preference) -> Variant | Exclusion:
        """What a reader should get, printed or not."""
        known = language if language in self.languages else self.default
        return comes(preference, known, self.today, self.went)

    def printed(self, wanted: Variant) -> Variant:
        """What they get of that: itself, or the nearest that is printed."""
        if self.editions is None or wanted in self.editions:
            return wanted
        return nearest(wanted, self.editions) or self.editions[0]
