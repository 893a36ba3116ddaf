"""A phrase in its languages, side by side: who writes a screen writes all of its words."""

from __future__ import annotations

from typing import NamedTuple


class Four(NamedTuple):
    """One phrase.  Gaps are `{name}`; a number's are `{n}`, `{n:reader|readers}` (one, other), `{n:id}`.

    Plain text without markup: what has to stand in an element comes in by a gap.
    """

    en: str
    de: str
    fr: str
    ur: str
