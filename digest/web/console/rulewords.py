"""A rule of a schedule in words of the request's language: `Monday to Friday at 06:00`."""

from __future__ import annotations

from babel import Locale

from digest.model.schedule import Rule
from digest.web.console.words import listed, say, speech

_GROUPS = {
    frozenset(range(7)): "daily",
    frozenset(range(5)): "weekdays",
    frozenset({5, 6}): "weekends",
}
_EVERY_DAY, _EVERY_MONTH = frozenset(range(1, 32)), frozenset(range(1, 13))
MOST_TIMES = 8


def rule_words(rule: Rule) -> str:
    """The days of a rule and its times."""
    days = _days(rule)
    if rule.months != _EVERY_MONTH:
        names = _locale().months["format"]["wide"]
        months = listed(str(names[n]) for n in sorted(rule.months))
        days = f"{days} {say('rule.months', months=months)}"
    minutes = {at.minute for at in rule.times}
    if len(rule.times) == 24 and len(minutes) == 1:
        return say("rule.hourly", days=days, minute=f"{minutes.pop():02d}")
    shown = [f"{at:%H:%M}" for at in rule.times[:MOST_TIMES]]
    times = listed([*shown, "…"] if len(rule.times) > MOST_TIMES else shown)
    return say("rule.at", days=days, times=times)


def _days(rule: Rule) -> str:
    weekdays = _weekdays(rule.weekdays)
    if rule.monthdays == _EVERY_DAY:
        return weekdays
    numbers = listed(str(day) for day in sorted(rule.monthdays))
    of_month = say("rule.monthdays", days=numbers)
    if rule.either:
        return say("rule.either", days=weekdays, more=of_month)
    return of_month if len(rule.weekdays) == 7 else f"{weekdays} {of_month}"


def _weekdays(days: frozenset[int]) -> str:
    group = _GROUPS.get(days)
    if group:
        return say(f"rule.{group}")
    names = _locale().days["format"]["wide"]
    return listed(str(names[n]) for n in sorted(days))


def _locale() -> Locale:
    return Locale.parse(speech().language)
