"""Who an issue is for: counted before, frozen once, in one pass over the readers of its lists.

    everybody on the lists (of the segment, where there is one), each once, in order of id
    | standing, preference -> reason to leave out, or the variant to get     (rules.wanting)
    | packed into batches and exclusions          memory flat

The same pass counts for a dry run and freezes for a send, so the two cannot disagree.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from digest.model.audience import Audience, Exclusion
from digest.model.edition import Variant
from digest.model.issue import IssueStep
from digest.rules.allowing import Allowed
from digest.rules.cohorts import AT_ONCE, Hours
from digest.rules.wanting import Going
from digest.store import issues, models
from digest.store.lastlook import last_look
from digest.store.packing import Timed, Writer
from digest.store.sharing import Sharing
from digest.store.standing import Group, list_ids, pages

_A_FEW = 200
"""Readers among whom there mostly is one who would get it."""


@dataclass(frozen=True, slots=True)
class Count:
    """An audience as it stands now, nothing frozen.

    `languages`: readers by the language they asked for; `variants`: by the edition they get;
    `shared`: those of them who wanted an edition too rare to be printed.
    """

    readers: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    variants: Mapping[str, int] = field(default_factory=dict)
    shared: int = 0

    @property
    def audience(self) -> int:
        """Everybody on the lists."""
        return self.readers + sum(self.excluded.values())


def unknown(audience: Audience) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lists that are not there, and single addresses that are on none of the lists."""
    there = set(
        models.MailingList.objects.filter(slug__in=audience.lists).values_list("slug", flat=True)
    )
    missing = tuple(slug for slug in audience.lists if slug not in there)
    known = set(
        models.Subscription.objects.filter(
            list__slug__in=audience.lists, subscriber__address_norm__in=audience.only
        ).values_list("subscriber__address_norm", flat=True)
    )
    return missing, tuple(address for address in audience.only if address not in known)


def count(
    audience: Audience,
    allowed: Allowed | None = None,
    going: Going | None = None,
    *,
    now: datetime | None = None,
) -> Count:
    """Whom a send would reach if it were frozen now; without `going` nobody's choice is asked."""
    excluded: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    variants: Counter[str] = Counter()
    shared = 0
    for group in itertools.chain.from_iterable(pages(audience, allowed, now, Sharing(going))):
        n = len(group.ids)
        if group.excluded:
            excluded[group.excluded.value] += n
            continue
        languages[group.language] += n
        shared += n if group.variant != group.wanted else 0
        if group.variant is not None:
            variants[group.variant.key] += n
    return Count(languages.total(), dict(excluded), dict(languages), dict(variants), shared)


def reaches_anybody(
    audience: Audience, allowed: Allowed | None = None, going: Going | None = None
) -> bool:
    """Whether a send would reach somebody: looks no further than to the first one."""
    found = pages(audience, allowed, None, Sharing(going), first=_A_FEW)
    return any(group.excluded is None for page in found for group in page)


@transaction.atomic
def freeze(
    issue: int,
    audience: Audience,
    *,
    editions: Mapping[Variant, int],
    going: Going,
    batch_size: int,
    now: datetime,
    allowed: Allowed | None = None,
    hours: Hours = AT_ONCE,
) -> bool:
    """Batches and exclusions of an issue, and its step to `frozen`; False when it was frozen before.

    In one transaction: of readers with hours of their own, who wait for them anyway.  For all who
    get it at once there is `digest.store.freezing`.

    `editions` maps the variants that `going` names as printed to their editions' ids.  `hours` says
    when each reader gets it; who is not to be frozen yet is left to `digest.store.cohorts`.
    """
    if not issues.step(issue, IssueStep.FREEZE, frozen_at=now):
        return False
    later: set[datetime] = set()

    def timed(page: Sequence[Group]) -> list[Timed]:
        placed = [(hours.of(group.zone, group.hour), group) for group in page]
        waiting = {at for at, _ in placed if hours.rolling and at is not None and at > now}
        later.update(waiting)
        return [(at, group) for at, group in placed if at not in waiting]

    writer = Writer(issue, editions, batch_size, now)
    found = pages(audience, allowed, now, Sharing(going), placed=hours.cohorts is not None)
    whole = {"audience_n": writer.write(map(timed, found)), "audience_hash": writer.fingerprint}
    models.Issue.objects.filter(pk=issue).update(**whole)
    models.Cohort.objects.bulk_create(models.Cohort(issue_id=issue, at=at) for at in sorted(later))
    return True


def leavers(ids: Sequence[int], audience: Audience, issue: int = 0) -> Mapping[int, Exclusion]:
    """Who of a frozen batch must no longer get it."""
    return last_look(ids, list_ids(audience.lists), issue).leaving
