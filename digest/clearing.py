"""What time makes useless on this machine's disk: copies that no page shows, journals of the settled.

By hand, and once a day by the ticker.

    every edition | its pages' names -> shown
    shortened issues | pictures of their choice, as noted -> shown on their whole page
    shown, a grace of a week -> digest.media.clearing

An issue is never taken back from the archive, so its copies stay as long as its row does: what goes
is what was made for pages that were not saved (a choice made again, a worker that died).
"""

from __future__ import annotations

import os
from datetime import timedelta

from digest.bootstrap import House
from digest.media.album import Album
from digest.media.clearing import Cleared, clear, last_cleared, mark_cleared
from digest.rules import owncopies

GRACE = timedelta(days=7)
"""A copy younger than this may belong to pages that are still being set."""
JOURNALS = timedelta(days=7)
"""A journal of SMTP is asked after a crash only; a week shows a person what a server said."""
EACH = timedelta(days=1)


def clear_album(house: House, *, rehearsed: bool = False) -> Cleared:
    """Take out of this machine's album what no page shows; what stayed and what went."""
    album = Album(house.settings.home)
    before = house.clock() - GRACE
    made = clear(album, _shown(album), before=before, rehearsed=rehearsed)
    if not rehearsed:
        mark_cleared(album)
    return made


def clear_daily(house: House) -> Cleared | None:
    """The same, where there is an album and a day has gone by since; None where not."""
    album = Album(house.settings.home)
    last = last_cleared(album)
    if not album.folder.is_dir() or (last is not None and house.clock() - last < EACH):
        return None
    return clear_album(house)


def _shown(album: Album) -> frozenset[str]:
    from digest.store import editions

    names: set[str] = set()
    for page in editions.pages():
        names |= owncopies.shown(page)
    for number in editions.shortened():
        names |= _of_the_whole_page(album, number)
    return frozenset(names)


def _of_the_whole_page(album: Album, number: int) -> set[str]:
    from digest.store import issues

    issue = issues.load(number)
    noted = (album.noted(one) for one in owncopies.might_show(issue)) if issue else ()
    return {copy.name for copy in noted if copy is not None}


def journals_daily(house: House) -> int:
    """The journals cleared, where SMTP is spoken and a day has gone by since; how many went."""
    folder = house.settings.home / "smtp"
    mark = folder / "cleared"
    now = house.clock().timestamp()
    if not folder.is_dir() or (mark.exists() and now - mark.stat().st_mtime < EACH.total_seconds()):
        return 0
    gone = clear_journals(house)
    mark.touch()
    os.utime(mark, (now, now))
    return gone


def clear_journals(house: House) -> int:
    """Take out the old journals of SMTP whose batches and service mails are settled; how many."""
    from digest.mail import smtp_journal
    from digest.store import batches, notices

    def still_open(issue: int) -> frozenset[int]:
        return batches.unsettled(issue) if issue else notices.unsettled()

    before = house.clock() - JOURNALS
    return smtp_journal.clear(house.settings.home / "smtp", before, still_open)
