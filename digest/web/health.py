"""Whether this process lives, and whether the house is ready to work.

    /livez    this process answers
    /readyz   database · migrations · keys · broker (where there is one) · heartbeats

503 names what fails, in ids; why it fails stands in the log, not in the answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from digest import settings
from digest.store import figures, schema

log = logging.getLogger(__name__)

LATEST = {"ticker": 180.0, "worker": 180.0}
"""Seconds after which a part that was alive counts as gone.  Others come and go with their work."""


@require_safe
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """This process answers."""
    return _unkept(HttpResponse("alive\n", content_type="text/plain"))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every part by name: `{"ready", "failing": [names], "checks": {name: ok}, "heartbeats"}`."""
    checks = {name: _passes(name, check) for name, check in CHECKS.items()}
    beats = _beats() if checks["database"] and checks["migrations"] else ()
    checks |= {f"heartbeat {name}": ok for name, ok in _alive(beats).items()}
    failing = [name for name, ok in checks.items() if not ok]
    answer = {
        "ready": not failing,
        "failing": failing,
        "checks": checks,
        "heartbeats": {beat.name: {"age_seconds": round(beat.age, 1)} for beat in beats},
    }
    return _unkept(JsonResponse(answer, status=503 if failing else 200))


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever it is, the part does not work
        log.warning("readyz: %s fails", name, exc_info=True)
        return False


def _migrated() -> bool:
    missing = schema.missing_migrations()
    if missing:
        log.warning("readyz: the database lacks %s", ", ".join(missing))
    return not missing


def _has_key() -> bool:
    keys = settings.current().secret_keys
    return bool(keys) and all(len(key) >= 32 for key in keys)


def _broker_answers() -> bool:
    """True where `REDIS_URL` is not set: then nothing depends on a broker."""
    url = settings.current().redis_url
    if not url:
        return True
    from redis import Redis

    address = url.replace("redis+socket://", "unix://", 1)
    with Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2) as client:
        return bool(client.ping())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": figures.answers,
    "migrations": _migrated,
    "keys": _has_key,
    "broker": _broker_answers,
}


def _beats() -> tuple[figures.Beat, ...]:
    return figures.beats(datetime.now(UTC))


def _alive(beats: tuple[figures.Beat, ...]) -> dict[str, bool]:
    """Of several workers one is enough; a part that never ran is not missed."""
    youngest: dict[str, float] = {}
    for beat in beats:
        part = beat.name.replace("@", ":").partition(":")[0]
        youngest[part] = min(beat.age, youngest.get(part, beat.age))
    return {part: age <= LATEST.get(part, age) for part, age in youngest.items()}


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
