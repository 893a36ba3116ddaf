"""A file of readers that an operator gave to a page, on its way into a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class UploadState(StrEnum):
    """How far a file is.

    TRYING: what would come of it is being found out.  TRIED: that is known, and a person has to say
    yes.  COMING: its readers are being brought in.
    """

    TRYING = "trying"
    TRIED = "tried"
    COMING = "coming"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


WORKED_ON = (UploadState.TRYING, UploadState.COMING)
"""Work is left to do, whether somebody is at it or not."""
OPEN = (*WORKED_ON, UploadState.TRIED)
"""The file itself is still kept."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an operator says with a file.

    `columns` is a header by its meaning, where the names do not say it; `asks` the digest that asks
    each reader by mail first ('' = they have consented, and are confirmed).
    """

    name: str
    list: str
    actor: str
    columns: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a file's rows so far, up to `line`; all of them once the state says so.

    `found` = rows by what becomes of them (`store.importing.Found`); `refused_rows` the first of
    `refused` rows, `shown` some of each kind that a rehearsal found, `unused` headers that nobody reads.
    """

    line: int = 0
    found: Mapping[str, int] = field(default_factory=dict)
    kept_away: int = 0
    refused: int = 0
    refused_rows: Sequence[Mapping[str, Any]] = ()
    shown: Sequence[Mapping[str, Any]] = ()
    unused: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it stands.  `rows` = the ends of line in it, `bytes` its size as it came."""

    id: int
    given: Given
    digest: str
    encoding: str
    bytes: int
    rows: int
    state: UploadState
    reason: str
    told: Told
    at: datetime
    done_at: datetime | None
    owner: str = ""
