"""Checks of single values: each returns the value to keep or raises ValueError with words."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.model.audience import normal_address

RESERVED_SLUGS = frozenset(
    [
        "s",
        "c",
        "hooks",
        "console",
        "api",
        "media",
        "livez",
        "readyz",
        "metrics",
        "static",
        "admin",
    ]
)
"""First parts of routes (contract section 5): no digest may be called so."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LIST_ID = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def slug(value: str) -> str:
    """Lower-case letters, digits and single hyphens, up to 60."""
    if not _SLUG.fullmatch(value) or len(value) > 60:
        raise ValueError(
            "lower-case letters, digits and hyphens, such as morning-brief"
        )
    return value


def digest_slug(value: str) -> str:
    """A slug that is not the first part of a route."""
    if slug(value) in RESERVED_SLUGS:
        raise ValueError("that word is a route of the site")
    return value


def zone(value: str) -> str:
    """A zone of the IANA database."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("") from None
    return value


def language(value: str) -> str:
    """A BCP 47 tag such as en or pt-BR."""
    if not _LANGUAGE.fullmatch(value):
        raise ValueError("")
    return value


def mail_address(value: str) -> str:
    """A bare address that mail can be sent from."""
    normal_address(value)
    return value


def list_id(value: str) -> str:
    """The dotted name inside `List-Id: <…>` (RFC 2919)."""
    if not _LIST_ID.fullmatch(value):
        raise ValueError("")
    return value


def colour(value: str) -> str:
    """`#rrggbb`."""
    if not _COLOUR.fullmatch(value):
        raise ValueError("")
    return value


def faces(value: str) -> str:
    """A list of faces as CSS writes them, or ''; nothing that could end a declaration."""
    if not re.fullmatch(r"[A-Za-z0-9 ,'\"_-]{0,200}", value):
        raise ValueError("")
    return value


def site(value: str) -> str:
    """The root of every link in mail: scheme and host, perhaps a path, no trailing slash."""
    parts = urlsplit(value)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
    ):
        raise ValueError("")
    if parts.username or parts.password or not value.isascii():
        raise ValueError("without user or password, non-ASCII names in their xn-- form")
    return value.rstrip("/")


def web_address(value: str) -> str:
    """An http or https address with a host and no user or password."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("")
    return value


def host_and_port(value: str) -> str:
    """`host:port`, lower case; an IPv6 host in brackets."""
    parts = urlsplit(f"//{value}")
    if not parts.hostname or parts.port is None or parts.path or parts.username:
        raise ValueError("")
    return value.lower()
