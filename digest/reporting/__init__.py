"""An issue's report for people and machines: one value, three forms.

    store.reports -> Report -> as_json     stable keys
                            -> story_rows  CSV of the stories
                            -> page        HTML with server-drawn charts, a table beside each

Used by the command and by the operators' desk.  Counts nothing and decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digest.bootstrap import House
from digest.model.errors import UsageError
from digest.model.report import Followed, Measured, Report, Return
from digest.rules.bands import SPAN

STORY_HEAD = ("link", "section", "title", "url", "readers", "clicks", "machines")


def report_of(house: House, number: int, *, fresh: bool = False) -> Report:
    """The report of an issue; UsageError where there is none of that number."""
    from dataclasses import replace

    from digest.store import reports

    found = reports.report(number, house.clock(), fresh=fresh)
    if found is None:
        raise UsageError(f"there is no issue {number}; digest issue list shows them")
    digest = house.settings.digests.get(found.digest)
    return replace(found, title=digest.title if digest else found.digest)


def as_json(report: Report) -> dict[str, Any]:
    """The report with the keys that scripts rely on."""
    told, outcome = report.balance, report.outcome
    return {
        "issue": report.issue,
        "digest": report.digest,
        "day": report.day,
        "number": report.number,
        "subject": report.subject,
        "state": report.state,
        "counted_at": outcome.at,
        "audience": told.audience,
        "submitted": told.submitted,
        "delivered": outcome.delivered,
        "bounced": outcome.bounced,
        "failed": told.failed,
        "uncertain": told.uncertain,
        "pending": told.pending,
        "cancelled": told.cancelled,
        "excluded": dict(told.excluded),
        "complaints": outcome.complaints,
        "unsubscribes": outcome.unsubscribes,
        "returned": {
            "by_kind": {kind.value: outcome.returned.get(kind, 0) for kind in Return},
            "by_domain": [
                {"domain": line.domain, "total": line.total}
                | {kind.value: line.kinds.get(kind, 0) for kind in Return}
                for line in outcome.domains
            ],
        },
        "clicks": _followed(report.clicks) | {"stories": list(_stories(report))}
        if report.clicks
        else None,
        "opens": _followed(report.opens) | {"reliable": False} if report.opens else None,
        "band": {"days": SPAN.days, "measures": [_measured(one) for one in report.band]},
        "specimens": {kind: dict(states) for kind, states in report.specimens.items()},
    }


def _followed(one: Followed) -> dict[str, Any]:
    return {"readers": one.readers, "clicks": one.clicks, "machines": one.machines}


def _stories(report: Report) -> Iterator[dict[str, Any]]:
    for line in report.stories:
        about = {"link": line.link, "section": line.section, "title": line.title, "url": line.url}
        yield about | _followed(line.followed)


def _measured(one: Measured) -> dict[str, Any]:
    return {
        "name": one.name,
        "value": one.value,
        "issues": one.n,
        "lower": one.lower,
        "median": one.median,
        "upper": one.upper,
        "standing": one.standing or None,
    }


def story_rows(report: Report) -> Iterator[list[object]]:
    """A row for each story, as STORY_HEAD names its cells."""
    for line in _stories(report):
        yield [line[name] for name in STORY_HEAD]
