"""The environment, read once: names, defaults, `NAME_FILE` for every secret, clear refusals.

What may hold a password is never repeated in an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, unquote

from digest.model.errors import ConfigurationError
from digest.settings.checks import as_found, split

T = TypeVar("T")

SMTP_TLS = ("none", "starttls", "implicit")
_SMTP_PORTS = {"none": 25, "starttls": 587, "implicit": 465}
_DELIVERY = "outbox: | smtp://user:pass@host:port?tls=none|starttls|implicit | sendgrid:"
_DATABASE = "postgresql://user:password@host:port/name | sqlite:///path | unset"
_REDIS = "redis://host:port/number | rediss://… | unix:///path | unset"
_REDIS_SCHEMES = ("redis", "rediss", "unix", "redis+socket")
_LARGEST_SECRET = 65_536


@dataclass(frozen=True, slots=True)
class Delivery:
    """How mail leaves: `scheme` is outbox, smtp or sendgrid; the rest is SMTP's.

    `weight` is a server's share beside the `others`; `connections` in each process, 0 = the usual.
    """

    scheme: str = "outbox"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    weight: int = 1
    connections: int = 0
    others: tuple[Delivery, ...] = ()

    def __repr__(self) -> str:
        where = f"//{self.host}:{self.port}?tls={self.tls}" if self.scheme == "smtp" else ""
        return f"Delivery({self.scheme}:{where})"


@dataclass(frozen=True, slots=True)
class Database:
    """SQLite by `path`, or PostgreSQL by the parts of its address."""

    engine: str
    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Database({self.engine}: {self.name} at {self.host or 'this machine'})"


class Environment:
    """The variables of one start.  An empty value counts as not given."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, name: str, default: str = "") -> str:
        """The value, outer blanks gone."""
        return self._variables.get(name, "").strip() or default

    def secret(self, name: str) -> str:
        """The value of `NAME`, or what the file named by `NAME_FILE` holds."""
        value, path = self.text(name), self.text(f"{name}_FILE")
        if value and path:
            raise ConfigurationError(f"{name} and {name}_FILE are both set; set one of them")
        return _kept_in(path, f"{name}_FILE") if path else value

    def checked(self, name: str, check: Callable[[str], T], allowed: str, default: str) -> T:
        """The value through `check`, which raises ValueError on what is not allowed."""
        value = self.text(name, default)
        try:
            return check(value)
        except ValueError as error:
            reason = f" ({error})" if str(error) else ""
            raise ConfigurationError(
                f"{name} = {as_found(value)} is not allowed; allowed: {allowed}{reason}"
            ) from None

    def hidden(self, name: str, check: Callable[[str], T], allowed: str, default: str = "") -> T:
        """Like `checked` for a secret: what was found is described, never repeated."""
        value = self.secret(name) or default
        try:
            return check(value)
        except ValueError as error:
            raise ConfigurationError(
                f"{name} is not allowed ({error}); allowed: {allowed}"
            ) from None

    def words(self, name: str, check: Callable[[str], str], allowed: str) -> tuple[str, ...]:
        """Several values divided by commas or blanks, each through `check`."""
        return tuple(
            self._word(name, word, check, allowed)
            for word in self.text(name).replace(",", " ").split()
        )

    def _word(self, name: str, word: str, check: Callable[[str], str], allowed: str) -> str:
        return Environment({name: word}).checked(name, check, allowed, "")

    def path(self, name: str, default: str) -> Path:
        """A folder; `~` is the user's home."""
        value = self.text(name, default)
        try:
            return Path(value).expanduser().absolute()
        except (RuntimeError, ValueError, OSError):
            raise ConfigurationError(
                f"{name} = {as_found(value)} is not allowed; allowed: a folder's path"
            ) from None

    def delivery(self) -> Delivery:
        """`DELIVERY_URL`."""
        return self.hidden("DELIVERY_URL", parse_delivery, _DELIVERY, "outbox:")

    def database(self, home: Path) -> Database:
        """`DATABASE_URL`, or the SQLite file in `DIGEST_HOME`."""
        usual = Database("sqlite", str(home / "digest.sqlite3"))
        return self.hidden(
            "DATABASE_URL", lambda value: parse_database(value) if value else usual, _DATABASE
        )

    def redis(self) -> str:
        """`REDIS_URL`; empty = the embedded default."""
        return self.hidden("REDIS_URL", lambda value: value and parse_redis(value), _REDIS)


