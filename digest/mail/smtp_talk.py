"""One connection with letters on it, as a state machine that never waits.

    PIPELINING   [body of k, MAIL RCPT DATA of k+1] in one write, then the replies: one round trip
    otherwise    a command, its reply, the next command

Every command that was sent stands in line for its reply.  A letter gets exactly one outcome: a
verdict, or "not taken up" when the connection ends before its final dot.  Knows no sockets'
readiness, no deadlines and no ledger.

A server may keep a letter's envelope after it refused the letter (Postfix's restrictions at the end
of data do): the next MAIL is then a 503, and what follows would go to both readers.  Such a
connection is left without a further dot, which no server takes for a letter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from digest.mail.smtp_words import STEADY, YES, Listener, Reply, refusal
from digest.model.post import Fate, Verdict
from digest.rules.bounces import no_mailbox

ACCEPTED = Verdict(Fate.ACCEPTED)
END = b".\r\n"
"""The final dot, a part of its own: whoever writes it can see whether it is out."""


class Word(StrEnum):
    """What was said last to the server, for a letter."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "final dot"
    BARE_DOT = "."
    RSET = "RSET"


_OF_ADDRESSES = (Word.MAIL, Word.RCPT)


@dataclass(slots=True)
class Item:
    """A letter on its way: its reader's position, envelope, and how its bytes are made.

    `wide` = the address goes beyond ASCII; `trouble` = why it cannot go at all.  `tries` counts refusals for now, `losses` connections; `asked` is the second at which its envelope, then its letter went.
    """

    position: int
    mail: bytes
    rcpt: bytes
    body: Callable[[], Sequence[bytes]]
    wide: bool = False
    trouble: str = ""
    tries: int = 0
    losses: int = 0
    asked: float = 0.0


Said = bytes | Item
"""What is to be sent: an item stands for its letter, made when it is written: while it is hot."""
Next = Callable[[], Item | None]
Dot = Callable[[Item], None]
Outcome = Callable[[Item, Verdict, Word], None]


