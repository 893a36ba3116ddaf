"""The pictures of an issue -> the house's own copies, before its pages are set.

    pages as laid out | owncopies.wanted | darkroom.copies          each picture fetched once
    issue | owncopies.with_copies       from our address, or as it was, or without a picture

What goes wrong costs the picture and a finding, never the issue.  Without a darkroom (a rehearsal,
a preview) nothing is fetched and nothing kept: the pictures stay where they are, with a note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.flow.ports import Darkroom
from digest.model.finding import Finding, Severity
from digest.model.issue import Issue
from digest.model.layout import Layout
from digest.model.owncopy import Developed, NoCopy, Wanted
from digest.model.plan import Digest
from digest.rules import owncopies

REHEARSED = Finding(
    owncopies.OWN_COPY,
    Severity.NOTE,
    "own copies of pictures are made when the issue is printed; "
    "here they come from their papers' addresses",
)


def with_own_copies(
    issue: Issue,
    digest: Digest,
    layouts: Sequence[Layout],
    *,
    darkroom: Darkroom | None,
    site: str,
) -> tuple[Issue, tuple[Finding, ...]]:
    """The issue with its pictures from our own address, and a finding for each that is not."""
    wanted = owncopies.wanted(layouts)
    if not wanted:
        return issue, ()
    if darkroom is None:
        return issue, (REHEARSED,)
    made = _copies(darkroom, digest, wanted)
    return owncopies.with_copies(issue, made, site), owncopies.without_copy(issue, made)


def _copies(
    darkroom: Darkroom, digest: Digest, wanted: Sequence[Wanted]
) -> Mapping[str, Developed]:
    try:
        return darkroom.copies(digest.sources, wanted)
    except Exception as error:  # noqa: BLE001 - no picture is worth an issue that does not go out
        reason = f"unexpected: {type(error).__name__}: {error}"
        return {one.url: NoCopy(reason) for one in wanted}
