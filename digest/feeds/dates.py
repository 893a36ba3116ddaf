"""Dates as feeds write them, by rules: no locale, no clock, well under 100 µs.

    text -> two quick shapes (ISO 8601, RFC 822)
         -> else: take out the time, the zone and the words, and decide what the numbers are

Day and month in doubt: a stated weekday decides, then the sign between them and American habits
(AM/PM, American zones), else day first.  A date without a time is a `date`, never midnight; a
month without a day, or a day without a year, is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from digest.feeds import datewords
from digest.feeds.limits import MAX_DATE_CHARS
from digest.feeds.numerals import Numbers, calendar_day, numbers_in
from digest.feeds.parsed import Moment

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:T|t|[ ]+|[ ]at[ ])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?[ ]*"
    r"(?:([Zz]|UTC|GMT)|(?:GMT|UTC)?([+-])(\d{2}):?(\d{2})?[Zz]?)?)?\Z",
    re.ASCII,
)
_RFC = re.compile(
    r"(?:[A-Za-z]{3},[ ]*)?(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4})[ ]+(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"[ ]*(?:(GMT|UTC|UT|Z)|([+-])(\d{2}):?(\d{2}))\Z",
    re.ASCII,
)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?\Z", re.ASCII)
_TIME = re.compile(
    r"(?<![\d:+-])(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?|h(\d{2})(?!\d))(?:[.,]\d+|:(?=[+-]))?"
    r"(?::0{1,2}(?![\d:]))?[ ]*(?:([ap])[.]?[ ]?m\b[.]?)?",
    re.ASCII,
)
_HOUR_WITH_HALF = re.compile(r"(?<![\d:])(\d{1,2})[ ]*([ap])[.]?[ ]?m\b[.]?", re.ASCII)
_BARE_HOUR = re.compile(r"(?<=\d{4}[ ])(\d{1,2})(?=[ ]+[+-]\d{4})", re.ASCII)
_DOTTED_TIME = re.compile(r"(?<=\d{4}[ ,])[ ]*(\d{1,2})\.(\d{2})(?!\.?\d)", re.ASCII)
# The time's place is marked, because "-05" after it is an offset and anywhere else part of a date.
_MARK = "\x01"
_OFFSET = re.compile(
    rf"(?:{_MARK}[ ]*|(?<=[ ])|\b(?:gmt|utc|ut|[pmcea][sd]t|ce?st|cet|ee?st|eet|met|msk)[ ]*)([+-])[+-]?"
    r"(?:(\d{1,2}):(\d{2})(?::\d{2})?|(\d{3,4})|(\d{1,2}))(?![\d-])z?",
    re.ASCII,
)
_BASIC = re.compile(
    r"(\d{4})(\d{2})(\d{2})[Tt ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?[ ]*(Z|z|[+-]\d{2}:?\d{2})?\Z",
    re.ASCII,
)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?(\d)\Z", re.ASCII)
_ISO_T = re.compile(r"(?<=\d)t(?=\d)")
_REGION = re.compile(r"\b[A-Za-z]+(?:/[A-Za-z_-]+){1,2}", re.ASCII)
_COMMENT = re.compile(r"\([^()]*\)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_WORD = re.compile(r"[^\W\d_]+\.?(?:['’][^\W\d_]+)?")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "012345678901234567890123456789")


_WESTERNMOST, _EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment, and whether the text itself named the zone."""

    moment: Moment
    zone_given: bool = False


_NOTHING = Stamp(None)


def read_date(text: str, *, zone: tzinfo | None = None) -> Moment:
    """The moment a text names, or `None`; a time without a zone is read in `zone`, else UTC."""
    return read_stamp(text, zone=zone).moment


def read_stamp(text: str, *, zone: tzinfo | None = None) -> Stamp:
    """Like `read_date`, and says whether the zone was given or assumed."""
    text = text.strip()
    if not text or len(text) > MAX_DATE_CHARS:
        return _NOTHING
    try:
        if found := _ISO.match(text):
            return _from_iso(found, zone or UTC)
        if found := _RFC.match(text):
            stamp = _from_rfc(found)
            if stamp is not None:
                return stamp
        return _by_rules(text, zone or UTC)
    except (ValueError, OverflowError):
        return _NOTHING


def _from_iso(found: re.Match[str], zone: tzinfo) -> Stamp:
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return Stamp(day)
    micro = int(found[7].ljust(6, "0")[:6]) if found[7] else 0
    given = UTC if found[8] else _fixed(found[9], found[10], found[11]) if found[9] else None
    clock = (int(found[4]), int(found[5]), int(found[6] or 0))
    return Stamp(_at(day, clock, given or zone, micro), given is not None)


def _from_rfc(found: re.Match[str]) -> Stamp | None:
    month = datewords.MONTHS.get(found[2].lower())
    if month is None:
        return None
    day = date(int(found[3]), month, int(found[1]))
    zone = UTC if found[7] else _fixed(found[8], found[9], found[10])
    return Stamp(_at(day, (int(found[4]), int(found[5]), int(found[6] or 0)), zone), True)


def _at(day: date, clock: tuple[int, int, int], zone: tzinfo, micro: int = 0) -> datetime:
    """The moment; 24:00 is the next day's start and a leap second the second after."""
    hour, minute, second = clock
    if hour < 24 and second < 60:
        moment = datetime(day.year, day.month, day.day, hour, minute, second, micro, zone)
    else:
        moment = _beyond_midnight(day, clock, zone)
    if zone is UTC:
        return moment
    offset = moment.utcoffset()
    odd = offset is None or not _WESTERNMOST <= offset <= _EASTERNMOST
    return moment.astimezone(UTC) if odd else moment


