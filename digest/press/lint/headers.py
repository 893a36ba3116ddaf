"""Rules over the headers (RFC 5322 section 3.6, RFC 2369, 2919, 8058; large providers' wishes)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import getaddresses, parsedate_to_datetime

from digest.press.lint.message import Fault, Message, error, warning

EXACTLY_ONE = (
    "from",
    "to",
    "date",
    "message-id",
    "subject",
    "mime-version",
    "content-type",
)
OF_A_LIST = ("list-unsubscribe", "list-unsubscribe-post", "list-id")
"""Exactly one in every mail of a list, none in a service mail."""
AT_MOST_ONE = ("reply-to", "sender", "feedback-id", "auto-submitted", "precedence")
NONE = ("cc", "bcc")
URI_HEADERS = (
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-help",
    "list-subscribe",
    "list-post",
    "list-owner",
    "list-archive",
    "message-id",
    "feedback-id",
)
FREE_MAIL = frozenset(
    {"gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com"}
)
_URI = re.compile(r"<([^<>]*)>")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_TOKEN = re.compile(r"%%[0-9A-Za-z]+\.[A-Z_]+%%")


def count(message: Message) -> Iterator[Fault]:
    """Each header stands as often as it should; no Cc, no Bcc."""
    for name in EXACTLY_ONE + (() if message.service else OF_A_LIST):
        if len(message.all(name)) != 1:
            yield f"stands {len(message.all(name))} times; exactly one is needed", f"header {name}"
    for name in AT_MOST_ONE:
        if len(message.all(name)) > 1:
            yield f"stands {len(message.all(name))} times; one is the most", f"header {name}"
    for name in NONE + (OF_A_LIST if message.service else ()):
        if message.all(name):
            yield "has no place in such a mail", f"header {name}"


def uri_encoded(message: Message) -> Iterator[Fault]:
    """Headers with addresses are written plainly."""
    for name in URI_HEADERS:
        if any("=?" in value for value in message.all(name)):
            yield "is written as encoded words, so no program can follow it", f"header {name}"
    if "=?" in (_URI.findall(message.one("list-id")) or [""])[-1]:
        yield "its address is written as encoded words", "header list-id"


def _uris(message: Message) -> list[str]:
    return _URI.findall(message.one("list-unsubscribe"))


def one_https(message: Message) -> Iterator[Fault]:
    """There is exactly one https address to unsubscribe."""
    found = [uri for uri in _uris(message) if uri.startswith("https://")]
    if len(found) != 1:
        yield (
            f"{len(found)} https addresses; one-click needs exactly one",
            "header list-unsubscribe",
        )


def https_first(message: Message) -> Iterator[Fault]:
    """The web address comes before others."""
    uris = _uris(message)
    if len(uris) > 1 and not uris[0].startswith(("https://", "http://")):
        yield "the web address should come first", "header list-unsubscribe"


def one_click(message: Message) -> Iterator[Fault]:
    """One-click is offered in the exact words of RFC 8058."""
    if message.one("list-unsubscribe-post") != "List-Unsubscribe=One-Click":
        yield "must be exactly List-Unsubscribe=One-Click", "header list-unsubscribe-post"


def list_id(message: Message) -> Iterator[Fault]:
    """List-Id ends with <label.domain>."""
    label = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    if not re.search(rf"<{label}(?:\.{label})+>$", message.one("list-id")):
        yield "must end with <label.domain>", "header list-id"


def feedback_id(message: Message) -> Iterator[Fault]:
    """Feedback-ID has at most four fields, the last of 5 to 15 characters."""
    value = message.one("feedback-id")
    if not value:
        return
    fields = value.split(":")
    if len(fields) > 4 or any(not re.fullmatch(r"[^\s:]+", field) for field in fields):
        yield "must be at most four fields without blanks, a:b:c:sender", "header feedback-id"
    elif not 5 <= len(fields[-1]) <= 15:
        yield "its last field, the sender, must have 5 to 15 characters", "header feedback-id"


def message_id(message: Message) -> Iterator[Fault]:
    """Message-ID is <left@right>."""
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", message.one("message-id")):
        yield "must be <left@right>", "header message-id"


def date(message: Message) -> Iterator[Fault]:
    """The date can be read and has a zone."""
    try:
        when = parsedate_to_datetime(message.one("date"))
    except (TypeError, ValueError):
        yield "is no date", "header date"
        return
    if when.tzinfo is None:
        yield "has no time zone", "header date"


def subject_length(message: Message) -> Iterator[Fault]:
    """The subject has 1 to 150 characters."""
    length = len(message.spoken("subject").strip())
    if not 1 <= length <= 150:
        yield f"has {length} characters; 1 to 150 are allowed", "header subject"


def subject_comfort(message: Message) -> Iterator[Fault]:
    """The subject has at most 70 characters."""
    length = len(message.spoken("subject").strip())
    if length > 70:
        yield f"has {length} characters; most lists show 70 at most", "header subject"


def subject_raw(message: Message) -> Iterator[Fault]:
    """The subject holds no line break, no gap and no raw encoded word."""
    spoken = message.spoken("subject")
    if re.search(r"[\r\n\x00-\x08]", spoken):
        yield "holds a line break or control character", "header subject"
    if _TOKEN.search(spoken) or "{{" in spoken or "{%" in spoken:
        yield "holds an unfilled gap", "header subject"
    if "=?" in spoken:
        yield "holds an encoded word that was not decoded", "header subject"


def _addresses(message: Message, name: str) -> list[str]:
    """The addresses of a header; an entry that is none counts as an empty one."""
    entries = getaddresses([message.one(name)])
    return [address if _ADDRESS.fullmatch(address) else "" for _, address in entries]


def _is_one(addresses: list[str]) -> bool:
    return len(addresses) == 1 and bool(addresses[0])


def one_from(message: Message) -> Iterator[Fault]:
    """There is exactly one sender."""
    if not _is_one(_addresses(message, "from")):
        yield "must name exactly one address", "header from"


def one_to(message: Message) -> Iterator[Fault]:
    """There is exactly one reader."""
    if not _is_one(_addresses(message, "to")):
        yield "must name exactly one reader", "header to"


def free_from(message: Message) -> Iterator[Fault]:
    """The sender is not at a free mailbox."""
    for address in _addresses(message, "from"):
        if address.rpartition("@")[2].lower() in FREE_MAIL:
            yield "a sender at a free mailbox is refused by the large providers", "header from"


RULES = (
    error("hdr-count", count),
    error("hdr-uri-encoded", uri_encoded),
    error("8058-https", one_https),
    warning("8058-first", https_first),
    error("8058-post", one_click),
    error("2919", list_id),
    error("fbl", feedback_id),
    error("msgid", message_id),
    error("date", date),
    error("subject-len", subject_length),
    warning("subject-70", subject_comfort),
    error("subject-raw", subject_raw),
    error("from-one", one_from),
    error("to-one", one_to),
    error("from-free", free_from),
)
