"""The keys of a digest's file that say when it goes out by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from digest.model import schedule as plain
from digest.model.schedule import Approval, CatchUp, OwnHour, Rule, Schedule
from digest.settings.table import Table

_DAY = "a day such as 2026-12-24"
_MOMENT = "a local moment such as 2026-12-24T18:00"
_SPAN = "a span such as 2026-12-24T18:00 to 2026-12-27T06:00"


def read_schedule(table: Table, folder: Path) -> Schedule:
    """The schedule of a digest; the holidays' file is looked for from `folder` on."""
    once = table.texts("once", check=_passes(plain.parse_moment), allowed=_MOMENT)
    skip = table.texts("skip", check=_passes(plain.parse_day), allowed=_DAY)
    blackout = table.texts("blackout", check=_passes(plain.parse_blackout), allowed=_SPAN)
    rules = _rules(table)
    return Schedule(
        rules=rules,
        once=tuple(map(plain.parse_moment, once)),
        skip=frozenset(map(plain.parse_day, skip)),
        holidays=_holidays(table, folder),
        blackouts=tuple(map(plain.parse_blackout, blackout)),
        catch_up=table.choice("catch_up", CatchUp, CatchUp.LIMIT),
        approve=table.choice("approve", Approval, Approval.NO),
        own_hour=_own_hour(table, rules, tuple(map(plain.parse_moment, once))),
    )


def _rules(table: Table) -> tuple[Rule, ...]:
    text = table.checked("schedule", _passes(plain.parse_rules), plain.FORMS, "")
    return plain.parse_rules(text)


def _own_hour(table: Table, rules: Sequence[Rule], once: Sequence[datetime]) -> OwnHour:
    """Two issues of a day would both come at the one hour that a reader chose."""
    how = table.choice("own_hour", OwnHour, OwnHour.NO)
    days = (
        {at for rule in rules if _may_be_on(rule, day) for at in rule.times} for day in range(7)
    )
    besides = [moment.date() for moment in once]
    twice = len(set(besides)) < len(besides) or any(r.on(day) for r in rules for day in besides)
    if how is not OwnHour.NO and (twice or any(len(times) > 1 for times in days)):
        raise table.wrong("own_hour", how.value, '"no", or a schedule with one time a day')
    return how


def _may_be_on(rule: Rule, weekday: int) -> bool:
    return rule.either or weekday in rule.weekdays


def _passes(parse: Callable[[str], object]) -> Callable[[str], str]:
    def check(value: str) -> str:
        parse(value)
        return value

    return check


def _holidays(table: Table, folder: Path) -> tuple[tuple[date, str], ...]:
    name = table.line("holidays", "")
    if not name:
        return ()
    allowed = 'a file of lines such as "2026-12-25 Christmas Day", beside digest.toml'
    try:
        return plain.parse_holidays((folder / name).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise table.wrong("holidays", name, f"{allowed} ({error})") from None
