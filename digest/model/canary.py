"""A small part of an issue's readers who get it first, while the rest waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Then(StrEnum):
    """What lets the rest go when nothing is wrong: the end of the wait, or a person."""

    GO = "go"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class CanaryPlan:
    """So many `readers` first (0 = nobody), watched for as long as `wait` after the last of them."""

    readers: int = 0
    wait: timedelta = timedelta(minutes=15)
    then: Then = Then.GO
