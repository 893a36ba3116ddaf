"""Which number of a date is the day, which the month, which the year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_NUMBER = re.compile(r"\d+")
_JOINED = {sign: re.compile(rf"\d\{sign}\d") for sign in "/.-"}
_EARLIEST, _LATEST = 1900, 9998


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was found around the numbers of a date."""

    text: str
    values: tuple[str, ...]
    month: int | None
    weekday: int | None
    before_month: int
    zone: str | None
    american: bool

    @property
    def separator(self) -> str:
        """The sign between the numbers."""
        return next((sign for sign in "/.-" if _JOINED[sign].search(self.text)), " ")


def numbers_in(text: str) -> tuple[str, ...]:
    """The first numbers of a text whose words are out."""
    return tuple(_NUMBER.findall(text)[:6])


def calendar_day(numbers: Numbers) -> date | None:
    """The day, or `None` where the numbers do not make one."""
    return _with_month(numbers) if numbers.month else _all_numbers(numbers)


def _with_month(numbers: Numbers) -> date | None:
    values = numbers.values
    if len(values) < 2:
        return None
    years = [n for n, value in enumerate(values) if len(value) == 4]
    where = years[0] if years else 1
    if where >= 2 and len(values) > 2 and len(values[1]) <= 2 and not years:
        where = 1
    rest = [value for n, value in enumerate(values) if n != where and len(value) <= 2]
    if not rest:
        return None
    return _day(_year(values[where]), numbers.month or 0, int(rest[0]))


def _all_numbers(numbers: Numbers) -> date | None:
    values = numbers.values
    if len(values) == 1 and len(values[0]) == 8:
        return _day(int(values[0][:4]), int(values[0][4:6]), int(values[0][6:]))
    if len(values) < 3 or any(len(value) not in (1, 2, 4) for value in values[:3]):
        return None
    readings = [day for day in _readings(numbers) if day]
    if numbers.weekday is not None:
        fitting = [day for day in readings if day.weekday() == numbers.weekday]
        readings = fitting or readings
    return readings[0] if readings else None


def _readings(numbers: Numbers) -> Iterator[date | None]:
    """Every reading of three numbers, the likeliest first."""
    a, b, c = numbers.values[:3]
    if len(a) == 4:
        yield _day(int(a), int(b), int(c))
        return
    year = _year(c)
    day_first, month_first = _day(year, int(b), int(a)), _day(year, int(a), int(b))
    if numbers.separator == "-" and len(c) < 4:
        yield _day(_year(a), int(b), int(c))
    if numbers.american or (numbers.separator == "/" and len(c) == 2):
        yield from (month_first, day_first)
    else:
        yield from (day_first, month_first)


def _year(text: str) -> int:
    """Two digits as RFC 2822 reads them: 00 to 49 are of this century."""
    number = int(text)
    if len(text) == 4:
        return number
    return number + (2000 if number < 50 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
