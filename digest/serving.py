"""Service mails by number, for whoever drives: a task, a page, a command, the sweeper.

    a wish from a form -> answered -> its mail served
    a mail             -> served

Each may be run twice or by two at once: the rows are claimed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from digest.bootstrap import House, open_house
from digest.logs import log
from digest.model.errors import DigestError

if TYPE_CHECKING:
    from digest.queue import Hints, NoHints


def serve_notice(number: int) -> str:
    """Bring a service mail to the post; the outcome's word."""
    from digest.flow.service import serve
    from digest.store.counters import notepad

    try:
        return serve(number, open_house().counter()).value
    finally:
        notepad.write()


def answer_signup(number: int) -> str:
    """Answer a wish that came in by a form, and bring its mail to the post."""
    from digest.flow.service import serve
    from digest.store import signups
    from digest.store.counters import notepad

    house = open_house()
    notice = signups.answer(number, house.address_key(), house.clock())
    try:
        return serve(notice, house.counter()).value if notice else "nothing to say"
    finally:
        notepad.write()


def serve_due(limit: int | None = None) -> int:
    """Bring the service mails that are due to the post, in this process; how many were tried."""
    from digest.store import notices

    house, tried = open_house(), 0
    while (limit is None or tried < limit) and (page := notices.due(house.clock())):
        _serve(house, page)
        tried += len(page)
    return tried


def sweep(house: House, queue: Hints | NoHints) -> int:
    """Drive again what is due, before anything in bulk; how many mails there were."""
    from digest.store import notices, signups, tallies, tidying

    now = house.clock()
    wishes, letters = signups.due(now), notices.due(now)
    queue.answer(wishes)
    queue.serve(letters)
    if not queue.reached:
        for wish in wishes:
            attempt(partial(answer_signup, wish), signup=wish)
        _serve(house, letters)
    tallies.forget(now)
    tidying.tidy_daily(now)
    return len(letters)


def _serve(house: House, letters: list[int]) -> None:
    from digest.flow.service import serve
    from digest.store.counters import notepad

    if letters:
        counter = house.counter("sweeper")
        for number in letters:
            attempt(partial(serve, number, counter), notice=number)
            notepad.write_soon()
        notepad.write()


def attempt(work: Callable[[], object], **ids: object) -> None:
    """One that cannot be done costs a line in the log, not the others; it is found again."""
    try:
        work()
    except DigestError as error:
        log(__name__).warning("waits", **ids, error=str(error))
