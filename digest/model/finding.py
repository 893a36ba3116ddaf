"""What a check of the final bytes found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR stops a send, WARNING is shown, NOTE is for whoever wants to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the rule's id, how grave it is, what is wrong in words, and where."""

    id: str
    severity: Severity
    words: str
    where: str = ""
