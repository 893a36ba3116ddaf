"""One parcel over all connections: each letter gets a verdict, or is handed back untouched.

    letters in order of position -> whichever connection is free -> verdict, journalled
    4xx for one letter            again after a pause, while others are still in the air
    connection lost               uncertain where the dot was out, else again on another
    5xx for the sender            stop: a person has to mend it
    time is up                    nothing new is begun; the ledger goes on from there

The lease of the claim is 120 s, so a parcel is over before that.
"""

from __future__ import annotations

import heapq
import selectors
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from digest.mail.smtp_journal import Journal
from digest.mail.smtp_line import Line, spelt
from digest.mail.smtp_lines import Lines
from digest.mail.smtp_talk import Item, Said, Talk, Word
from digest.mail.smtp_words import Babble
from digest.model.post import Fate, Verdict


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds.  `begin`: no letter is begun later; `end`: the last answer is waited for."""

    command: float = 30.0
    verdict: float = 90.0
    begin: float = 60.0
    end: float = 100.0
    again: tuple[float, ...] = (1.0, 3.0, 9.0, 20.0)
    losses: int = 4
    all_refused: int = 50


_LOOK = 0.1
"""Seconds between two looks at who is late: not at each turn, with two hundred connections."""
_GATHER = 0.0005
"""Seconds that the first who speak wait for others: one turn for many costs less CPU than many."""


class Round:
    """What happens to one parcel.

    `answers` = the code of each answer about a letter, or `lost`, and the seconds until it came.
    """

    def __init__(
        self, items: Iterator[Item], count: int, lines: Lines, journal: Journal, patience: Patience
    ) -> None:
        self._fresh: Item | None = None
        self._items = items
        self._count = count
        self._lines, self._journal, self._patience = lines, journal, patience
        self._selector = selectors.DefaultSelector()
        self._masks: dict[Line, int] = {}
        self._again: deque[Item] = deque()
        self._later: list[tuple[float, int, Item]] = []
        self._last_words: dict[int, Verdict] = {}
        self._begun = self._look = time.monotonic()
        self._now = self._begun
        self._accepted = 0
        self.answers: list[tuple[str, float]] = []
        self.verdicts: dict[int, Verdict] = {}
        self.stopped = self.refused = ""

    def run(self) -> None:
        """Until every letter has its verdict or nothing more can be done."""
        self._lines.begin()
        try:
            for line in list(self._lines.lines):
                self._join(line)
            while not self._over():
                self._look_round()
                while self._listen() and self._now < self._look:
                    pass
        finally:
            for line in [line for line in self._masks if line.talk and not line.talk.idle]:
                self._drop(line, "no answer in time")
            self._give_up()
            self._selector.close()

    def untouched(self) -> int | None:
        """The position of the first letter that nobody took up; None when all were."""
        if self._fresh is None:
            self._fresh = next(self._items, None)
        return self._fresh.position if self._fresh else None

    def _over(self) -> bool:
        self._now = time.monotonic()
        if self._now - self._begun > self._patience.end:
            return True
        busy = any(line.talk and not line.talk.idle for line in self._masks)
        if busy:
            return False
        if not self._may_begin:
            return True
        # Who is to wait goes back to the ledger rather than hold up the others' next parcel.
        waiting = self._again or self.untouched() is not None
        return not waiting or self._lines.hopeless

    @property
    def _may_begin(self) -> bool:
        return not self.stopped and self._now - self._begun < self._patience.begin

    def _look_round(self) -> None:
        """What need not be looked at after each letter: who is late, who may come, who may go on."""
        self._look = self._now + _LOOK
        for line in [line for line in self._masks if self._late(line)]:
            self._drop(line, "no answer in time")
        self._wake()
        if self._may_begin:
            left = self._count - len(self.verdicts) - len(self._later)
            self._lines.want(max(1, min(left, (left + 3) // 4)) if left else 0)
        for line in self._lines.arrived():
            self._join(line)

    def _listen(self) -> bool:
        """Hear who speaks, answer all of them; whether there was anything to say."""
        ready = self._selector.select(self._pause())
        if 0 < len(ready) < len(self._masks) // 2:
            time.sleep(_GATHER)
            ready = self._selector.select(0)
        self._now = time.monotonic()
        said = [(key.data, self._heard(key.data, mask)) for key, mask in ready]
        # What was noted for all of them goes to disk in one call, before any of it leaves.
        self._journal.write()
        spoken = False
        for line, out in said:
            if out is not None:
                self._write(line, out)
                spoken = spoken or bool(out)
        self._now = time.monotonic()
        return spoken and not self._lines.opening

    def _pause(self) -> float:
        if self._lines.opening or not self._masks:
            return 0.005
        if self._later:
            return max(0.001, min(1.0, self._later[0][0] - self._now))
        return 1.0

    def _wake(self) -> None:
        """Letters whose pause is over, and connections that have nothing to do."""
        while self._later and self._later[0][0] <= self._now:
            self._again.append(heapq.heappop(self._later)[2])
        for line in list(self._masks) if self._again else ():
            if line.talk and line.talk.idle:
                self._say(line, line.talk.start())

    def _join(self, line: Line) -> None:
        line.heard = False
        line.talk = Talk(
            pipelining="pipelining" in line.features,
            following=lambda: self._next(line),
            dot=self._dot,
            outcome=self._outcome,
        )
        self._masks[line] = selectors.EVENT_READ
        self._selector.register(line.socket, selectors.EVENT_READ, line)
        self._say(line, line.talk.start())

    def _heard(self, line: Line, mask: int) -> list[Said] | None:
        """What is to be said now; None when the connection is over."""
        assert line.talk is not None
        if not mask & selectors.EVENT_READ:
            return []
        try:
            out = line.talk.hear(line.read())
        except (OSError, Babble) as error:
            self._drop(line, _told(error))
            return None
        if line.talk.ended:
            slow = line.talk.slower
            reason = (
                "the server closed the connection (421)" if slow else "a refused letter stayed open"
            )
            self._drop(line, reason, slow=slow)
            return None
        return out

    def _say(self, line: Line, out: list[Said]) -> None:
        self._journal.write()
        self._write(line, out)

    def _write(self, line: Line, out: list[Said]) -> None:
        try:
            line.write(spelt(out))
        except OSError as error:
            self._drop(line, _told(error))
            return
        self._expect(line)

    def _expect(self, line: Line) -> None:
        waits = line.talk is not None and line.talk.waits_for_verdict
        line.due = self._now + (self._patience.verdict if waits else self._patience.command)
        mask = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.wants_to_write else 0)
        if mask != self._masks[line]:
            self._masks[line] = mask
            self._selector.modify(line.socket, mask, line)

    def _late(self, line: Line) -> bool:
        return line.due < self._now and line.talk is not None and not line.talk.idle

    def _drop(self, line: Line, reason: str, *, slow: bool = False) -> None:
        del self._masks[line]
        self._selector.unregister(line.socket)
        self._lines.lost(line, asked_to_slow=slow)
        words = Verdict(Fate.NOT_ACCEPTED, f"connection lost: {reason}")
        for item in line.close(reason):
            item.losses += 1 if line.heard else 0
            self._last_words[item.position] = words
            if item.losses >= self._patience.losses:
                self._settle(item, words)
            else:
                self._again.append(item)
        self._lines.trouble = self._lines.trouble or f"{line.server.name}: {reason}"

    def _next(self, line: Line) -> Item | None:
        """The next letter for a connection, noted as taken up."""
        while self._may_begin and (item := self._pick()) is not None:
            self._journal.taken(item.position)
            words = item.trouble
            if item.wide and "smtputf8" not in line.features:
                words = f"{line.server.name} takes no address beyond ASCII"
            if not words:
                line.letters += 1
                item.asked = self._now
                return item
            self._settle(item, Verdict(Fate.REFUSED, words))
        return None

    def _pick(self) -> Item | None:
        if self._again:
            return self._again.popleft()
        item, self._fresh = self._fresh, None
        return item or next(self._items, None)

    def _dot(self, item: Item) -> None:
        self._journal.dot(item.position)
        item.asked = self._now

    def _outcome(self, item: Item, verdict: Verdict, word: Word) -> None:
        code = verdict.code or ("lost" if verdict.fate is Fate.UNCERTAIN else "250")
        self.answers.append((code, self._now - item.asked))
        if verdict.fate is Fate.ACCEPTED:
            self._accepted += 1
        elif verdict.fate is not Fate.UNCERTAIN and self._of_all(verdict, word, item):
            self.stopped = f"{verdict.code} {verdict.reason}"
            if verdict.fate is Fate.REFUSED:
                self.refused = self.stopped
            verdict = Verdict(Fate.NOT_ACCEPTED, verdict.reason, verdict.code)
        elif verdict.fate is Fate.NOT_ACCEPTED and item.tries < len(self._patience.again):
            self._postpone(item, verdict)
            return
        self._settle(item, verdict)

    def _of_all(self, verdict: Verdict, word: Word, item: Item) -> bool:
        """A refusal that is not about this reader: of the sender, or of everybody so far."""
        if verdict.code == "530" or (
            word is Word.MAIL and verdict.fate is Fate.REFUSED and not item.wide
        ):
            return True
        return not self._accepted and len(self._later) >= self._patience.all_refused

    def _postpone(self, item: Item, verdict: Verdict) -> None:
        due = self._now + self._patience.again[item.tries]
        item.tries += 1
        self._last_words[item.position] = verdict
        self._journal.taken(item.position)
        heapq.heappush(self._later, (due, item.position, item))

    def _settle(self, item: Item, verdict: Verdict) -> None:
        self.verdicts[item.position] = verdict
        self._journal.verdict(item.position, verdict)

    def _give_up(self) -> None:
        """Letters that were taken up and have no verdict yet: surely not accepted."""
        for item in (*self._again, *(item for _, _, item in self._later)):
            usual = Verdict(Fate.NOT_ACCEPTED, self._lines.trouble or "not taken in time")
            self._settle(item, self._last_words.get(item.position, usual))
        self._again.clear()
        self._later.clear()


def _told(error: Exception) -> str:
    """What went wrong, without its number."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
