"""Figures of the clock for Prometheus: what is due next, how long sends took, who was heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)

from digest import settings
from digest.flow.schedule import timing
from digest.model.plan import Digest
from digest.rules.occurrences import following
from digest.store import timings

_LOOKED_AT = 10
"""So many occurrences are looked at for one that is not left out."""


def of_the_clock(now: datetime) -> Iterator[Metric]:
    """Next due, durations, the webhook's last word, ledgers that did not add up."""
    yield _due(now)
    took = SummaryMetricFamily(
        "digest_send_duration_seconds",
        "From the freeze of an issue's audience to its end.",
        labels=["digest"],
    )
    for slug, one in timings.took().items():
        took.add_metric([slug], one.issues, one.together.total_seconds())
    yield took
    heard = GaugeMetricFamily(
        "digest_webhook_last_event_timestamp_seconds", "When a provider last reported anything."
    )
    at = timings.heard()
    if at is not None:
        heard.add_metric([], at.timestamp())
    yield heard
    broken = CounterMetricFamily(
        "digest_conservation_violations", "How often a ledger did not add up.  Must be 0."
    )
    broken.add_metric([], timings.broken())
    yield broken


def _due(now: datetime) -> Metric:
    family = GaugeMetricFamily(
        "digest_next_due_timestamp_seconds", "When the next issue is due.", labels=["digest"]
    )
    for slug, digest in sorted(settings.current().digests.items()):
        at = _next(digest, now)
        if at is not None:
            family.add_metric([slug], at.timestamp())
    return family


def _next(digest: Digest, now: datetime) -> datetime | None:
    if digest.timing.is_empty:
        return None
    slots = following(timing(digest), digest.zone, now, _LOOKED_AT)
    return next((slot.at for slot in slots if not slot.skipped), None)
