"""The whole page of an issue whose mail had to be shortened for size.

The mail says that the summaries stand on the web; so the page is set once more from the closed
choice, without the size ladder, and with the copies of its pictures that the mail was made with.  An issue that was not shortened is shown exactly as it was sent.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from digest import settings
from digest.media.album import Album
from digest.model.edition import Variant
from digest.model.issue import Issue
from digest.model.layout import Layout
from digest.model.owncopy import Developed, NoCopy, Wanted
from digest.model.plan import Digest
from digest.press import Press
from digest.rules.layout import lay_out
from digest.rules.layout_links import LEAD_HEIGHT, LEAD_WIDTH
from digest.rules.owncopies import wanted, with_copies
from digest.store import issues
from digest.store.reading import Printed


def page_of(edition: Printed, digest: Digest) -> str | None:
    """The page with everything on it, or None where the edition as printed is whole."""
    if not edition.steps:
        return None
    issue = issues.load(edition.issue)
    if issue is None:
        return None
    layout = _layout(issue, digest, edition.variant)
    if digest.look.copies:
        known = settings.current()
        album = Album(known.home)
        made = {one.url: _noted(album, one) for one in wanted([layout])}
        layout = _layout(with_copies(issue, made, known.site), digest, edition.variant)
    return _press().web_page(layout, digest)


def _layout(issue: Issue, digest: Digest, variant: Variant) -> Layout:
    words = _press().words
    return lay_out(issue, digest, variant, words=words(variant.language), voices=words)


def _noted(album: Album, one: Wanted) -> Developed:
    """In the lead's room too: in another language the story may lead."""
    lead = replace(one, room=(LEAD_WIDTH, LEAD_HEIGHT))
    return album.noted(one) or album.noted(lead) or NoCopy("none was made")


@cache
def _press() -> Press:
    known = settings.current()
    return Press(known.templates, known.site)
