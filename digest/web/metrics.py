"""Figures for Prometheus, counted from the database at the moment of the scrape.

Base units; no address and no subject as a label.  Served to this machine only: a request that
came through a proxy is not from this machine, whatever its last hop says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from digest import settings
from digest.model.alarm import AlarmKind
from digest.model.issue import IssueState
from digest.store import alarms, figures, tallies, unsettled_notices
from digest.web.metrics_clock import of_the_clock
from digest.web.metrics_counted import counted

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures as Prometheus text."""
    if not _from_this_machine(request):
        raise PermissionDenied
    registry = CollectorRegistry(auto_describe=False)
    registry.register(House())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _from_this_machine(request: HttpRequest) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


class House(Collector):
    """Everything that is counted, asked for once a scrape."""

    def collect(self) -> Iterator[Metric]:
        """All figures."""
        yield from self._issues()
        yield from self._parts()
        yield from of_the_clock(datetime.now(UTC))
        yield from counted()

    def _issues(self) -> Iterator[Metric]:
        people = CounterMetricFamily(
            "digest_recipients",
            "Readers of all issues by what became of their copy.",
            labels=["digest", "outcome"],
        )
        uncertain = _gauge("digest_uncertain_recipients", "Copies whose fate nobody knows.")
        for digest, outcomes in sorted(figures.outcomes_by_digest().items()):
            for outcome in figures.COLUMNS:
                people.add_metric([digest, outcome], outcomes[outcome])
            uncertain.add_metric([digest], outcomes["uncertain"])
        state = GaugeMetricFamily(
            "digest_issue_state",
            "1 for the state in which the newest issue is.",
            labels=["digest", "state"],
        )
        audience = _gauge("digest_audience", "Readers for whom the newest issue was frozen.")
        waiting = _gauge(
            "digest_pending_recipients", "Readers of the newest issue yet to be served."
        )
        odd = _gauge("digest_unbalanced_recipients", "Readers the newest issue's balance misses.")
        for line in figures.latest():
            for known in IssueState:
                state.add_metric([line.digest, known.value], float(known is line.state))
            audience.add_metric([line.digest], line.balance.audience)
            waiting.add_metric([line.digest], line.balance.pending)
            odd.add_metric([line.digest], abs(line.balance.audience - line.balance.accounted))
        success = _gauge(
            "digest_last_success_timestamp_seconds", "When an issue was last finished."
        )
        for digest, at in sorted(figures.last_success().items()):
            success.add_metric([digest], at.timestamp())
        yield from (people, uncertain, state, audience, waiting, odd, success)

    def _parts(self) -> Iterator[Metric]:
        frozen = _gauge("digest_frozen", "1 while nothing of this digest may leave.")
        switches = {switch.digest for switch in figures.switches()}
        for slug in sorted(settings.current().digests):
            frozen.add_metric([slug], float(slug in switches or "" in switches))
        yield frozen
        beats = figures.beats(datetime.now(UTC))
        yield from _stamps(
            "digest_heartbeat_timestamp_seconds",
            "When a part of the house was last alive.",
            "part",
            ((beat.name, beat.at) for beat in beats),
        )
        tick = GaugeMetricFamily("digest_tick_timestamp_seconds", "When the ticker last ticked.")
        for beat in beats:
            if beat.name == "ticker":
                tick.add_metric([], beat.at.timestamp())
        yield tick
        yield from _stamps(
            "digest_source_last_success_timestamp_seconds",
            "When a source last answered as it should.",
            "source",
            ((s.slug, s.succeeded_at) for s in figures.sources() if s.succeeded_at),
        )
        wrong = Counter(one.key.partition(" ")[0] for one in alarms.standing())
        open_alarms = GaugeMetricFamily(
            "digest_alarms", "What is wrong now, by kind of alarm.", labels=["kind"]
        )
        for kind in AlarmKind:
            open_alarms.add_metric([kind.value], wrong[kind.value])
        yield open_alarms
        never = CounterMetricFamily(
            "digest_suppressions", "Addresses that are not mailed, by reason.", labels=["reason"]
        )
        for reason, count in sorted(figures.suppressions().items()):
            never.add_metric([reason], count)
        yield never
        yield from self._service()

    def _service(self) -> Iterator[Metric]:
        mails = GaugeMetricFamily(
            "digest_service_mails", "Service mails, by how they stand.", labels=["state"]
        )
        for state, count in sorted(unsettled_notices.counts().items()):
            mails.add_metric([state], count)
        flood = GaugeMetricFamily(
            "digest_sign_ups_refused", "Forms turned away in this hour: too many from everywhere."
        )
        flood.add_metric([], tallies.current(tallies.FLOOD, datetime.now(UTC)))
        yield from (mails, flood)


def _gauge(name: str, words: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, labels=["digest"])


def _stamps(
    name: str, words: str, label: str, moments: Iterable[tuple[str, datetime]]
) -> Iterator[Metric]:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, at in moments:
        family.add_metric([key], at.timestamp())
    yield family
