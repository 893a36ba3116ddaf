"""What `digest doctor` looks at on this machine: home, database, broker, clock, templates."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import broker
from digest.checking.finding import Finding, bad, ok, warn
from digest.model.errors import ConfigurationError, DigestError
from digest.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

_ROOM = 500_000_000
_REMOTE = ("nfs", "cifs", "smb", "sshfs", "9p", "afs", "ceph", "gluster")
_SKEW = timedelta(seconds=2)
_OLDEST_SQLITE = (3, 35, 0)


def home(settings: Settings) -> Iterator[Finding]:
    """The data folder: writable, with room, on a disk of this machine."""
    folder = settings.home
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"digest")
    except OSError as error:
        yield bad(
            "home",
            f"{folder} cannot be written: {error.strerror}",
            "let this user write there, or set DIGEST_HOME",
            configuration=True,
        )
        return
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        advice = "make room: the database and the outbox grow with each issue"
        yield warn("home", f"{folder} has {free / 1e6:,.0f} MB left", advice)
    else:
        yield ok("home", f"{folder} can be written, {free / 1e9:,.1f} GB free")


def database(settings: Settings) -> Iterator[Finding]:
    """The engine's version and place, whether it answers, and whether it is up to date."""
    if settings.database.engine == "sqlite":
        yield from _sqlite(Path(settings.database.name))
        if not Path(settings.database.name).exists():
            yield ok("database", "not there yet; the first command makes it")
            return
    from django.db import DatabaseError, connection

    from digest.store import figures, schema

    try:
        figures.answers()
        missing = schema.missing_migrations()
    except DatabaseError as error:
        words = f"{settings.database!r} does not answer: {str(error).strip()}"
        yield bad("database", words, "start it, or correct DATABASE_URL")
        return
    finally:
        connection.close()
    if missing:
        words = f"{len(missing)} migrations of this version are missing"
        yield warn("database", words, "any command brings them in; stop older workers soon")
    else:
        yield ok("database", f"{settings.database!r} answers and is up to date")


def _sqlite(path: Path) -> Iterator[Finding]:
    found = sqlite3.sqlite_version_info
    if found < _OLDEST_SQLITE:
        yield bad(
            "sqlite",
            f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed",
            "use a Python built with a newer SQLite, or set DATABASE_URL to PostgreSQL",
        )
    else:
        yield ok("sqlite", f"SQLite {sqlite3.sqlite_version}")
    kind = _filesystem(path)
    if kind.startswith(_REMOTE):
        yield bad(
            "sqlite",
            f"{path} is on {kind}: SQLite's log needs a disk of this machine",
            "put DIGEST_HOME on a local disk, or set DATABASE_URL to PostgreSQL",
            configuration=True,
        )