class Talk:
    """What is said on one connection.  `say` collects bytes to send; `hear` takes what came."""

    def __init__(self, *, pipelining: bool, following: Next, dot: Dot, outcome: Outcome) -> None:
        self._pipelining = pipelining
        self._following = following
        self._dot = dot
        self._outcome = outcome
        self._listener = Listener()
        self._line: deque[tuple[Word, Item]] = deque()
        self._unsaid: deque[tuple[Word, Item]] = deque()
        self._refused: Reply | None = None
        self._refused_at = Word.MAIL
        self._mail_taken = False
        self._kept_open = False
        self.ended = False
        self.slower = False

    @property
    def idle(self) -> bool:
        """Nothing is waited for."""
        return not self._line and not self._unsaid

    @property
    def waits_for_verdict(self) -> bool:
        """A final dot is out: RFC 5321 asks for more patience."""
        waiting = self._line
        return bool(waiting) and waiting[0][0] is Word.DOT

    def start(self) -> list[Said]:
        """The next letter's envelope; nothing when there is no letter."""
        return self._envelope([])

    def hear(self, data: bytes) -> list[Said]:
        """What is to be sent after these bytes of the server; raises Babble."""
        if self._may_be_steady and STEADY.fullmatch(data):
            return self._steady()
        if self._may_be_a_step and YES.fullmatch(data):
            return self._stepped()
        out: list[Said] = []
        for reply in self._listener.hear(data):
            if self.ended:
                break
            out += self._answer(reply)
        return out

    @property
    def _may_be_steady(self) -> bool:
        """A dot and the next envelope wait for their replies, and nothing is half heard."""
        waiting = self._line
        return len(waiting) == 4 and waiting[0][0] is Word.DOT and self._listener.clear

    def _steady(self) -> list[Said]:
        """All four answered well and at once, as nearly always where letters are pipelined."""
        taken, following = self._line[0][1], self._line[-1][1]
        self._line.clear()
        self._outcome(taken, ACCEPTED, Word.DOT)
        return self._body(following)

    @property
    def _may_be_a_step(self) -> bool:
        """In lock-step a command that is no letter's end waits for its reply, nothing half heard."""
        waiting = self._line
        return (
            not self._pipelining
            and bool(waiting)
            and waiting[0][0] in _OF_ADDRESSES
            and self._refused is None
            and self._listener.clear
        )

    def _stepped(self) -> list[Said]:
        """The sender or the reader is taken: the next command."""
        self._line.clear()
        self._mail_taken = True
        return self._next_said()

    def end(self, reason: str, *, dot_is_out: bool = True) -> list[Item]:
        """The connection is gone: uncertain is whose dot is out; the rest is handed back."""
        self.ended = True
        lost = Verdict(
            Fate.UNCERTAIN, f"the letter had gone, then the connection was lost: {reason}"
        )
        back: dict[int, Item] = {}
        for word, item in (*self._line, *self._unsaid):
            if word is Word.DOT and dot_is_out:
                self._outcome(item, lost, word)
            elif word not in (Word.BARE_DOT, Word.RSET):
                back[item.position] = item
        self._line.clear()
        self._unsaid.clear()
        return list(back.values())

    def _answer(self, reply: Reply) -> list[Said]:
        if not self._line:
            # Nobody asked: a server that closes says 421 whenever it likes.
            self.ended = self.slower = True
            return []
        word, item = self._line.popleft()
        if reply.closing:
            return self._closing(word, item, reply)
        if word is Word.DOT:
            self._outcome(item, _verdict(reply), word)
            self._kept_open = not reply.good
            return self._next_said() if reply.good else self._forgotten(item)
        if word in (Word.BARE_DOT, Word.RSET):
            return self._next_said()
        return self._envelope_answer(word, item, reply)

    def _forgotten(self, item: Item) -> list[Said]:
        """After a refused letter its envelope must go too.  Pipelined, the next one is out already."""
        if self._line:
            return []
        self._kept_open = False
        self._line.append((Word.RSET, item))
        return [b"RSET\r\n"]

    def _closing(self, word: Word, item: Item, reply: Reply) -> list[Said]:
        """421 is a refusal for now of what it answers, and the end of the connection."""
        self.ended = self.slower = True
        if word is Word.DOT:
            self._outcome(item, refusal(reply), word)
        elif word not in (Word.BARE_DOT, Word.RSET):
            self._line.appendleft((word, item))
        return []

    def _envelope_answer(self, word: Word, item: Item, reply: Reply) -> list[Said]:
        if word is Word.MAIL:
            self._refused, self._mail_taken = None, reply.good
        fine = reply.code == 354 if word is Word.DATA else reply.good
        if not fine and self._refused is None:
            self._refused, self._refused_at = reply, word
        if word is not Word.DATA and (self._pipelining or self._refused is None):
            return self._next_said()
        return self._judged(item, data_open=word is Word.DATA and reply.code == 354)

    def _judged(self, item: Item, *, data_open: bool) -> list[Said]:
        """All of the envelope is answered: the body goes, or the refusal is the verdict."""
        refused, self._refused = self._refused, None
        kept_open, self._kept_open = self._kept_open, False
        self._unsaid.clear()
        if refused is None:
            return self._body(item)
        if self._refused_at is Word.MAIL and (kept_open or data_open):
            return self._left_off(item, None if kept_open else refused)
        self._outcome(item, _of_envelope(refused, self._refused_at), self._refused_at)
        if data_open:
            # No recipient was taken, so the reply to this dot is about nobody.
            self._line.append((Word.BARE_DOT, item))
            return self._envelope([END])
        if self._mail_taken:
            self._line.append((Word.RSET, item))
            return self._envelope([b"RSET\r\n"])
        return self._envelope([])

    def _left_off(self, item: Item, refused: Reply | None) -> list[Said]:
        """A dot now would be a letter, and an empty one.  Without a refusal of its own: handed back."""
        self.ended = True
        if refused is None:
            self._line.appendleft((Word.DATA, item))
        else:
            self._outcome(item, _final(refused), Word.MAIL)
        return []

    def _body(self, item: Item) -> list[Said]:
        self._dot(item)
        self._line.append((Word.DOT, item))
        return self._envelope([item, END])

    def _envelope(self, before: list[Said]) -> list[Said]:
        """What is to be sent now, with the next letter's envelope where it may follow at once."""
        if not self._pipelining and self._line:
            return before
        item = None if self.ended else self._following()
        if item is None:
            return before
        said = [(Word.MAIL, item), (Word.RCPT, item), (Word.DATA, item)]
        if self._pipelining:
            self._line += said
            return [*before, item.mail + item.rcpt + b"DATA\r\n"]
        self._unsaid += said
        return [*before, *self._next_said()]

    def _next_said(self) -> list[Said]:
        """In lock-step: the next command, once nothing is waited for."""
        if self._line:
            return []
        if not self._unsaid:
            return self._envelope([])
        self._line.append(self._unsaid.popleft())
        word, item = self._line[0]
        if word is Word.RCPT:
            return [item.rcpt]
        return [item.mail if word is Word.MAIL else b"DATA\r\n"]


def _verdict(reply: Reply) -> Verdict:
    """On a whole letter.  An answer that cannot be one leaves open what became of it."""
    if reply.good:
        return ACCEPTED
    if reply.code >= 400:
        return refusal(reply)
    return Verdict(Fate.UNCERTAIN, f"unexpected answer: {reply.words}", str(reply.code))


def _of_envelope(reply: Reply, at: Word) -> Verdict:
    """Only a reply to RCPT can speak of the reader's mailbox."""
    verdict = _final(reply)
    gone = at is Word.RCPT and no_mailbox(reply.code, verdict.reason)
    return replace(verdict, gone=True) if gone else verdict


def _final(reply: Reply) -> Verdict:
    """A refusal of the envelope; an odd reply in its place counts as one for now."""
    if reply.code >= 400:
        return refusal(reply)
    return Verdict(Fate.NOT_ACCEPTED, f"unexpected answer: {reply.words}", str(reply.code))
