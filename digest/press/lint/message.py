"""A message taken apart once, for all rules: lines, headers, parts, and the HTML as a tree."""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Parsed
from typing import Any

from lxml import html as lxml_html

from digest.model.finding import Severity

Fault = tuple[str, str]
"""What is wrong, in words; and where."""

INVISIBLE = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u00a0\\s]")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `headers` are (name, unfolded raw value) in order, `text` and `html` decoded.

    `service` = a single mail about a subscription, not one of a list's.
    """

    raw: bytes
    site: str
    secrets: tuple[str, ...]
    head: bytes
    headers: tuple[tuple[str, str], ...]
    parsed: Parsed
    parts: tuple[Parsed, ...]
    text: str
    html: str
    tree: Any
    service: bool = False

    def all(self, name: str) -> list[str]:
        """Raw values of a header, unfolded."""
        return [value for known, value in self.headers if known.lower() == name]

    def one(self, name: str) -> str:
        """The first raw value of a header, or ''."""
        return next(iter(self.all(name)), "")

    def spoken(self, name: str) -> str:
        """The first value of a header with its encoded words decoded."""
        value = self.one(name)
        try:
            return str(make_header(decode_header(value)))
        except (ValueError, LookupError, UnicodeError):
            return value

    def elements(self, *names: str) -> Iterator[Any]:
        """Elements of the HTML by tag name, in order."""
        yield from self.tree.iter(*names)

    def links(self) -> Iterator[tuple[Any, str]]:
        """Every link with its address."""
        for element in self.elements("a", "area"):
            if element.get("href") is not None:
                yield element, element.get("href")

    @property
    def body(self) -> Any:
        """The body element."""
        found = self.tree.find("body")
        return self.tree if found is None else found


Check = Callable[[Message], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the lint."""

    id: str
    severity: Severity
    check: Check


def error(id: str, check: Check) -> Rule:  # noqa: A002  the word of the findings
    """A rule that stops a send."""
    return Rule(id, Severity.ERROR, check)


def warning(id: str, check: Check) -> Rule:  # noqa: A002  the word of the findings
    """A rule that is shown."""
    return Rule(id, Severity.WARNING, check)


def read(raw: bytes, *, site: str, secrets: tuple[str, ...], service: bool = False) -> Message:
    """The message taken apart; a broken one gives what can be read of it."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    parsed = email.message_from_bytes(raw)
    parts = tuple(part for part in parsed.walk() if not part.is_multipart())
    html = _content(parts, "text/html")
    return Message(
        raw=raw,
        site=site.rstrip("/"),
        secrets=secrets,
        head=head,
        headers=tuple(_headers(head)),
        parsed=parsed,
        parts=parts,
        text=_content(parts, "text/plain"),
        html=html,
        tree=_tree(html),
        service=service,
    )


def _headers(head: bytes) -> Iterator[tuple[str, str]]:
    for line in re.split(rb"\r?\n", _FOLD.sub(b"", head)):
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            yield name.strip(), value.strip()


def _content(parts: tuple[Parsed, ...], kind: str) -> str:
    for part in parts:
        if part.get_content_type() == kind:
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return ""


def _tree(html: str) -> Any:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True)
    return lxml_html.document_fromstring((html or "<html><body></body></html>").encode(), parser)


def words_of(element: Any) -> str:
    """The visible words of an element, one space between them, isolates and fillers removed."""
    return squeeze("".join(element.itertext()))


def squeeze(text: str) -> str:
    """Text without what cannot be seen."""
    return " ".join(INVISIBLE.sub(" ", text).split())


def name_of(element: Any) -> str:
    """What a screen reader says of it: its words and its pictures' alt texts."""
    alts = [image.get("alt", "") for image in element.iter("img")]
    return squeeze(" ".join([words_of(element), *alts, element.get("aria-label", "")]))


def is_hidden(element: Any) -> bool:
    """True inside something that is not displayed."""
    return any(
        _DISPLAY_NONE.search(e.get("style", "")) for e in (element, *element.iterancestors())
    )


def show(element: Any) -> str:
    """A place in the HTML for a person: the tag with what names it."""
    hint = element.get("href") or element.get("src") or words_of(element)
    return f"html <{element.tag}> {hint[:60]}".rstrip()