def _kept_in(path: str, name: str) -> str:
    """What a secret's file holds.  An empty one is a mistake: it would pass for "not set"."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            text = file.read(_LARGEST_SECRET).strip()
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or "it is not text"
        raise ConfigurationError(f"{name} = {path!r} cannot be read: {words}") from None
    if not text:
        raise ConfigurationError(f"{name} = {path!r} is an empty file; allowed: one with the value")
    return text


def parse_delivery(value: str) -> Delivery:
    """A delivery address, or several of mail servers; raises ValueError with words."""
    first, *others = [_one_delivery(word) for word in value.split()] or [_one_delivery("")]
    if others and any(one.scheme != "smtp" for one in (first, *others)):
        raise ValueError("several addresses may only be smtp:// ones, divided by blanks")
    return replace(first, others=tuple(others))


def _one_delivery(value: str) -> Delivery:
    parts = split(value)
    if parts.scheme in ("outbox", "sendgrid"):
        if parts.netloc or parts.path or parts.query or parts.fragment:
            raise ValueError(f"nothing follows {parts.scheme}:")
        return Delivery(parts.scheme)
    if parts.scheme != "smtp":
        raise ValueError("it begins with none of these")
    if not parts.hostname:
        raise ValueError("smtp:// needs a host")
    if parts.path.strip("/") or parts.fragment:
        raise ValueError(
            "nothing but ?tls= follows host and port; / # ? in a password are %2F %23 %3F"
        )
    tls, weight, connections = _options(parts.query)
    port = _SMTP_PORTS[tls] if parts.port is None else parts.port
    if not port:
        raise ValueError("a port is a number from 1 to 65535")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Delivery("smtp", parts.hostname, port, user, password, tls, weight, connections)


def _options(query: str) -> tuple[str, int, int]:
    """TLS, weight and connections of one server."""
    asked = parse_qs(query, keep_blank_values=True)
    tls = asked.pop("tls", ["starttls"])[-1]
    weight = asked.pop("weight", ["1"])[-1]
    connections = asked.pop("connections", ["0"])[-1]
    if tls not in SMTP_TLS or asked:
        raise ValueError(
            f"after the ? only tls={'|'.join(SMTP_TLS)}, weight= and connections=, joined by &"
        )
    return tls, _number("weight", weight, 100), _number("connections", connections, 500)


def _number(name: str, value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= most):
        raise ValueError(f"{name}= is a number up to {most}")
    return int(value)


def parse_database(value: str) -> Database:
    """A database address; raises ValueError with words.  `?host=` may name a socket's folder."""
    parts = split(value)
    if parts.scheme in ("sqlite", "sqlite3"):
        # sqlite:///relative and sqlite:////absolute, as elsewhere.
        path = unquote(parts.path.removeprefix("/"))
        if not path or parts.netloc:
            raise ValueError("sqlite:/// needs a path")
        return Database("sqlite", path)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("it begins with neither postgresql:// nor sqlite:///")
    return _postgresql(parts)


def _postgresql(parts: SplitResult) -> Database:
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("the name of the database is missing")
    options = parse_qs(parts.query)
    if options.keys() - {"host", "port"}:
        raise ValueError("after the ? only host= and port=")
    return Database(
        "postgresql",
        name,
        options.get("host", [parts.hostname or ""])[-1],
        options.get("port", [str(parts.port or "")])[-1],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def parse_redis(value: str) -> str:
    """A broker's address, as it came; raises ValueError with words."""
    parts = split(value)
    if parts.scheme not in _REDIS_SCHEMES:
        raise ValueError("it begins with none of these")
    if parts.scheme.startswith("redis+") or parts.scheme == "unix":
        if not parts.path:
            raise ValueError("the path of the socket is missing")
    elif not parts.hostname:
        raise ValueError("the host is missing")
    return value
