"""The environment, read once: names, defaults, `NAME_FILE` for every secret, clear refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from digest.model.errors import ConfigurationError

T = TypeVar("T")

SMTP_TLS = ("none", "starttls", "implicit")
_SMTP_PORTS = {"none": 25, "starttls": 587, "implicit": 465}
_DELIVERY = (
    "outbox: | smtp://user:pass@host:port?tls=none|starttls|implicit | sendgrid:"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How mail leaves: `scheme` is outbox, smtp or sendgrid; the rest is SMTP's."""

    scheme: str = "outbox"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls: str = "starttls"

    def __repr__(self) -> str:
        where = (
            f"//{self.host}:{self.port}?tls={self.tls}" if self.scheme == "smtp" else ""
        )
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
            raise ConfigurationError(
                f"{name} and {name}_FILE are both set; set one of them"
            )
        if not path:
            return value
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"{name}_FILE = {path!r} cannot be read"
            ) from error

    def checked(
        self, name: str, check: Callable[[str], T], allowed: str, default: str
    ) -> T:
        """The value through `check`, which raises ValueError on what is not allowed."""
        value = self.text(name, default)
        try:
            return check(value)
        except ValueError as error:
            reason = f" ({error})" if str(error) else ""
            raise ConfigurationError(
                f"{name} = {value!r} is not allowed; allowed: {allowed}{reason}"
            ) from None

    def delivery(self) -> Delivery:
        """`DELIVERY_URL`; the value is not repeated in errors, since it may hold a password."""
        try:
            return parse_delivery(self.secret("DELIVERY_URL") or "outbox:")
        except ValueError as error:
            raise ConfigurationError(
                f"DELIVERY_URL is not allowed ({error}); allowed: {_DELIVERY}"
            ) from None

    def database(self, home: Path) -> Database:
        """`DATABASE_URL`, or the SQLite file in `DIGEST_HOME`."""
        value = self.secret("DATABASE_URL")
        try:
            return (
                parse_database(value)
                if value
                else Database("sqlite", str(home / "digest.sqlite3"))
            )
        except ValueError as error:
            raise ConfigurationError(
                f"DATABASE_URL is not allowed ({error}); allowed: "
                "postgresql://user:password@host:port/name | sqlite:///path | unset"
            ) from None


def parse_delivery(value: str) -> Delivery:
    """A delivery address; raises ValueError with words."""
    parts = urlsplit(value)
    if parts.scheme in ("outbox", "sendgrid"):
        if parts.netloc or parts.path or parts.query:
            raise ValueError(f"nothing follows {parts.scheme}:")
        return Delivery(parts.scheme)
    if parts.scheme != "smtp":
        raise ValueError(f"unknown scheme {parts.scheme or 'none'!r}")
    if not parts.hostname:
        raise ValueError("smtp:// needs a host")
    tls = _tls(parts.query)
    return Delivery(
        "smtp",
        parts.hostname,
        parts.port or _SMTP_PORTS[tls],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls,
    )


def _tls(query: str) -> str:
    asked = parse_qs(query, keep_blank_values=True)
    tls = asked.pop("tls", ["starttls"])[-1]
    if tls not in SMTP_TLS or asked:
        raise ValueError(f"after the ? only tls={'|'.join(SMTP_TLS)}")
    return tls


def parse_database(value: str) -> Database:
    """A database address; raises ValueError with words.  `?host=` may name a socket's folder."""
    parts = urlsplit(value)
    if parts.scheme in ("sqlite", "sqlite3"):
        # sqlite:///relative and sqlite:////absolute, as elsewhere.
        path = unquote(parts.path.removeprefix("/"))
        if not path or parts.netloc:
            raise ValueError("sqlite:/// needs a path")
        return Database("sqlite", path)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"unknown scheme {parts.scheme or 'none'!r}")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("the name of the database is missing")
    options = parse_qs(parts.query)
    host = options.get("host", [parts.hostname or ""])[-1]
    port = options.get("port", [str(parts.port or "")])[-1]
    return Database(
        "postgresql",
        name,
        host,
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )
