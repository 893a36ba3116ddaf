"""What a mail server says: its lines as replies, and what a reply means for one reader.

RFC 5321 section 4.2: three digits, then a blank on the last line of a reply and a hyphen before.
A 2xx takes, a 4xx does not take now, a 5xx never will; 421 may stand in any reply's place and ends
the connection.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from digest.model.post import Fate, Verdict

_LONGEST_LINE = 2_000
_MOST_LINES = 100
_LONGEST_WORDS = 300
_UNSEEN = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")


class Babble(Exception):
    """What came is no SMTP: nothing that follows can be trusted."""


class Reply(NamedTuple):
    """A whole reply, its lines joined."""

    code: int
    raw: bytes

    @property
    def words(self) -> str:
        """What the server said, readable.  Only asked for where something went wrong."""
        return readable(self.raw)

    @property
    def good(self) -> bool:
        """2xx: taken."""
        return 200 <= self.code < 300

    @property
    def closing(self) -> bool:
        """421: the server leaves."""
        return self.code == 421


STEADY = re.compile(rb"(?:2\d\d [^\n]{0,500}\n){3}354 [^\n]{0,500}\n")
"""Three times yes and "go ahead": a letter taken, and the next one's envelope."""
YES = re.compile(rb"2\d\d [^\n]{0,500}\n")
"""One yes, and nothing else."""
_ONE = re.compile(rb"([2-5]\d\d) ([^\r\n]{0,500})\r?\n")
"""A reply of one line, as nearly all are."""


class Listener:
    """Bytes as they come in -> whole replies.  Keeps what is not yet complete."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []
        self.clear = True
        """Nothing incomplete is kept."""

    def hear(self, data: bytes) -> list[Reply]:
        """The replies that are complete now, in order; raises Babble."""
        if self.clear and (one := _ONE.fullmatch(data)):
            return [Reply(int(one[1]), one[2])]
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            raise Babble("a line without an end")
        replies = []
        for line in lines:
            self._lines.append(_checked(line.rstrip(b"\r")))
            if self._lines[-1][3:4] != b"-":
                replies.append(_reply(self._lines))
                self._lines = []
        if len(self._lines) > _MOST_LINES:
            raise Babble("a reply without an end")
        self.clear = not (self._rest or self._lines)
        return replies


def _checked(line: bytes) -> bytes:
    known = line[:3].isdigit() and line[:1] in b"2345" and line[3:4] in (b"", b" ", b"-")
    if not known or len(line) > _LONGEST_LINE:
        raise Babble(f"not a reply: {readable(line)[:60]!r}")
    return line


def _reply(lines: list[bytes]) -> Reply:
    return Reply(int(lines[-1][:3]), b" ".join([line[4:] for line in lines]))


def readable(raw: bytes) -> str:
    """The server's words as one short line that is safe to show."""
    text = _UNSEEN.sub(" ", raw.decode("utf-8", "replace"))
    return " ".join(text.split())[:_LONGEST_WORDS]


def refusal(reply: Reply) -> Verdict:
    """A reply that does not take the letter: later for 4xx, never for 5xx."""
    fate = Fate.REFUSED if reply.code >= 500 else Fate.NOT_ACCEPTED
    return Verdict(fate, reply.words, str(reply.code))
