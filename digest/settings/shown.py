"""Settings as a page shows them: every value with where it comes from, no secret with its value.

variables   those of the environment: given, from a file of their own, of digest.toml, or the default
written     what a file of the folder says, key by key; what it leaves out has its default
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from digest.settings.checks import as_found
from digest.settings.environment import Database, Delivery
from digest.settings.load import DEFAULT_SITE, Settings


class Origin(StrEnum):
    """Where a value comes from."""

    ENVIRONMENT = "environment"
    FILE = "file"
    CONFIGURATION = "configuration"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Shown:
    """A variable.  Of a secret there is no value, only whether it is set."""

    name: str
    value: str
    origin: Origin
    secret: bool
    is_set: bool


def _delivery(told: Delivery) -> str:
    if told.scheme != "smtp":
        return f"{told.scheme}:"
    return " ".join(f"smtp://{one.host}:{one.port}?tls={one.tls}" for one in (told, *told.others))


def _database(told: Database) -> str:
    if told.engine == "sqlite":
        return f"sqlite:///{told.name}"
    return f"postgresql://{told.host or 'this machine'}/{told.name}"


_PLAIN: Mapping[str, Callable[[Settings], str]] = {
    "DIGEST_CONFIG": lambda told: str(told.config),
    "DIGEST_HOME": lambda told: str(told.home),
    "DIGEST_ENV": lambda told: told.environment,
    "DATABASE_URL": lambda told: _database(told.database),
    "DELIVERY_URL": lambda told: _delivery(told.delivery),
    "SENDGRID_API_URL": lambda told: told.sendgrid_url,
    "DIGEST_SITE_URL": lambda told: told.site,
    "DIGEST_ALLOW_RECIPIENTS": lambda told: ", ".join(told.allow_recipients),
    "DIGEST_ALLOW_PRIVATE": lambda told: ", ".join(sorted(told.allow_private)),
}
_SECRET: Mapping[str, Callable[[Settings], object]] = {
    "REDIS_URL": lambda told: told.redis_url,
    "SENDGRID_API_KEY": lambda told: told.sendgrid_key,
    "SENDGRID_WEBHOOK_KEY": lambda told: told.sendgrid_webhook_key,
    "DIGEST_SECRET_KEY": lambda told: told.secret_keys,
    "DIGEST_ALARM_WEBHOOK": lambda told: told.alarms.webhook,
    "DIGEST_PING_URL": lambda told: told.alarms.ping,
    "DIGEST_BOUNCE_BOX": lambda told: told.bounces.box,
}
NAMES = (*_PLAIN, *_SECRET)


def variables(settings: Settings, named: Collection[str]) -> tuple[Shown, ...]:
    """Every variable of the environment; `named` are those that are given (`load.named`)."""
    plain = [
        Shown(name, value(settings), _origin(name, settings, named), secret=False, is_set=True)
        for name, value in _PLAIN.items()
    ]
    hidden = [
        Shown(name, "", _origin(name, settings, named), secret=True, is_set=bool(value(settings)))
        for name, value in _SECRET.items()
    ]
    return (*plain, *hidden)


def _origin(name: str, settings: Settings, named: Collection[str]) -> Origin:
    if name in named:
        return Origin.ENVIRONMENT
    if f"{name}_FILE" in named:
        return Origin.FILE
    if name == "DIGEST_SITE_URL" and settings.site != DEFAULT_SITE:
        return Origin.CONFIGURATION
    return Origin.DEFAULT


def written(path: Path) -> tuple[tuple[str, str], ...]:
    """Key and value, in the order of the file; of a list of tables how many there are."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return ()
    return tuple(_flat(data, ""))


def _flat(table: Mapping[str, object], start: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        name = f"{start}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            yield f"[[{name}]]", str(len(value))
        else:
            yield name, as_found(value)
