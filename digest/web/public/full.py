"""The whole page of an issue whose mail had to be shortened for size.

The mail says that the summaries stand on the web; so the page is set once more from the closed
choice, without the size ladder.  An issue that was not shortened is shown exactly as it was sent.
"""

from __future__ import annotations

from functools import cache

from digest import settings
from digest.model.edition import Variant
from digest.model.plan import Digest
from digest.press import Press
from digest.rules.layout import lay_out
from digest.store import issues
from digest.store.reading import Printed


def page_of(edition: Printed, digest: Digest) -> str | None:
    """The page with everything on it, or None where the edition as printed is whole."""
    if not edition.steps:
        return None
    issue = issues.load(edition.issue)
    if issue is None:
        return None
    press = _press()
    layout = lay_out(
        issue,
        digest,
        Variant(edition.language),
        words=press.words(edition.language),
        voices=press.words,
    )
    return press.web_page(layout, digest)


@cache
def _press() -> Press:
    known = settings.current()
    return Press(known.templates, known.site)
