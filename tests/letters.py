"""Finished messages of the test paper, and small cuts into them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from functools import lru_cache

from digest.mail.letter import compile_letter
from digest.model.audience import Recipient
from digest.model.edition import Edition
from digest.model.plan import Digest
from digest.model.post import Letterhead, Sheet
from digest.press import Press
from tests.pages import NONCE, SITE, TEMPLATES, digest, layout, placements

TOKEN = "t" * 43


@lru_cache(maxsize=1)
def press() -> Press:
    """The shipped templates."""
    return Press([TEMPLATES], SITE)


def dressed(template: str) -> Digest:
    """The test digest in one of the shipped designs."""
    made = digest()
    return replace(made, look=replace(made.look, template=template))


@lru_cache(maxsize=64)
def edition(template: str = "brief", language: str = "en", stories: int = 8) -> Edition:
    """The edition of an issue of that length."""
    of = dressed(template)
    return press().set_page(layout(placements(stories, language), language, of), of, nonce=NONCE)


def sheet(page: Edition, of: Digest | None = None) -> Sheet:
    """An edition with the letterhead of the test digest."""
    made = of or digest()
    head = Letterhead(
        issue=7,
        issue_key="morning.7",
        digest=made.slug,
        digest_title=made.title,
        list_id=made.list_id,
        sender=made.sender,
        site=SITE,
        date=datetime(2026, 11, 25, 5, 0, tzinfo=UTC),
    )
    return Sheet(1, page, head)


def letter(page: Edition, name: str = "Ada Lovelace", of: Digest | None = None) -> bytes:
    """One reader's letter of an edition, as it goes to the wire."""
    reader = Recipient(1, 1, "ada@example.org", name)
    return compile_letter(sheet(page, of)).fill(reader, TOKEN)


def parts(raw: bytes) -> tuple[str, str]:
    """Text and HTML of a message, decoded."""
    message = message_from_bytes(raw)
    bodies = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    text, html = (body.decode() if isinstance(body, bytes) else "" for body in bodies)
    return text, html


def with_header(raw: bytes, name: str, value: str | None) -> bytes:
    """The message with a header replaced (or added); None takes it out."""
    pattern = re.compile(
        rf"^{name}:.*?\r\n(?![ \t])".encode(), re.MULTILINE | re.DOTALL | re.IGNORECASE
    )
    line = b"" if value is None else f"{name}: {value}\r\n".encode()
    head, blank, body = raw.partition(b"\r\n\r\n")
    head += b"\r\n"
    found = pattern.search(head)
    head = head[: found.start()] + line + head[found.end() :] if found else head + line
    return head + blank[2:] + body


def with_parts(raw: bytes, *, text: str | None = None, html: str | None = None) -> bytes:
    """The message with another text or HTML, sent as 8bit."""
    old_text, old_html = parts(raw)
    head, _, _ = raw.partition(b"\r\n\r\n")
    boundary = re.search(rb'boundary="([^"]+)"', head)[1]  # type: ignore[index]
    out = head + b"\r\n\r\n"
    for kind, content in (
        ("plain", old_text if text is None else text),
        ("html", old_html if html is None else html),
    ):
        body = content.replace("\r\n", "\n").replace("\n", "\r\n").encode()
        out += b"--" + boundary + b"\r\n"
        out += f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        out += body + b"\r\n"
    return out + b"--" + boundary + b"--\r\n"
