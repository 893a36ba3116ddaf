"""A file's rows on their way into chunks: how far each chunk comes, and what was refused before.

    rows behind `told.line` -> readers -> chunks (store.importing)
                            -> a mark at the end of each chunk: what is told of the rows up to there

Whoever reads is ahead of whoever keeps: so the marks are made while reading and taken while keeping.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace

from digest.model.upload import Told
from digest.rules.roster import Reader, Refused

REFUSED = 1000
"""So many refused rows are kept; all are counted."""


class Walk:
    """The rows of a file behind `told.line`, and what is told of them at the end of each chunk.

    The reader of a chunk is ahead of who keeps it: so each chunk leaves its mark when it is read.
    """

    def __init__(self, rows: Iterable[Reader | Refused], told: Told, chunk: int) -> None:
        self._rows, self._chunk = rows, chunk
        self.told = told
        self._marks: deque[Told] = deque()

    def readers(self) -> Iterator[Reader]:
        """One by one; what is refused is noted."""
        behind, n = self.told.line, 0
        for row in self._rows:
            if row.line <= behind:
                continue
            if isinstance(row, Refused):
                self._refuse(row)
                continue
            self.told, n = replace(self.told, line=row.line), n + 1
            if n % self._chunk == 0:
                self._marks.append(self.told)
            yield row
        self._marks.append(self.told)

    def _refuse(self, row: Refused) -> None:
        rows = self.told.refused_rows
        if len(rows) < REFUSED:
            rows = (*rows, asdict(row))
        self.told = replace(
            self.told, line=row.line, refused=self.told.refused + 1, refused_rows=rows
        )

    def chunk_kept(self) -> Told:
        """What is told of the rows up to the end of the next chunk."""
        return self._marks.popleft()
