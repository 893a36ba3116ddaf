"""How an operator reads a line of the ledger: chips in words, columns in order, ages in words."""

from __future__ import annotations

from dataclasses import dataclass

from digest import settings
from digest.model.audience import EXCLUSION_WORDS
from digest.model.issue import IssueState
from digest.store import figures, reading

STATES: dict[IssueState, tuple[str, str]] = {
    IssueState.OPEN: ("open", "quiet"),
    IssueState.CLOSED: ("closed, to be printed", "quiet"),
    IssueState.RENDERED: ("printed, to be sent", "quiet"),
    IssueState.FROZEN: ("audience frozen", "busy"),
    IssueState.SENDING: ("being sent", "busy"),
    IssueState.PAUSED: ("paused", "warn"),
    IssueState.FINISHED: ("finished", "good"),
    IssueState.FINISHED_IN_PART: ("finished in part", "warn"),
    IssueState.CANCELLED: ("cancelled", "quiet"),
    IssueState.SKIPPED: ("skipped", "quiet"),
}
"""The chip of each state: its words, and the class of its colour."""

_REASONS = {exclusion.value: words for exclusion, words in EXCLUSION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with its columns: `(name, people, class)` in the order of the balance."""

    line: figures.Line
    title: str
    chip: str
    colour: str
    columns: tuple[tuple[str, int, str], ...]
    excluded: tuple[tuple[str, int], ...]
    share: int
    out: bool
    todo: str


def issue_of(line: figures.Line) -> Issue:
    """A line of the ledger as it is shown."""
    chip, colour = STATES[line.state]
    balance = line.balance
    digest = settings.current().digests.get(line.digest)
    left_out = sum(balance.excluded.values())
    done = balance.submitted + left_out + balance.failed + balance.uncertain + balance.cancelled
    return Issue(
        line=line,
        title=digest.title if digest else line.digest,
        chip=chip,
        colour=colour,
        columns=(
            ("submitted", balance.submitted, ""),
            ("excluded", left_out, ""),
            ("failed", balance.failed, "bad" if balance.failed else ""),
            ("uncertain", balance.uncertain, "bad" if balance.uncertain else ""),
            ("pending", balance.pending, ""),
            ("cancelled", balance.cancelled, ""),
        ),
        excluded=tuple(
            (_REASONS.get(reason, reason), n) for reason, n in sorted(balance.excluded.items())
        ),
        share=done * 100 // balance.audience if balance.audience else 0,
        out=digest is not None and _is_public(line),
        todo=_todo(line),
    )


def _is_public(line: figures.Line) -> bool:
    stopped = line.state is IssueState.CANCELLED and line.balance.submitted > 0
    return line.state in reading.OUT or stopped


def _todo(line: figures.Line) -> str:
    """The command that goes on from here, where a person must."""
    if not line.balance.holds:
        return f"digest issue verify {line.issue}"
    if line.balance.uncertain:
        return f"digest issue recipients {line.issue} --state uncertain"
    if line.state is IssueState.PAUSED:
        return f"digest issue resume {line.issue}"
    if line.balance.failed:
        return f"digest issue recipients {line.issue} --state failed"
    return ""


def age(seconds: float) -> str:
    """`40 s ago`, `12 min ago`, `3 h ago`, `2 days ago`."""
    if seconds < 90:
        return f"{seconds:.0f} s ago"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min ago"
    if seconds < 129_600:
        return f"{seconds / 3600:.0f} h ago"
    return f"{seconds / 86400:.0f} days ago"


def span(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h`: how long something will take."""
    return age(seconds).removesuffix(" ago")
