"""`[bounces]` of digest.toml, and the box of the environment, which may hold a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote

from digest.model.errors import ConfigurationError
from digest.settings import checks
from digest.settings.checks import split
from digest.settings.environment import Environment
from digest.settings.table import Table

BOX = "maildir:/path | imaps://user:password@host:port/folder | imap://…?tls=starttls|none"
LONGEST_NAME = 18
"""Before the @ of the return path: 64 characters less what says whose letter it was."""
_PORTS = {"implicit": 993, "starttls": 143, "none": 143}


@dataclass(frozen=True, slots=True)
class BounceBox:
    """Where bounces come to: a maildir by its `path`, or a folder of an IMAP server."""

    path: str = ""
    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tls: str = "implicit"
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Bounces:
    """`return_path` = the address that letters over SMTP come back to, each by a name of its own.

    An address is given up after soft bounces of `soft` issues within `soft_within`; 0 = never.
    """

    return_path: str = ""
    soft: int = 5
    soft_within: timedelta = timedelta(days=30)
    box: BounceBox | None = None


def read_bounces(table: Table, env: Environment) -> Bounces:
    """The table `[bounces]`, with DIGEST_BOUNCE_BOX."""
    usual = Bounces()
    path = table.checked("return_path", _return_path, _RETURN_PATH, "")
    soft = table.whole("soft", usual.soft, low=0, high=100)
    within = table.duration("soft_within", usual.soft_within, least=timedelta(days=1))
    table.finish()
    box = env.hidden("DIGEST_BOUNCE_BOX", parse_box, BOX)
    if box and not path:
        raise ConfigurationError(
            "DIGEST_BOUNCE_BOX needs return_path under [bounces] in digest.toml: without it no "
            "bounce says whose letter it was"
        )
    return Bounces(path, soft, within, box)


_RETURN_PATH = f"a mail address with at most {LONGEST_NAME} characters before the @"


def _return_path(value: str) -> str:
    checks.mail_address(value)
    if not value.isascii() or len(value.partition("@")[0]) > LONGEST_NAME:
        raise ValueError("")
    return value


def parse_box(value: str) -> BounceBox | None:
    """The address of a box; raises ValueError with words that repeat nothing of it."""
    if not value:
        return None
    if value.startswith("maildir:"):
        path = value.removeprefix("maildir:")
        if not path.startswith("/"):
            raise ValueError("maildir: needs a full path")
        return BounceBox(path=path)
    parts = split(value)
    if parts.scheme not in ("imaps", "imap"):
        raise ValueError("it begins with none of these")
    if not parts.hostname or not parts.username:
        raise ValueError("imaps:// needs a user and a host")
    tls = _tls(parts.scheme, parts.query)
    return BounceBox(
        host=parts.hostname,
        port=parts.port or _PORTS[tls],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        tls=tls,
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def _tls(scheme: str, query: str) -> str:
    if scheme == "imaps" and not query:
        return "implicit"
    known = {"": "starttls", "tls=starttls": "starttls", "tls=none": "none"}
    if scheme == "imaps" or query not in known:
        raise ValueError("after the ? of imap:// only tls=starttls or tls=none")
    return known[query]
