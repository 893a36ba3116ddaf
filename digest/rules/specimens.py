"""What a specimen looks like, and how many there may be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from digest.model.audience import normal_address
from digest.model.post import Sheet
from digest.model.specimen import SpecimenKind

MARK = "[TEST] "
MOST_AT_ONCE = 10
MOST_OF_AN_ISSUE = 100
SEEDED_WITHIN = timedelta(days=1)
"""A seed gets an issue that began to leave within so long: a night may close its window meanwhile."""
LOST = timedelta(minutes=10)
"""Whoever asked the post has vanished when there is no answer by then."""
APART = 1 << 30
"""Added to a specimen's number where the post counts batches and sheets: no batch is so high."""


def sheet_of(sheet: Sheet, kind: SpecimenKind, number: int) -> Sheet:
    """The sheet of one specimen: of no issue to the post, its own Message-ID, a test marked."""
    key = f"{sheet.head.issue_key}.{kind.value}{number}"
    head = replace(sheet.head, issue=0, issue_key=key)
    subject = sheet.edition.subject
    marked = f"{MARK}{subject}" if kind is SpecimenKind.TEST else subject
    return Sheet(APART + number, replace(sheet.edition, subject=marked), head)


def named(words: Sequence[str]) -> tuple[str, ...]:
    """Mail addresses, each once.  Raises ValueError with the word that is none: a list is none."""
    found: dict[str, str] = {}
    for word in words:
        try:
            found.setdefault(normal_address(word), word.strip())
        except ValueError as error:
            raise ValueError(
                f"{word!r} is no mail address; a test goes to addresses only, never to a list"
            ) from error
    return tuple(found.values())


def too_many(asked: Collection[str], had: int) -> str:
    """Why so many are refused, in words; '' where they may go."""
    if len(asked) > MOST_AT_ONCE:
        return f"a test goes to at most {MOST_AT_ONCE} addresses at once, not to {len(asked)}"
    if had + len(asked) > MOST_OF_AN_ISSUE:
        return f"an issue has at most {MOST_OF_AN_ISSUE} test copies, and {had} went already"
    return ""
