"""The last look: a letter of the sheet with the longest values in its gaps, through the lint."""

from __future__ import annotations

from collections.abc import Callable

from digest.mail.letter import compile_letter
from digest.model.audience import Recipient
from digest.model.finding import Finding
from digest.model.post import Sheet
from digest.rules.tokens import LENGTH

Lint = Callable[[bytes, str], tuple[Finding, ...]]
"""From the bytes of a message and the reader's token in it to findings."""

SAMPLE = Recipient(0, 0, "reader.with.a.rather.long.name@mail.example.org", "W" * 60)
"""The longest name that is greeted, so that sizes are those of the worst case."""

TOKEN = ("SampleToken" * 4)[:LENGTH]


class Proofreader:
    """Reads the bytes that would leave."""

    def __init__(self, lint: Lint) -> None:
        self._lint = lint

    def read(self, sheet: Sheet) -> tuple[Finding, ...]:
        """What the lint finds."""
        return self._lint(proof(sheet), TOKEN)


class NoticeProofreader:
    """Reads the bytes of a service mail that would leave."""

    def __init__(self, lint: Callable[[bytes], tuple[Finding, ...]]) -> None:
        self._lint = lint

    def read_notice(self, sheet: Sheet, reader: Recipient) -> tuple[Finding, ...]:
        """What the lint finds."""
        return self._lint(proof(sheet, reader, ""))


def proof(sheet: Sheet, reader: Recipient = SAMPLE, token: str = TOKEN) -> bytes:
    """One letter of the sheet as it would leave."""
    return compile_letter(sheet).fill(reader, token)