def _filesystem(path: Path) -> str:
    """The kind of file system that holds a path, as Linux names it; '' elsewhere."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    best, kind = "", ""
    for line in mounts.splitlines():
        _, point, name, *_ = line.split(" ")
        if path.is_relative_to(point) and len(point) > len(best):
            best, kind = point, name
    return kind


def broker_answers(settings: Settings) -> Iterator[Finding]:
    """The broker: reachable, and set up so that it neither loses nor throws away hints."""
    if settings.redis_url and not broker.embedded(settings):
        yield from _own_broker(settings)
        return
    try:
        broker.binary()
    except ConfigurationError as error:
        yield warn("broker", str(error), "without one `digest send` still does all the work itself")
        return
    running = "runs" if broker.answers(settings.home) else "starts with `digest up`"
    yield ok("broker", f"REDIS_URL is not set; the embedded broker {running}")


def _own_broker(settings: Settings) -> Iterator[Finding]:
    import redis

    address = settings.redis_url.replace("redis+socket://", "unix://", 1)
    options = {"socket_timeout": 3, "socket_connect_timeout": 3}
    try:
        with redis.Redis.from_url(address, **options) as client:
            info = client.info()
            yield ok("broker", f"REDIS_URL answers ({_brand(info)})")
            yield from _kept(client, info)
    except (redis.RedisError, OSError, ValueError) as error:
        yield bad("broker", f"REDIS_URL does not answer: {error}", "start it, or correct REDIS_URL")


def _brand(info: dict[str, Any]) -> str:
    if info.get("valkey_version"):
        return f"Valkey {info['valkey_version']}"
    return f"Redis {info.get('redis_version', '?')}"


def _kept(client: Redis, info: dict[str, Any]) -> Iterator[Finding]:
    """What is in the queue must outlive a restart and must never be evicted."""
    if info.get("aof_enabled"):
        yield ok("broker", "appendonly is on: hints outlive a restart")
    else:
        yield warn(
            "broker",
            "appendonly is off: a restart loses the hints that wait",
            "set appendonly yes; until then the sweeper gives them again within a minute",
        )
    policy = info.get("maxmemory_policy", "")
    if policy != "noeviction":
        yield bad(
            "broker",
            f"maxmemory-policy is {policy or 'unknown'}: it may throw hints away",
            "set maxmemory-policy noeviction",
        )
    ahead = abs(time.time() - sum(p * q for p, q in zip(client.time(), (1, 1e-6), strict=True)))
    if ahead > _SKEW.total_seconds():
        yield warn("clock", f"the broker's clock is {ahead:.1f} s off", "let NTP set both clocks")


def clock(settings: Settings, began: tuple[float, float]) -> Iterator[Finding]:
    """Ours against the steady one, the database's, and what was written last.

    `began` = wall clock and steady clock when doctor began.
    """
    wall, steady = time.time() - began[0], time.monotonic() - began[1]
    if abs(wall - steady) > 0.5:
        words = f"the clock was set by {wall - steady:+.1f} s while doctor looked"
        yield warn("clock", words, "let NTP slew it, and look again")
    yield from _database_clock(settings)


def _database_clock(settings: Settings) -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    from digest.store import clock as theirs
    from digest.store import figures

    now = datetime.now(UTC)
    try:
        there = theirs.now() if settings.database.engine != "sqlite" else now
        beats = figures.beats(now) if _exists(settings) else ()
    except DatabaseError:
        return
    finally:
        connection.close()
    newest = max((beat.at for beat in beats), default=now)
    if abs(there - now) > _SKEW:
        words = f"the database's clock is {(there - now).total_seconds():+.1f} s from ours"
        yield bad("clock", words, "let NTP set both clocks: leases are judged by them")
    elif newest - now > _SKEW:
        words = f"the database knows of {newest:%Y-%m-%d %H:%M} UTC, which is still to come"
        yield bad("clock", words, "the clock went back: set it, and look again")
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, steady")


def _exists(settings: Settings) -> bool:
    return settings.database.engine != "sqlite" or Path(settings.database.name).exists()


def templates(settings: Settings) -> Iterator[Finding]:
    """Every digest's mail template, and every page."""
    from digest.press import Press

    press = Press(settings.templates, settings.site)
    names = sorted({digest.look.template for digest in settings.digests.values()})
    for name in names:
        try:
            press.check(name)
        except DigestError as error:
            yield bad("templates", str(error), "correct the template", configuration=True)
        else:
            yield ok("templates", f"mail template {name} compiles")
    yield from _pages(settings)


def _pages(settings: Settings) -> Iterator[Finding]:
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    roots = [folder / "web" for folder in settings.templates if (folder / "web").is_dir()]
    names = sorted({str(path.relative_to(root)) for root in roots for path in root.rglob("*.html")})
    for name in names:
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            yield bad("templates", f"{name}: {error}", "correct the template", configuration=True)
            return
    yield ok("templates", f"{len(names)} page templates compile")


def packages() -> Iterator[Finding]:
    """The right `mjml`: two packages share that import name."""
    try:
        found = version("mjml-python")
    except PackageNotFoundError:
        yield bad("mjml", "mjml-python is not installed", "install digest from its lock file")
        return
    try:
        other = version("mjml")
    except PackageNotFoundError:
        yield ok("mjml", f"mjml-python {found}; Python {sys.version.split()[0]}")
        return
    words = f"the package mjml {other} hides mjml-python {found}: both are imported as `mjml`"
    yield bad("mjml", words, "pip uninstall mjml mjml-python, then install mjml-python again")


def user() -> Iterator[Finding]:
    """Not root: a mailer needs no power over the machine."""
    if os.geteuid() == 0:
        yield warn("user", "runs as root", "give digest a user of its own where readers are real")
