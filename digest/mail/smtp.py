"""Mail over SMTP, to a relay or several: kept connections, pipelined, a verdict for every reader.

    parcel -> letters from compiled pieces | signed with DKIM where a key is configured
    letters -> connections (smtp_round)     | journal: what is in the air, letter by letter
    verdicts -> answer                      | after a crash: evidence from the journal

Delivers to configured servers, not to the readers' own: no MX records are asked for.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from digest.mail import smtp_journal
from digest.mail.headers import ascii_address
from digest.mail.letter import Pieces, compile_letter
from digest.mail.smtp_lines import Lines
from digest.mail.smtp_open import Server, context
from digest.mail.smtp_round import Patience, Round
from digest.mail.smtp_talk import Item
from digest.model.errors import ConfigurationError
from digest.model.post import Addressed, Answer, Evidence, Fate, Parcel, Sheet, Verdict

ReturnPath = Callable[[Sheet], Callable[[int], str]]
"""From a sheet to a function from subscriber to the address that their letter comes back to."""
Sign = Callable[[bytes], bytes]
"""From a letter to the same letter with its signature in front."""
Noted = Callable[[Sequence[tuple[str, float]], int], None]
"""Told of every letter that was answered, the code and the seconds until then, and of how many
connections never came to be."""

_EDITIONS_KEPT = 8
_ENVELOPE = re.compile(r"[^\s<>\x00-\x20\x7f]{1,64}@[A-Za-z0-9.-]{1,255}")


@dataclass(frozen=True, slots=True)
class Posting:
    """How this house posts: `home` keeps the journals, `trusted` is a file of TLS roots."""

    servers: tuple[Server, ...]
    home: Path
    connections: int = 16
    sign: Sign | None = None
    trusted: str | None = None
    me: str = ""
    returns: ReturnPath | None = None
    noted: Noted | None = None
    patience: Patience = field(default_factory=Patience)


class Smtp:
    """Safe for several threads, which take turns; each process has connections of its own."""

    name = "smtp"
    at_once = 1
    step = 1000
    """Of what was in flight at a crash the journal knows each letter."""

    def __init__(self, posting: Posting) -> None:
        self._posting = posting
        self._turn = threading.Lock()
        self._compiled: dict[tuple[int, str, str], Pieces] = {}
        self._lines = Lines(
            posting.servers,
            partial(context, posting.trusted),
            most=posting.connections,
            timeout=posting.patience.command,
            me=posting.me or socket.gethostname(),
        )

    def submit(self, parcel: Parcel) -> Answer:
        """Offer every letter; what the servers said, by position.

        Raises ConfigurationError where nothing was accepted and only a person can mend that.
        """
        with self._turn:
            journal = smtp_journal.Journal(self._posting.home, parcel)
            try:
                items = _items(parcel, self._pieces(parcel.sheet), self._posting)
                patience = self._posting.patience
                work = Round(items, len(parcel.readers), self._lines, journal, patience)
                work.run()
            finally:
                journal.close()
            if self._posting.noted:
                self._posting.noted(work.answers, self._lines.unreachable)
            return _answer(work, self._lines)

    def _pieces(self, sheet: Sheet) -> Pieces:
        """Compiled once for each edition, not for each parcel."""
        key = (sheet.id, sheet.head.issue_key, sheet.edition.nonce)
        if key not in self._compiled:
            if len(self._compiled) >= _EDITIONS_KEPT:
                self._compiled.clear()
            self._compiled[key] = compile_letter(sheet)
        return self._compiled[key]

    def ready(self, parcel: Parcel) -> Parcel:
        """The same: nothing is worth making before its turn."""
        return parcel

    def evidence(self, issue: int, batch: int, start: int) -> Evidence:
        """What the journal of a former owner says."""
        return smtp_journal.evidence(self._posting.home, issue, batch, start)

    def close(self) -> None:
        """End all connections."""
        self._lines.close()


def _in_ascii(address: str) -> tuple[str, str]:
    """The address with its domain in ASCII, and why no envelope can hold it, if none can."""
    try:
        address = ascii_address(address)
        known = _ENVELOPE.fullmatch(address)
    except UnicodeError:
        known = None
    return address, "" if known else "not an address that mail can go to"


def _senders(sheet: Sheet, returns: ReturnPath | None) -> Callable[[int], str]:
    """The envelope's sender of each reader's letter."""
    if returns is not None:
        return returns(sheet)
    sender = ascii_address(sheet.head.sender.address)
    return lambda _: sender


def _items(parcel: Parcel, pieces: Pieces, posting: Posting) -> Iterator[Item]:
    sender_of = _senders(parcel.sheet, posting.returns)
    for addressed in parcel.readers:
        reader = addressed.recipient
        address = reader.address
        if not _ENVELOPE.fullmatch(address):
            address, trouble = _in_ascii(address)
            if trouble:
                yield Item(reader.position, b"", b"", list, trouble=trouble)
                continue
        beyond = not address.isascii()
        wish = " SMTPUTF8" if beyond else ""
        yield Item(
            reader.position,
            f"MAIL FROM:<{sender_of(reader.subscriber)}>{wish}\r\n".encode(),
            f"RCPT TO:<{address}>\r\n".encode(),
            partial(_letter, pieces, addressed, posting.sign),
            beyond,
        )


def _letter(pieces: Pieces, addressed: Addressed, sign: Sign | None) -> list[bytes]:
    """A letter as it goes out.  No line of it begins with a dot, and it ends with a line's end."""
    parts = pieces.parts(addressed.recipient, addressed.token)
    return parts if sign is None else [sign(b"".join(parts))]


def _answer(work: Round, lines: Lines) -> Answer:
    verdicts = work.verdicts
    reached = work.untouched()
    if all(one.fate is Fate.NOT_ACCEPTED for one in verdicts.values()):
        # Nobody has it, so the whole parcel may go again later.
        _refuse(work, lines)
        first = next(iter(verdicts.values()), None)
        reason = (first and first.words) or lines.trouble
        return Answer(Verdict(Fate.NOT_ACCEPTED, reason or "no mail server answers"), verdicts)
    exceptions = {p: one for p, one in verdicts.items() if one.fate is not Fate.ACCEPTED}
    return Answer(Verdict(Fate.ACCEPTED), exceptions, reached=reached)


def _refuse(work: Round, lines: Lines) -> None:
    """Where trying again helps nobody: the sender is refused, or every server's door is shut."""
    if work.refused:
        raise ConfigurationError(
            "the mail server refuses the sender: look at the sender's address and DELIVERY_URL",
            said=work.refused,
        )
    if lines.refused and not lines.lines:
        raise ConfigurationError(lines.refused)
