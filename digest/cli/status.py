"""`digest status`: what is happening now, what is next, what needs a person."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.needs import age_words, moment_words, needs
from digest.cli.program import app

if TYPE_CHECKING:
    from digest.bootstrap import House
    from digest.coming import Coming
    from digest.store.cohorts import Waiting
    from digest.store.figures import Beat, Line, Switch
    from digest.store.occurrences import Standing

EVERY = 2.0
"""Seconds between two looks of --watch."""


@app.command()
def status(
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again every two seconds, until Ctrl-C.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object; with --watch one a line.")
    ] = False,
) -> int:
    """What is happening now, what came last, what needs a person, who is alive, what is next.

    Examples:

      digest status

      digest status --watch

      digest status --json
    """
    from digest.bootstrap import open_house
    from digest.cli.answer import as_json

    house = open_house()
    if watch:
        return _watch(house, json=json)
    now = look(house)
    as_json(status_json(now)) if json else print("\n".join(words(now)))
    return 0


@dataclass(frozen=True, slots=True)
class Now:
    """One look at the house.

    `asked` = issues that wait for a person's yes, with why; `waits` = what the rest of an issue waits for; `speed` = readers a second of an issue; `given_up` = events that a webhook was never told.
    """

    at: datetime
    unfinished: tuple[Line, ...]
    last: tuple[Line, ...]
    unsettled: tuple[Line, ...]
    frozen: tuple[Switch, ...]
    beats: tuple[Beat, ...]
    schedules: Mapping[str, str]
    coming: Mapping[str, Coming]
    held: tuple[Standing, ...]
    asked: Mapping[int, str]
    speed: Mapping[int, float]
    hours: Mapping[int, Sequence[Waiting]]
    waits: Mapping[int, str]
    service: Mapping[str, int]
    flood: int
    given_up: Mapping[str, int]


def look(house: House, before: Now | None = None) -> Now:
    """Count everything from the ledger, once; the speed comes from the look before."""
    from digest import restraint
    from digest.coming import coming
    from digest.store import (
        announcing,
        approval,
        cohorts,
        figures,
        issues,
        occurrences,
        tallies,
        unsettled_notices,
    )

    at = house.clock()
    digests = sorted(house.settings.digests.items())
    going = [line for number in issues.unfinished_ones() if (line := figures.one(number))]
    return Now(
        at=at,
        unfinished=tuple(going),
        last=figures.latest(),
        unsettled=figures.unsettled(),
        frozen=figures.switches(),
        beats=figures.beats(at),
        schedules={slug: d.schedule for slug, d in digests},
        coming={slug: one for slug, d in digests for one in coming(d, at, 1)},
        held=tuple(one for slug, _ in digests for one in occurrences.held(slug)),
        asked={issue: waits.because for issue, waits in approval.unanswered()},
        speed=_speeds(before, at, going) if before else _paces(at, going),
        hours={line.issue: cohorts.waiting(line.issue, at) for line in going},
        waits={line.issue: restraint.waits(house, line, line.balance) for line in going},
        service=unsettled_notices.counts(),
        flood=tallies.current(tallies.FLOOD, at),
        given_up=announcing.given_up(house.settings.webhooks, at),
    )


def _paces(at: datetime, going: list[Line]) -> dict[int, float]:
    """The first look has nothing before it: what the last minute brought."""
    from digest.model.issue import IssueState
    from digest.store import settling

    return {
        line.issue: settling.pace(line.issue, at)
        for line in going
        if line.state is IssueState.SENDING
    }


def _speeds(before: Now, at: datetime, going: list[Line]) -> dict[int, float]:
    seconds = (at - before.at).total_seconds()
    then = {line.issue: line.balance.pending for line in before.unfinished}
    return {
        line.issue: max(0.0, (then[line.issue] - line.balance.pending) / seconds)
        for line in going
        if line.issue in then and seconds > 0
    }


def status_json(now: Now) -> dict[str, Any]:
    """`{at, now[], last[], needs_person[], heartbeats[], next[], service{state: n}}`."""
    return {
        "at": now.at,
        "now": [_line_json(line, now) for line in now.unfinished],
        "last": [_line_json(line, now) for line in now.last if line not in now.unfinished],
        "needs_person": needs(now),
        "heartbeats": [
            {"name": beat.name, "at": beat.at, "age_seconds": round(beat.age, 1)}
            for beat in now.beats
        ],
        "next": [_next_json(slug, text, now) for slug, text in now.schedules.items()],
        "service": dict(now.service),
    }


def _next_json(slug: str, schedule: str, now: Now) -> dict[str, Any]:
    one = now.coming.get(slug)
    at = None if one is None else one.slot.at
    return {"digest": slug, "schedule": schedule, "at": at}


def _line_json(line: Line, now: Now) -> dict[str, Any]:
    told = line.balance
    speed = now.speed.get(line.issue)
    return {
        "issue": line.issue,
        "digest": line.digest,
        "day": line.day,
        "state": line.state,
        "subject": line.subject,
        "recipients": told.audience,
        "accepted": told.submitted,
        "excluded": dict(told.excluded),
        "failed": told.failed,
        "uncertain": told.uncertain,
        "pending": told.pending,
        "cancelled": told.cancelled,
        "balances": told.holds,
        "per_second": None if speed is None else round(speed, 1),
        "seconds_left": _left(line, now),
        "waits_for": now.waits.get(line.issue) or None,
        "hours": [{"at": one.at, "readers": one.readers} for one in now.hours.get(line.issue, ())],
        "finished_at": line.finished_at,
    }


def words(now: Now) -> list[str]:
    """The look as lines for a terminal."""
    from digest.cli.answer import clean
    from digest.store.cohorts import due_now

    said = [f"digest at {now.at:%Y-%m-%d %H:%M:%S} UTC", "", "now"]
    for line in now.unfinished:
        said += [f"  {_head(line)}  {clean(line.subject)}", f"      {_numbers(line)}"]
        if line.issue in now.speed and not now.waits[line.issue]:
            due = due_now(line.balance.pending, now.hours[line.issue])
            said += [f"      {pace_words(due, now.speed[line.issue])}"]
        said += [f"      waits for {why}"] if (why := now.waits[line.issue]) else []
        said += [f"      {hours_words(now.hours[line.issue])}"] if now.hours[line.issue] else []
    waiting = now.service["pending"] + now.service["claimed"]
    said += [f"  {waiting:,} service mails wait"] if waiting else []
    said += [] if now.unfinished or waiting else ["  nothing is on its way"]
    said += ["", "last"]
    done = [line for line in now.last if line not in now.unfinished]
    for line in done:
        when = f", {moment_words(line.finished_at)}" if line.finished_at else ""
        said += [f"  {_head(line)}{when}", f"      {_numbers(line)}"]
    said += [] if done else ["  no issue yet"]
    said += ["", "needs a person", *(f"  {need['words']}" for need in needs(now))]
    said += [] if needs(now) else ["  nothing"]
    said += ["", "alive", *(f"  {beat.name:<16} {age_words(beat.age)} ago" for beat in now.beats)]
    said += [] if now.beats else ["  nobody has run yet; digest up starts everything"]
    said += ["", "next (digest send sends one now)"]
    said += [f"  {slug:<16} {_next(slug, now)}" for slug in now.schedules]
    return said if now.schedules else [*said, "  no digest is configured"]


def _next(slug: str, now: Now) -> str:
    from digest.coming import ONCE
    from digest.coming import words as told

    one = now.coming.get(slug)
    return "no schedule" if one is None else f"{now.schedules[slug] or ONCE}: {told(one, now.at)}"


def _head(line: Line) -> str:
    return f"issue {line.issue} of {line.digest}, {line.day} no. {line.number}: {line.state.value}"


def _numbers(line: Line) -> str:
    told = line.balance
    left_out = sum(told.excluded.values())
    return (
        f"{told.audience:,} readers = {told.submitted:,} accepted + {left_out:,} left out + "
        f"{told.failed:,} failed + {told.uncertain:,} uncertain + {told.pending:,} pending + "
        f"{told.cancelled:,} cancelled" + ("" if told.holds else "   DOES NOT BALANCE")
    )


def _left(line: Line, now: Now) -> int | None:
    """Seconds, for those whose hour it is; None where nothing moves."""
    from digest.store.cohorts import due_now

    speed = now.speed.get(line.issue)
    due = due_now(line.balance.pending, now.hours.get(line.issue, ()))
    return round(due / speed) if speed and not now.waits.get(line.issue) else None


def pace_words(due: int, speed: float) -> str:
    """`60,000 readers a second, 12 s left`; `due` = readers who wait for nothing but their turn."""
    if not due:
        return "nobody else is due now"
    if not speed:
        return f"nothing moves; {due:,} readers are due"
    return f"{speed:,.0f} readers a second, {age_words(due / speed)} left"


def hours_words(waiting: Sequence[Waiting]) -> str:
    """`own hours to come: 11:00 (310), 15:00 (2,100) … Thu 02:00 UTC (40)`."""
    shown = [_hour_words(one) for one in waiting]
    few = shown if len(shown) <= 4 else [*shown[:3], f"… {shown[-1]}"]
    return f"own hours to come, UTC: {', '.join(few)}"


def _hour_words(one: Waiting) -> str:
    readers = "readers settled then" if one.readers is None else f"{one.readers:,}"
    return f"{one.at:%a %H:%M} ({readers})"


def _watch(house: House, *, json: bool) -> int:
    """Look until Ctrl-C, which is how it is meant to end: 0."""
    from digest.cli.answer import as_lines

    now = None
    try:
        while True:
            now = look(house, now)
            if json:
                as_lines([status_json(now)])
            else:
                _show(words(now))
            time.sleep(EVERY)
    except KeyboardInterrupt:
        return 0


def _show(said: list[str]) -> None:
    """The whole picture again: in the same place on a terminal, one after the other elsewhere."""
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[H\x1b[2J")
    print("\n".join(said), "" if sys.stdout.isatty() else "\n", flush=True)
