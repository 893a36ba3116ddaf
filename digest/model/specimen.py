"""A specimen: a copy of an issue that is no reader's.  It is counted apart, and never a delivery.

TEST: a person asked for it, for an address that they named.  SEED: an address of the house that
gets a copy of every issue, so that somebody sees what mailboxes make of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NOBODY = 0
"""Whom the links of a specimen speak of: no subscriber has this number."""


class SpecimenKind(StrEnum):
    """Why it went."""

    TEST = "test"
    SEED = "seed"


class SpecimenState(StrEnum):
    """ASKED: on disk before the post is asked.  UNCERTAIN: asked, and the answer was lost."""

    ASKED = "asked"
    SUBMITTED = "submitted"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Specimen:
    """One of them, as kept.  `edition` is the variant's key, `actor` who asked for it."""

    id: int
    issue: int
    kind: SpecimenKind
    address: str
    edition: str
    state: SpecimenState
    at: datetime
    reason: str = ""
    actor: str = ""
