"""What passes between dispatch and the post: a parcel goes out, an answer comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, overload

from digest.model.audience import Recipient
from digest.model.edition import Edition
from digest.model.plan import Sender

_ADDRESS = re.compile(r"[^\s<>\"'(,:;=]+@[^\s<>\"'),:;]+")


class Fate(StrEnum):
    """What the post says of one recipient.  The table of each transport decides which."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate with the post's own words.  NOT_ACCEPTED may be tried again, REFUSED may not.

    `gone`: it was refused because there is no such mailbox, which is a hard bounce.
    """

    fate: Fate
    reason: str = ""
    code: str = ""
    gone: bool = False

    @property
    def words(self) -> str:
        """The code and the words, as they are kept with a reader."""
        return f"{self.code} {self.reason}".strip()

    @property
    def of_nobody(self) -> str:
        """The same without the addresses in it, as they may be kept of many."""
        return _ADDRESS.sub("…", self.words)[:300]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every letter of an edition has in common, beside the edition itself.

    `issue_key` is opaque and stable (`<digest>.<issue id>`); `date` is fixed when the audience is
    frozen, so that a letter shown later is byte for byte the letter that left.  `service` is the
    kind of a service mail: it goes to one person and belongs to no list.
    """

    issue: int
    issue_key: str
    digest: str
    digest_title: str
    list_id: str
    sender: Sender
    site: str
    date: datetime
    greeting_style: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An edition with its letterhead: everything a transport needs once per edition."""

    id: int
    edition: Edition
    head: Letterhead


class Addressed(NamedTuple):
    """A recipient with the values for the gaps of the edition."""

    recipient: Recipient
    token: str


@dataclass(frozen=True, slots=True)
class Readers(Sequence[Addressed]):
    """Many of them as columns, all of one length: a thousand cost five lists and not 2000 objects.

    Read one by one it makes each as it is asked for; who takes all at once reads the columns.
    """

    positions: Sequence[int] = ()
    subscribers: Sequence[int] = ()
    addresses: Sequence[str] = ()
    names: Sequence[str] = ()
    tokens: Sequence[str] = ()

    @staticmethod
    def of(people: Sequence[Addressed]) -> Readers:
        """The columns of these."""
        if isinstance(people, Readers):
            return people
        rows = [(*one.recipient, one.token) for one in people]
        return Readers(*zip(*rows, strict=True)) if rows else Readers()

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[Addressed]:
        people = map(Recipient, self.positions, self.subscribers, self.addresses, self.names)
        return map(Addressed, people, self.tokens)

    @overload
    def __getitem__(self, at: int) -> Addressed: ...
    @overload
    def __getitem__(self, at: slice) -> Readers: ...
    def __getitem__(self, at: int | slice) -> Addressed | Readers:
        if isinstance(at, slice):
            return Readers(
                self.positions[at],
                self.subscribers[at],
                self.addresses[at],
                self.names[at],
                self.tokens[at],
            )
        recipient = Recipient(
            self.positions[at], self.subscribers[at], self.addresses[at], self.names[at]
        )
        return Addressed(recipient, self.tokens[at])


@dataclass(frozen=True, slots=True)
class Parcel:
    """One step of a batch: positions [`start`, `stop`) of its frozen list, leavers taken out.

    (batch, start) names the parcel for ever: a transport that can be asked later answers by it.
    """

    batch: int
    fence: int
    start: int
    stop: int
    sheet: Sheet
    readers: Sequence[Addressed]
    request: bytes | None = None
    """What goes over the wire, where the transport made it before the parcel's turn had come."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on a parcel; `exceptions` by position where a reader fared otherwise.

    `reached`: nobody from this position on was asked, so they go with the next parcel.
    `not_before`: the post asks that nothing be offered before this instant, by any worker.
    """

    verdict: Verdict
    exceptions: Mapping[int, Verdict] = field(default_factory=dict)
    reference: str = ""
    reached: int | None = None
    not_before: datetime | None = None

    def of(self, position: int) -> Verdict:
        """The verdict on one position."""
        return self.exceptions.get(position, self.verdict)

    @property
    def untaken(self) -> bool:
        """Surely nobody has it: the whole parcel may go again."""
        fates = {self.verdict.fate, *(one.fate for one in self.exceptions.values())}
        return fates == {Fate.NOT_ACCEPTED}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a transport can say afterwards about a parcel that was in flight at a crash.

    `certain` = what is not in `accepted` was surely not accepted, so it may go again.  Otherwise
    it is uncertain, but for those whose fate `verdicts` names, and for those from `reached` on,
    who were surely not asked yet.
    """

    certain: bool
    accepted: frozenset[int] = frozenset()
    reached: int | None = None
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
