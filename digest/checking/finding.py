"""What `digest doctor` says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """OK; WARN: it works, but somebody should look; BAD: something will not work."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """`words` say what was found, `advice` what to do; `configuration`: a setting is to blame."""

    check: str
    verdict: Verdict
    words: str
    advice: str = ""
    configuration: bool = False


def ok(check: str, words: str) -> Finding:
    """All is well."""
    return Finding(check, Verdict.OK, words)


def warn(check: str, words: str, advice: str, *, configuration: bool = False) -> Finding:
    """It works; somebody should look."""
    return Finding(check, Verdict.WARN, words, advice, configuration)


def bad(check: str, words: str, advice: str, *, configuration: bool = False) -> Finding:
    """It will not work."""
    return Finding(check, Verdict.BAD, words, advice, configuration)
