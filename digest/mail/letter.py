"""A sheet compiled to pieces, and pieces filled to the bytes of one letter.

    headers | text part | HTML part, both quoted-printable, multipart/alternative
    gaps: the reader's address, copy in the Message-ID, token, and name as it stands in each part

What is written here is what every transport sends: the outbox shows the same bytes as SMTP.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from digest.mail import headers
from digest.mail.quoted import CLICK, TOKEN, Gap, Piece, encode, encode_value, split_at_gaps
from digest.model import edition as editions
from digest.model.audience import Recipient
from digest.model.post import Letterhead, Sheet
from digest.rules.layout import salutation
from digest.rules.tokens import NAMED, click_of

TO = Gap("TO")
COPY = Gap("COPY")
"""What names a reader's copy in its Message-ID: the part of their token that opens nothing."""
MESSAGE_ID = Gap("MESSAGE_ID")
"""The whole left side of one, where there is no token: of a service mail, and of older editions."""
NAME_TEXT = Gap("NAME_TEXT")
NAME_HTML = Gap("NAME_HTML")
Run = tuple[Gap | None, tuple[bytes, ...]]
_SIMPLE = re.compile(r"[A-Za-z]{1,16}(?: [A-Za-z0-9]{1,16}){0,2}")
"""A name that is written the same in a header, in text and in HTML."""
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,150}")
_TO_FITS = 76 - len("To:  <>")
_EXAMPLE = "Ada"
GAPS = {gap.name: gap for gap in (TOKEN, CLICK, TO, COPY, MESSAGE_ID, NAME_TEXT, NAME_HTML)}


@dataclass(frozen=True, slots=True)
class Pieces:
    """A compiled edition: `flat` alternates bytes and gaps.  `language` decides the salutation."""

    flat: tuple[Piece, ...]
    issue_key: str
    language: str
    runs: tuple[Run, ...] = field(init=False, repr=False, compare=False)
    greeting: tuple[str, str] = field(init=False, repr=False, compare=False)
    counted: bool = field(init=False, repr=False, compare=False)
    hashed: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """The token stands in a hundred places: one join fills all of them between two gaps."""
        object.__setattr__(self, "runs", _runs(self.flat))
        spoken = encode_value(salutation(_EXAMPLE, self.language)).decode("ascii")
        before, _, behind = spoken.partition(_EXAMPLE)
        object.__setattr__(self, "greeting", (before, behind))
        object.__setattr__(self, "counted", CLICK in self.flat)
        object.__setattr__(self, "hashed", MESSAGE_ID in self.flat)

    def fill(self, recipient: Recipient, token: str) -> bytes:
        """One reader's letter, CRLF throughout, ending with a line end."""
        return b"".join(self.parts(recipient, token))

    def parts(self, recipient: Recipient, token: str) -> list[bytes]:
        """The same in a dozen parts: the kernel joins them where it copies them anyway."""
        values = self.values(recipient, token)
        between = values[TOKEN]
        out = []
        for gap, run in self.runs:
            if gap is not None:
                out.append(values[gap])
            out.append(between.join(run))
        return out

    def values(self, recipient: Recipient, token: str) -> dict[Gap, bytes]:
        """What goes into the gaps for this reader, encoded for the place where it stands."""
        to, text, page = self._plain(recipient) or self._spelt(recipient)
        values = {
            TOKEN: token.encode("ascii"),
            TO: to,
            COPY: token[:NAMED].encode("ascii"),
            NAME_TEXT: text,
            NAME_HTML: page,
        }
        if self.counted:
            values[CLICK] = click_of(token).encode("ascii")
        if self.hashed:
            values[MESSAGE_ID] = message_id(self.issue_key, recipient.address).encode("ascii")
        return values

    def _plain(self, recipient: Recipient) -> tuple[bytes, bytes, bytes] | None:
        """The short way for most readers of most lists; equal to `_spelt`, which a test proves."""
        name, address = recipient.name, recipient.address
        if not (_SIMPLE.fullmatch(name) and _PLAIN_ADDRESS.fullmatch(address)):
            return None
        before, behind = self.greeting
        spoken = f"{before}{name}{behind}".encode("ascii")
        fold = "\r\n" if len(name) + len(address) > _TO_FITS else ""
        return f"{name}{fold} <{address}>".encode("ascii"), spoken, spoken

    def _spelt(self, recipient: Recipient) -> tuple[bytes, bytes, bytes]:
        """The To header's value, and the greeting in text and in HTML, for any name there is."""
        to = headers.folded(headers.mailbox(recipient.name, recipient.address), len("To: "))
        spoken = salutation(recipient.name, self.language)
        return to.encode(), encode_value(spoken), encode_value(html.escape(spoken))


