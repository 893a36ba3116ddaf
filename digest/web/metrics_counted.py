"""Figures that are counted as they happen: requests, reports, guards, copies that came twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric

from digest.store import counters


def counted() -> Iterator[Metric]:
    """All of them, over all processes."""
    counters.notepad.write()
    told = counters.everything()
    yield _seconds(told)
    yield _by(
        "digest_provider_responses",
        "Answers by status, or a mail server's by code; lost = none came, unreachable = nothing was sent.",
        ("code",),
        told.get("responses", {}),
    )
    yield _by(
        "digest_webhook_events",
        "Reports of the provider by type and what became of them.",
        ("type", "result"),
        told.get("events", {}),
    )
    yield _by(
        "digest_guard_trips",
        "How often a guard stopped something.",
        ("guard",),
        told.get("guards", {}),
    )
    twice = CounterMetricFamily(
        "digest_duplicate_deliveries", "Copies reported as delivered a second time.  Must be 0."
    )
    twice.add_metric([], told.get("duplicates", {}).get("deliveries", 0))
    yield twice


def _seconds(told: Mapping[str, Mapping[str, int]]) -> Metric:
    found, bounds = told.get("seconds", {}), [*map(str, counters.BOUNDS), "+Inf"]
    family = HistogramMetricFamily(
        "digest_provider_request_seconds",
        "From a request of the provider, or a letter to a mail server, to the answer.",
    )
    upto = accumulate(found.get(bound, 0) for bound in bounds)
    together = told.get("microseconds", {}).get("all", 0) / 1e6
    family.add_metric([], list(zip(bounds, map(float, upto), strict=True)), together)
    return family


def _by(name: str, words: str, labels: tuple[str, ...], found: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, words, labels=list(labels))
    for key, n in found.items():
        family.add_metric(key.split(" ", len(labels) - 1), n)
    return family
