"""How an operator reads a line of the ledger: chips in words, columns in order."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import mark_safe

from digest import settings
from digest.model.issue import IssueState
from digest.store import approval, figures, reading
from digest.web.console import words
from digest.web.console.words import knows, say

COLOURS: dict[IssueState, str] = {
    IssueState.OPEN: "quiet",
    IssueState.CLOSED: "quiet",
    IssueState.RENDERED: "quiet",
    IssueState.FROZEN: "busy",
    IssueState.SENDING: "busy",
    IssueState.PAUSED: "warn",
    IssueState.FINISHED: "good",
    IssueState.FINISHED_IN_PART: "warn",
    IssueState.CANCELLED: "quiet",
    IssueState.SKIPPED: "quiet",
}
"""The class of the colour of each state's chip."""

_BAD = frozenset({"failed", "uncertain"})


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with its columns: `(id, name, people, class)` in the order of the balance."""

    line: figures.Line
    title: str
    chip: str
    colour: str
    columns: tuple[tuple[str, str, int, str], ...]
    excluded: tuple[tuple[str, int], ...]
    share: int
    out: bool
    todo: str


def issue_of(line: figures.Line) -> Issue:
    """A line of the ledger as it is shown."""
    balance = line.balance
    digest = settings.current().digests.get(line.digest)
    left_out = sum(balance.excluded.values())
    columns = {
        "submitted": balance.submitted,
        "excluded": left_out,
        "failed": balance.failed,
        "uncertain": balance.uncertain,
        "pending": balance.pending,
        "cancelled": balance.cancelled,
    }
    done = sum(columns.values()) - balance.pending
    return Issue(
        line=line,
        title=digest.title if digest else line.digest,
        chip=say(f"issue.{line.state}"),
        colour=COLOURS[line.state],
        columns=tuple(
            (column, say(f"copy.{column}"), people, "bad" if people and column in _BAD else "")
            for column, people in columns.items()
        ),
        excluded=tuple((why_left_out(reason), n) for reason, n in sorted(balance.excluded.items())),
        share=done * 100 // balance.audience if balance.audience else 0,
        out=digest is not None and _is_public(line),
        todo=_todo(line),
    )


def why_left_out(reason: str) -> str:
    """An exclusion in words."""
    return say(f"excluded.{reason}") if knows(f"excluded.{reason}") else reason


def why_it_waits(waits: approval.Waiting) -> str:
    """Why it needs a person, and whose yes it has; '' where it is for a look."""
    told = [words.guards(waits.guards, waits.because)] if waits.because else []
    if waits.first_by and not waits.goes_at:
        told.append(say("waits.agreed", who=waits.first_by))
    return mark_safe(say("list.and").join(told))  # noqa: S308 - each is escaped


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