def _beyond_midnight(day: date, clock: tuple[int, int, int], zone: tzinfo) -> datetime:
    hour, minute, second = clock
    if hour > 24 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError("no such time of day")
    start = datetime(day.year, day.month, day.day, hour % 24, minute, min(second, 59), 0, zone)
    return start + timedelta(days=hour // 24, seconds=second // 60)


@lru_cache(maxsize=512)
def _fixed(sign: str, hours: str, minutes: str | None) -> tzinfo:
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if not size:
        return UTC
    if size >= timedelta(hours=24):
        raise ValueError("no such offset")
    return timezone(-size if sign == "-" else size)


@lru_cache(maxsize=128)
def _region(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not a zone, or a path that is none
        return None


def _by_rules(text: str, zone: tzinfo) -> Stamp:
    text = _COMMENT.sub(" ", text.translate(_DIGITS) if not text.isascii() else text).strip()
    if found := _EPOCH.match(text):
        seconds = int(found[1][:10]) if len(found[1]) >= 12 else int(found[1])
        return Stamp(datetime.fromtimestamp(seconds, UTC), True)
    if found := _WEEK.match(text):
        return Stamp(date.fromisocalendar(int(found[1]), int(found[2]), int(found[3])))
    if found := _BASIC.match(text):
        return read_stamp(_spelled(found), zone=zone)
    text, region = _take_region(text)
    text = _ISO_T.sub(" ", _CJK.sub(r"\1-\2-\3 ", text).lower())
    text, clock, half = _take_time(text)
    text, offset = _take_offset(text) if clock else (text, None)
    numbers = _numbers(text, american=half)
    day = calendar_day(numbers)
    if day is None:
        return _NOTHING
    if clock is None:
        return Stamp(day)
    given = offset or region or _named_zone(numbers.zone)
    return Stamp(_at(day, clock, given or zone), given is not None)


def _take_region(text: str) -> tuple[str, tzinfo | None]:
    if "/" not in text or not (found := _REGION.search(text)):
        return text, None
    return text[: found.start()] + text[found.end() :], _region(found[0])


def _take_time(text: str) -> tuple[str, tuple[int, int, int] | None, bool]:
    """The text without its time of day, the time, and whether it was told by halves (am, pm)."""
    times = list(_TIME.finditer(text))
    if times:
        found = times[-1]  # "00:00:00.0 15:04:05.0" occurs
        clock = (int(found[1]), int(found[2] or found[4]), int(found[3] or 0))
        return _TIME.sub(f" {_MARK}", text), _halved(clock, found[5]), bool(found[5])
    if alone := _HOUR_WITH_HALF.search(text):
        return _cut(text, alone), _halved((int(alone[1]), 0, 0), alone[2]), True
    if bare := _BARE_HOUR.search(text):
        return _cut(text, bare), (int(bare[1]), 0, 0), False
    if dotted := _DOTTED_TIME.search(text):
        return _cut(text, dotted), (int(dotted[1]), int(dotted[2]), 0), False
    return text, None, False


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {_MARK}{text[found.end() :]}"


def _spelled(found: re.Match[str]) -> str:
    """The basic form of ISO 8601 in the extended one."""
    year, month, day, hour, minute, second, zone = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone or ''}"


def _halved(clock: tuple[int, int, int], half: str | None) -> tuple[int, int, int]:
    hour, minute, second = clock
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return hour, minute, second


def _take_offset(text: str) -> tuple[str, tzinfo | None]:
    found = _OFFSET.search(text)
    if not found:
        return text, None
    hours, minutes = found[2] or found[5], found[3]
    if found[4]:
        hours, minutes = found[4][:-2], found[4][-2:]
    return _cut(text, found), _fixed(found[1], hours, minutes)


def _numbers(text: str, *, american: bool) -> Numbers:
    """The numbers of a date, and what its words say about them."""
    month = weekday = zone = None
    before = 0
    spare: tuple[int, int] | None = None
    for found in _WORD.finditer(text):
        word = datewords.plain_word(found[0])
        as_month, as_day = datewords.month(word), datewords.weekday(word)
        if as_month and as_day is not None:  # "mar." is a Tuesday, or March if nothing else is
            spare = spare or (as_month, _numbers_before(text, found.start()))
            weekday = as_day if weekday is None else weekday
        elif as_month and month is None:
            month, before = as_month, _numbers_before(text, found.start())
        elif as_day is not None and weekday is None:
            weekday = as_day
        elif word in datewords.OFFSETS or word in datewords.REGIONS:
            zone = zone or word
    if month is None and spare:
        (month, before), weekday = spare, None
    bare = _WORD.sub(" ", text)
    american = american or zone in datewords.AMERICAN
    return Numbers(bare, numbers_in(bare), month, weekday, before, zone, american)


def _numbers_before(text: str, at: int) -> int:
    return len(re.findall(r"\d+", text[:at]))


def _named_zone(word: str | None) -> tzinfo | None:
    if word is None:
        return None
    if word in datewords.REGIONS:
        return _region(datewords.REGIONS[word])
    offset = datewords.OFFSETS[word]
    return timezone(offset) if offset else UTC
