"""Dates as feeds write them: every shape met, nothing guessed, quick."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.dates import read_date, read_stamp


def utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, micro, UTC)


INSTANTS = {
    # RFC 822 and its neighbours
    "Tue, 03 Feb 2026 06:00:00 +0000": utc(2026, 2, 3, 6),
    "Tue, 3 Feb 2026 06:00 GMT": utc(2026, 2, 3, 6),
    "Tue, 03 Feb 26 06:00:00 GMT": utc(2026, 2, 3, 6),
    "3 Feb 2026 06:00:00 Z": utc(2026, 2, 3, 6),
    "Tue,03 Feb 2026 06:00:00 -0500": utc(2026, 2, 3, 11),
    "Tue, 03 Feb 2026 06:00:00-0500": utc(2026, 2, 3, 11),
    "Tue, 03 Feb 2026 06:00:00 --0500": utc(2026, 2, 3, 11),
    "Tue, 03 Feb 2026 06:00:00 -0500 GMT": utc(2026, 2, 3, 11),
    "Tue, 03 Feb 2026 06:00:00 EST-0500": utc(2026, 2, 3, 11),
    "Tue, 03 Feb 2026 06 -0500": utc(2026, 2, 3, 11),
    "Tue, 3 Feb 2026 6:5:7 GMT": utc(2026, 2, 3, 6, 5, 7),
    "Thurs, 05 Feb 2026 06:00:00 GMT": utc(2026, 2, 5, 6),
    "Thur, 05 Feb 2026 06:00:00 GMT": utc(2026, 2, 5, 6),
    "03 Feb 2026 06:00:00 GMT": utc(2026, 2, 3, 6),
    "Wed, 03 Feb 2026 06:00:00 GMT": utc(2026, 2, 3, 6),  # the weekday is wrong
    "Tue Feb 3 06:00:00 UTC 2026": utc(2026, 2, 3, 6),
    "Tue Feb 3 06:00:00 2026": utc(2026, 2, 3, 6),
    # ISO 8601 and its neighbours
    "2026-02-03T06:00:00Z": utc(2026, 2, 3, 6),
    "2026-02-03T06:00Z": utc(2026, 2, 3, 6),
    "2026-2-3T06:00:00Z": utc(2026, 2, 3, 6),
    "2026-02-03T06:00:00.123456789Z": utc(2026, 2, 3, 6, 0, 0, 123456),
    "2026-02-03T06:00:00,5Z": utc(2026, 2, 3, 6, 0, 0, 500000),
    "2026-02-03 06:00:00 +05:00": utc(2026, 2, 3, 1),
    "2026-02-03T06:00:00-05:00Z": utc(2026, 2, 3, 11),
    "2026-02-03T06:00:00:-0500": utc(2026, 2, 3, 11),
    "2026-02-03T06:00:00-05:00:00": utc(2026, 2, 3, 11),
    "2026-02-03T06:00:00 -500": utc(2026, 2, 3, 11),
    "2026-02-03T06:00:00:00": utc(2026, 2, 3, 6),
    "2026-02-03T06:00": utc(2026, 2, 3, 6),
    "2026-02-03 at 06:00:00": utc(2026, 2, 3, 6),
    "20260203T060000Z": utc(2026, 2, 3, 6),
    "2026-02-03 00:00:00.0 06:00:00.0 -0500": utc(2026, 2, 3, 11),
    # halves of the day
    "Tue, 03 Feb 2026 1:55 PM EST": utc(2026, 2, 3, 18, 55),
    "Tue, 03 Feb 2026 11:12 PM EST": utc(2026, 2, 4, 4, 12),
    "Tue, Feb 03 2026 07:02:38 PM": utc(2026, 2, 3, 19, 2, 38),
    "Feb. 3, 2026, 12:37 a.m.": utc(2026, 2, 3, 0, 37),
    "Feb. 3, 2026, 12:37 p.m.": utc(2026, 2, 3, 12, 37),
    "Feb. 3, 2026, 3 p.m.": utc(2026, 2, 3, 15),
    "Tuesday, February 3, 2026 - 3:09pm": utc(2026, 2, 3, 15, 9),
    "Tue, February 3, 2026 at 01:11 PM EDT": utc(2026, 2, 3, 17, 11),
    # ordinals
    "Tue, 3rd Feb 2026 06:00:00 GMT": utc(2026, 2, 3, 6),
    "Mon, 16th Feb 2026 06:00:00 GMT": utc(2026, 2, 16, 6),
    # numbers only
    "Tue, 02/03/2026 - 19:19": utc(2026, 2, 3, 19, 19),
    "Tue, 03/02/2026 - 19:19": utc(2026, 2, 3, 19, 19),
    "2/3/2026 3:04:05 PM MST": utc(2026, 2, 3, 22, 4, 5),
    "10/30/23 21:55:58": utc(2023, 10, 30, 21, 55, 58),
    "03.02.2026 06:00": utc(2026, 2, 3, 6),
    "06:00 03.02.2026 -0500": utc(2026, 2, 3, 11),
    "26-2-3 06:00": utc(2026, 2, 3, 6),
    "1770098400": utc(2026, 2, 3, 6),
    "1770098400123": utc(2026, 2, 3, 6),
    # zones
    "Tue, 03 Feb 2026 06:00:00 PKT": utc(2026, 2, 3, 1),
    "Tue, 03 Feb 2026 06:00:00 IST": utc(2026, 2, 3, 0, 30),
    "Tue, 03 Feb 2026 06:00:00 CEST": utc(2026, 2, 3, 4),
    "Tue, 03 Feb 2026 06:00:00 MEZ": utc(2026, 2, 3, 5),
    "Tue, 03 Feb 2026 06:00:00 GMT-07:00": utc(2026, 2, 3, 13),
    "Tue, 03 Feb 2026 06:00:00 GMT+0000 (Coordinated Universal Time)": utc(2026, 2, 3, 6),
    "Tue, 03 Feb 2026 06:00:00 Europe/Brussels": utc(2026, 2, 3, 5),
    "Tue, 03 Jul 2026 06:00:00 America/Los_Angeles": utc(2026, 7, 3, 13),
    "Jul 3, 2026 9am ET": utc(2026, 7, 3, 13),
    "Tue, 03 Feb 2026 06:00:00 -13:00": utc(2026, 2, 3, 19),
    "Tue, 03 Feb 2026 06:00:00 +15:00": utc(2026, 2, 2, 15),
    # languages
    "Di, 03 Mär 2026 06:00:00 +0100": utc(2026, 3, 3, 5),
    "mar., 03 févr. 2026 06:00:00 +0100": utc(2026, 2, 3, 5),
    "mar 3 mars 2026 06:00:00 +0100": utc(2026, 3, 3, 5),
    "ven., 03 juil. 2026 06:00:00 +0200": utc(2026, 7, 3, 4),
    "mer, 9 avr 2026 00:00:00 +0200": utc(2026, 4, 8, 22),
    "Lundi, 16. Novembre 2026 - 15:54": utc(2026, 11, 16, 15, 54),
    "le 3 août 2026 à 14h30": utc(2026, 8, 3, 14, 30),
    "3 maja 2026 12:00": utc(2026, 5, 3, 12),
    "16 نومبر 2026 06:00": utc(2026, 11, 16, 6),
    "2026年11月16日 15:54": utc(2026, 11, 16, 15, 54),
    # edges
    "Thu, 31 Dec 2026 24:00:00 GMT": utc(2027, 1, 1),
    "2026-12-31T23:59:60Z": utc(2027, 1, 1),
}
DAYS = {
    "2026-02-03": date(2026, 2, 3),
    "Tuesday 03 February 2026": date(2026, 2, 3),
    "February 3, 2026": date(2026, 2, 3),
    "3 Feb, 2026": date(2026, 2, 3),
    "Updated 3 Feb, 2026": date(2026, 2, 3),
    "3 Feb 2026 GMT": date(2026, 2, 3),
    "Fri, 26/06/2026": date(2026, 6, 26),
    "30.10.23": date(2023, 10, 30),
    "20260203": date(2026, 2, 3),
    "2 de enero de 2026": date(2026, 1, 2),
    "2026 February 03": date(2026, 2, 3),
    "2026-W06-2": date(2026, 2, 3),
}
NOTHING = [
    "", "   ", "yesterday", "12 hours ago", "Feb. 2026", "2026", "Tue, 3 Feb 06:00:00 GMT",
    "Tue, 31 Feb 2026 10:00:00 GMT", "0000-00-00", "99/99/9999", "2026-02-03T25:00:00Z",
    "Tue, 03 Feb 2026 06:00:00 +9900", "9" * 40, "a" * 5000, "../../etc/passwd", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("text", INSTANTS)
def test_a_date_with_a_time_is_the_instant_it_names(text: str) -> None:
    found = read_date(text)
    assert isinstance(found, datetime)
    assert found == INSTANTS[text]


@pytest.mark.parametrize("text", DAYS)
def test_a_date_without_a_time_is_a_day_and_never_midnight(text: str) -> None:
    found = read_date(text)
    assert type(found) is date
    assert found == DAYS[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_names_no_day_is_nothing(text: str) -> None:
    assert read_date(text) is None


def test_a_time_without_a_zone_is_read_in_the_sources_zone_and_marked() -> None:
    karachi = ZoneInfo("Asia/Karachi")
    stamp = read_stamp("2026-02-03 06:00:00", zone=karachi)
    assert stamp.moment == utc(2026, 2, 3, 1)
    assert not stamp.zone_given
    assert read_stamp("2026-02-03 06:00:00 +0100", zone=karachi).zone_given


def test_a_stated_weekday_decides_between_day_and_month() -> None:
    assert read_date("Sat, 11 04 2026") == date(2026, 4, 11)
    assert read_date("Wed, 11 04 2026") == date(2026, 11, 4)


def test_no_offset_leaves_the_house_that_a_database_would_refuse() -> None:
    for text in ("Tue, 03 Feb 2026 06:00:00 +15:30", "Tue, 03 Feb 2026 06:00:00 -13:00"):
        found = read_date(text)
        assert isinstance(found, datetime)
        offset = found.utcoffset()
        assert offset is not None
        assert timedelta(hours=-12) <= offset <= timedelta(hours=14)


def test_every_shape_takes_less_than_a_hundred_microseconds() -> None:
    texts = [*INSTANTS, *DAYS, *NOTHING]
    for text in texts:
        read_date(text)
    best = min(_seconds_for(texts) for _ in range(5))
    assert best / len(texts) < 100e-6


def _seconds_for(texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        read_date(text)
    return time.process_time() - start


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    found = read_date(text)
    assert found is None or isinstance(found, date)
    assert not isinstance(found, datetime) or found.tzinfo is not None


@given(
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2199, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
)
def test_what_python_writes_is_read_back(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert read_date(aware.isoformat()) == aware
    plain = aware.replace(microsecond=0)
    assert read_date(plain.strftime("%a, %d %b %Y %H:%M:%S %z")) == plain
    assert read_date(plain.strftime("%A, %B %d, %Y %I:%M:%S %p %z")) == plain