def _runs(flat: Sequence[Piece]) -> tuple[Run, ...]:
    """Cut at every gap but the token: the gap before, and the bytes between the tokens."""
    runs: list[tuple[Gap | None, list[bytes]]] = [(None, [b""])]
    for part in flat:
        if part == TOKEN:
            runs[-1][1].append(b"")
        elif isinstance(part, Gap):
            runs.append((part, [b""]))
        else:
            runs[-1][1][-1] += part
    return tuple((gap, tuple(run)) for gap, run in runs)


def message_id(issue_key: str, address: str) -> str:
    """The left side of a service mail's Message-ID: the same for the same mail, whoever sends."""
    return f"{issue_key}.{copy_hash(issue_key)(address)}"


def copy_hash(issue_key: str) -> Callable[[str], str]:
    """A function from an address to what is its own in a Message-ID of this service mail."""
    state = hashlib.blake2b(f"{issue_key}:".encode(), digest_size=16)

    def of(address: str) -> str:
        own = state.copy()
        own.update(address.strip().lower().encode())
        return own.hexdigest()

    return of


def compile_letter(sheet: Sheet) -> Pieces:
    """The pieces of an edition: everything that is the same for all is encoded here, once."""
    boundary = _boundary(sheet)
    flat: list[Piece] = [
        *_head(sheet, boundary),
        *_part(sheet, boundary, "plain", sheet.edition.text, NAME_TEXT),
        *_part(sheet, boundary, "html", sheet.edition.html, NAME_HTML),
        f"--{boundary}--\r\n".encode("ascii"),
    ]
    return Pieces(_joined(flat), sheet.head.issue_key, sheet.edition.variant.language)


def _boundary(sheet: Sheet) -> str:
    seed = f"{sheet.head.issue_key}:{sheet.edition.nonce}:{sheet.edition.variant.key}"
    # "=_" never occurs in quoted-printable text (RFC 2045 section 6.7).
    return f"=_{hashlib.sha256(seed.encode()).hexdigest()[:32]}"


def _head(sheet: Sheet, boundary: str) -> list[Piece]:
    head, sender = sheet.head, sheet.head.sender
    domain = headers.ascii_address(sender.address).rpartition("@")[2]
    reply_to = [headers.address_header("Reply-To", headers.ascii_address(sender.reply_to))]
    before = b"".join(
        [
            headers.address_header("From", headers.mailbox(sender.name, sender.address)),
            *(reply_to if sender.reply_to else []),
            headers.text_header("Subject", sheet.edition.subject),
            headers.date_header(head.date),
            *_of_a_list(head),
            headers.raw_header("Feedback-ID", feedback_id(sheet, domain)),
            headers.raw_header("Auto-Submitted", "auto-generated"),
            headers.raw_header("MIME-Version", "1.0"),
            f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'.encode("ascii"),
        ]
    )
    start: list[Piece] = [before, b"To: ", TO, b"\r\nMessage-ID: <"]
    if head.service:
        return [*start, MESSAGE_ID, f"@{domain}>\r\n\r\n".encode("ascii")]
    return [
        *start,
        f"{head.issue_key}.".encode("ascii"),
        COPY,
        f"@{domain}>\r\nList-Unsubscribe: <{head.site}/s/".encode("ascii"),
        TOKEN,
        b"/unsubscribe>\r\n\r\n",
    ]


def _of_a_list(head: Letterhead) -> list[bytes]:
    """A service mail belongs to no list: there is nothing to leave."""
    if head.service:
        return []
    return [
        headers.address_header("List-Id", f"{headers.phrase(head.digest_title)} <{head.list_id}>"),
        headers.raw_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        headers.raw_header("Precedence", "bulk"),
    ]


def feedback_id(sheet: Sheet, domain: str) -> str:
    """`campaign:list:type:sender`, nothing that differs by reader; the sender 5 to 15 characters."""
    sender = domain.replace(".", "-")[-15:].strip("-").ljust(5, "0")
    head = sheet.head
    campaign, kind = (head.service, "service") if head.service else (head.issue_key, "digest")
    return f"{campaign}:{head.digest}:{kind}:{sender}"


def _part(sheet: Sheet, boundary: str, kind: str, body: str, name: Gap) -> list[Piece]:
    start = (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Language: {sheet.edition.variant.language}\r\n\r\n"
    )
    marks = [
        (sheet.edition.gap(editions.TOKEN), TOKEN),
        (sheet.edition.gap(editions.CLICK), CLICK),
        (sheet.edition.gap(editions.NAME), name),
    ]
    return [start.encode("ascii"), *encode(split_at_gaps(body, marks)), b"\r\n"]


def _joined(flat: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbouring bytes as one piece."""
    out: list[Piece] = []
    for part in flat:
        if isinstance(part, bytes) and out and isinstance(out[-1], bytes):
            out[-1] += part
        else:
            out.append(part)
    return tuple(out)
