"""`digest up`: who lives under the roof, and what is said while they do."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from digest import broker
from digest.bootstrap import House, open_house
from digest.cli.answer import clean, say
from digest.cli.parts import is_free
from digest.logs import without_addresses
from digest.model.errors import DigestError
from digest.supervisor import Alone, Part, Roof

HOST = "127.0.0.1"
FIRST, LAST = 8000, 8020
"""Ports that are tried where none is given."""


def run(port: int | None, workers: int) -> int:
    """Bring everything up, keep it up, bring it down; the exit code."""
    house = open_house()
    with Alone(house.settings.home) as alone, _newsroom(house) as newsroom:
        port = _port(port)
        address = f"http://{HOST}:{port}/"
        alone.says(f"process {os.getpid()}, {address}")
        telling = Telling()
        roof = Roof(
            home=house.settings.home,
            parts=parts(port, workers),
            environment=_environment(house),
            tell=telling.line,
            embedded=not house.settings.redis_url,
        )
        roof.meanwhile = _Welcome(house, port, address, newsroom, telling)
        telling.line("up", "starting; Ctrl-C stops everything")
        return roof.run()


def parts(port: int, workers: int) -> tuple[Part, ...]:
    """The parts in the order of their start, each with the seconds it gets to stop."""
    return (
        Part("web", _command("web", "--host", HOST, "--port", str(port)), 15.0),
        # A worker lets the task at hand finish for 25 s before it ends it.
        Part("worker", _command("worker", "--processes", str(workers)), 40.0),
        # Somebody waits for an alert and for a service mail: neither stands behind a bulk send.
        Part("alert", _command("worker", "--queues", "alert", "--processes", "1"), 40.0),
        Part("service", _command("worker", "--queues", "service", "--processes", "1"), 40.0),
        Part("ticker", _command("ticker"), 10.0),
    )


def _command(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "digest.cli", *words)


def _environment(house: House) -> dict[str, str]:
    """The parts find the broker as they would find any other."""
    settings = house.settings
    own = {} if settings.redis_url else {"REDIS_URL": broker.url(settings.home)}
    return {**os.environ, "PYTHONUNBUFFERED": "1", **own}


def _port(wanted: int | None) -> int:
    if wanted is not None:
        if not is_free(HOST, wanted):
            raise DigestError(f"port {wanted} is taken; choose another one with --port")
        return wanted
    for port in range(FIRST, LAST):
        if is_free(HOST, port):
            return port
    raise DigestError(f"the ports {FIRST} to {LAST - 1} are taken; choose one with --port")


@contextlib.contextmanager
def _newsroom(house: House) -> Iterator[str]:
    """The sample newsroom, to be looked at, where a digest reads from it; its address or ''."""
    if not any(s.sample for digest in house.settings.digests.values() for s in digest.sources):
        yield ""
        return
    from digest.sample.server import serve

    with serve(house.clock()) as newsroom:
        yield newsroom.base_url


@dataclass(slots=True)
class _Welcome:
    """Called while the house starts: as soon as the pages answer, it says where they are."""

    house: House
    port: int
    address: str
    newsroom: str
    telling: Telling
    done: bool = False

    def __call__(self) -> None:
        if self.done or not _answers(self.port):
            return
        self.done = True
        say(f"digest is at {self.address}   operators: {self.address}console/")
        if self.newsroom:
            say(f"the sample newsroom is at {self.newsroom}/")
        password = first_operator()
        if password:
            say(f"first login, shown once: user admin, password {password}")
        sys.stdout.flush()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def first_operator() -> str:
    """The password of a new operator `admin`; '' where there already is an operator."""
    from django.contrib.auth import get_user_model
    from django.db import connection, transaction

    users = get_user_model().objects
    try:
        with transaction.atomic():
            if users.exists():
                return ""
            password = secrets.token_urlsafe(15)
            users.create_superuser("admin", password=password)
            return password
    finally:
        connection.close()


@dataclass(slots=True)
class Telling:
    """What the parts say, on stderr: lines for a person on a terminal, JSON lines elsewhere."""

    console: Console = field(
        default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True)
    )
    write: Callable[[str], object] = field(default=lambda line: sys.stderr.write(line + "\n"))

    def line(self, part: str, said: str) -> None:
        """Pass a line on.  A terminal that went away must not end the house."""
        if any(words in said for words in _NEEDLESS):
            return
        entry = _entry(part, said)
        with contextlib.suppress(OSError, ValueError):
            if self.console.is_terminal:
                self.console.print(_for_person(part, entry))
            else:
                self.write(json.dumps(entry, ensure_ascii=False))
                sys.stderr.flush()


_NEEDLESS = (
    # The broker's advice for those who keep gigabytes in it; ours holds some kilobytes of hints.
    "Memory overcommit must be enabled",
    # The worker's own, for somebody who started it alone.
    "Hitting Ctrl+C again",
)


def _entry(part: str, said: str) -> dict[str, Any]:
    """A line as fields: a part's own, or one made of what a library printed."""
    with contextlib.suppress(ValueError):
        told = json.loads(said)
        if isinstance(told, dict) and "event" in told:
            return {**told, "part": part}
    now = datetime.now().astimezone().isoformat(timespec="milliseconds")
    words = without_addresses(clean(said))
    return {"timestamp": now, "level": "info", "part": part, "event": words}


_COLOURS = {"up": "bold", "web": "cyan", "worker": "green", "ticker": "magenta"}
_COLOURS |= {"service": "yellow", "alert": "red", "broker": "blue"}
_KNOWN = ("timestamp", "level", "part", "event", "exception")


def _for_person(part: str, entry: dict[str, Any]) -> Text:
    moment = datetime.fromisoformat(str(entry["timestamp"])).astimezone()
    line = Text()
    line.append(f"{moment:%H:%M:%S} ", style="dim")
    line.append(f"{part:<7}", style=_COLOURS.get(part, ""))
    level = str(entry.get("level", "info"))
    if level not in ("info", "debug"):
        line.append(f"{level.upper()} ", style="bold red" if level != "warning" else "yellow")
    line.append(clean(str(entry["event"])))
    for key, value in entry.items():
        if key not in _KNOWN:
            line.append(f"  {key}={clean(str(value))}", style="dim")
    if entry.get("exception"):
        line.append("\n" + clean(str(entry["exception"])))
    return line
