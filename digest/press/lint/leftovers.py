"""Rules about what should not be there: unfilled gaps, broken characters, private addresses, leaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from digest.press.lint.message import Fault, Message, error

_CODE = re.compile(r"%%[0-9A-Za-z]+\.[A-Z_]+%%|\{\{|\{%|\*\||\\u\{|%recipient")
# A value that was missing, alone or between separators; "None of them" is English.
_EMPTY = re.compile(r"(?:^|[>\"·:,(]\s*)(None|undefined|NaN)(?=\s*(?:$|[<\"·,:.!)]))", re.MULTILINE)
_MOJIBAKE = re.compile("\ufffd|Ã[\u0080-\u00bf]|â€")


def _spoken_parts(message: Message) -> tuple[tuple[str, str], ...]:
    return (
        ("subject", message.spoken("subject")),
        ("text", message.text),
        ("html", message.html),
    )


def leftover(message: Message) -> Iterator[Fault]:
    """No gap, no template code and no missing value is left."""
    for where, text in _spoken_parts(message):
        for pattern in (_CODE, _EMPTY):
            found = pattern.search(text)
            if found:
                yield "a gap or a piece of template was left unfilled", _around(where, text, found)


def mojibake(message: Message) -> Iterator[Fault]:
    """No character was broken by a wrong encoding."""
    for where, text in _spoken_parts(message):
        found = _MOJIBAKE.search(text)
        if found:
            yield "characters broken by a wrong encoding", _around(where, text, found)


def private_url(message: Message) -> Iterator[Fault]:
    """Every address can be reached from outside."""
    addresses = [href for _, href in message.links()]
    addresses += [image.get("src", "") for image in message.elements("img")]
    addresses += re.findall(r"https?://[^\s<>\"]+", message.text)
    addresses += re.findall(r"<(https?://[^>]*)>", message.one("list-unsubscribe"))
    for address in dict.fromkeys(addresses):
        if is_private(address):
            yield "an address that readers cannot reach", address[:80]


def is_private(address: str) -> bool:
    """True for localhost, a bare name, or an address of no public network."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def secret_place(message: Message) -> Iterator[Fault]:
    """A reader's token may stand in links of our own site and in the envelope of one-click only."""
    unfolded = "\n".join(f"{name}: {value}" for name, value in message.headers)
    for where, text in (("header", unfolded), *_spoken_parts(message)):
        for secret in message.secrets:
            for found in re.finditer(re.escape(secret), text):
                before = text[: found.start()]
                if secret and not before.endswith(f"{message.site}/s/"):
                    yield (
                        "a reader's token stands outside our own links",
                        f"{where} …{before[-40:]}",
                    )


def _around(where: str, text: str, found: re.Match[str]) -> str:
    return f"{where}: …{text[max(0, found.start() - 20) : found.end() + 20].strip()}…"


RULES = (
    error("leftover", leftover),
    error("mojibake", mojibake),
    error("private-url", private_url),
    error("secret-place", secret_place),
)
