"""Checks of single values: each returns the value to keep or raises ValueError with words."""

from __future__ import annotations

import base64
import re
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.model.audience import normal_address

RESERVED_SLUGS = frozenset("s c hooks console api media livez readyz metrics static admin".split())
"""First parts of routes (contract section 5): no digest may be called so."""

SLUG = "lower-case letters, digits and single hyphens, such as morning-brief"
ZONE = "a zone of the IANA database, such as Europe/London or Asia/Karachi"
LANGUAGE = "a language tag, such as en, ur, pt-BR"
ROOT = "an http or https root, such as https://news.example.org"
ADDRESS = "a mail address"
DOMAIN = "a name of the DNS, such as news.example.org"
COLOUR = "#rrggbb"
GAPS = ("{lead}", "{title}", "{date}")
"""What a subject may hold to be filled in."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DOMAIN = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*")
_LIST_ID = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FACES = re.compile(r"[A-Za-z0-9 ,'\"_-]{1,200}")
_CONTACT = re.compile(r"[\x21-\x7e]{3,200}")
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CREDENTIALS = re.compile(r"(?<=//)[^/\s]*@")
_LONGEST_SHOWN = 120


def as_found(value: object) -> str:
    """A value as an error repeats it: quoted, short, and without a password in an address."""
    try:
        text = _CREDENTIALS.sub("…@", repr(value))
    except ValueError:  # a number of more digits than Python writes
        text = "a very long number"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def split(value: str) -> SplitResult:
    """The parts of an address; what is wrong is said without repeating any of it."""
    try:
        parts = urlsplit(value)
        _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("host or port cannot be read") from None
    return parts


def single_line(value: str) -> str:
    """Text without line breaks and control characters, outer blanks gone."""
    text = value.strip()
    if _BREAKS.search(text):
        raise ValueError("no line breaks and no control characters")
    return text


def slug(value: str) -> str:
    """Lower-case letters, digits and single hyphens, up to 60."""
    if not _SLUG.fullmatch(value):
        raise ValueError("")
    if len(value) > 60:
        raise ValueError("at most 60 characters")
    return value


def digest_slug(value: str) -> str:
    """A slug that is not the first part of a route."""
    if slug(value) in RESERVED_SLUGS:
        raise ValueError(f"{value} is a route of the site")
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


def domain(value: str) -> str:
    """A name of the DNS in plain letters, or nothing."""
    if value and not _DOMAIN.fullmatch(value):
        raise ValueError("")
    return value.lower()


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
    """Faces as CSS lists them; nothing that could end the declaration."""
    if not _FACES.fullmatch(value):
        raise ValueError("")
    return value


def subject(value: str) -> str:
    """A subject whose gaps are known."""
    for gap in re.findall(r"\{[^{}]*\}", value):
        if gap not in GAPS:
            raise ValueError(f"{gap} is none of {', '.join(GAPS)}")
    return value


def pattern(value: str) -> str:
    """A regular expression."""
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from None
    return value


def contact(value: str) -> str:
    """A mail or web address in plain letters: it goes into the User-Agent."""
    if not _CONTACT.fullmatch(value) or not ("@" in value or "://" in value):
        raise ValueError("")
    return value


def web(value: str) -> str:
    """An address on the web, or nothing."""
    parts = split(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("")
    return value


def site(value: str) -> str:
    """The root of every link in mail: scheme and host, perhaps a path, no trailing slash."""
    parts = split(value)
    known = parts.scheme in ("http", "https") and parts.hostname
    if not known or parts.query or parts.fragment:
        raise ValueError("")
    if "@" in parts.netloc or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("without user or password, non-ASCII names in their xn-- form")
    return value.rstrip("/")


def web_address(value: str) -> str:
    """An http or https address with a host and no user or password."""
    parts = split(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("")
    if "@" in parts.netloc:
        raise ValueError("without user or password")
    return value


def secure_address(value: str) -> str:
    """An https address: mail programs show no other pictures."""
    if split(web_address(value)).scheme != "https":
        raise ValueError("")
    return value


def host_and_port(value: str) -> str:
    """`host:port`, lower case; an IPv6 host in brackets."""
    parts = split(f"//{value}")
    if not parts.hostname or not parts.port or parts.path or "@" in parts.netloc:
        raise ValueError("")
    return value.lower()


def recipient(value: str) -> str:
    """An address, or `@domain`; lower case."""
    normal = normal_address(f"name{value}" if value.startswith("@") else value)
    return normal.removeprefix("name") if value.startswith("@") else normal


def token(value: str) -> str:
    """A key of one word."""
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("one word of plain letters, digits and signs")
    return value


def public_key(value: str) -> str:
    """A public key in base64, with or without its PEM lines."""
    body = "".join(re.sub(r"-----[A-Z ]+-----", "", value).split())
    try:
        known = len(base64.b64decode(body, validate=True)) >= 32
    except ValueError:
        known = False
    if not known:
        raise ValueError("it is no base64 text of a key")
    return value
