"""How well the signs tell machines from people: a model of mornings, its figures as docs/reports.md has them.

Nobody knows the truth of real clicks, so both sides are made: four kinds of scanners as mail houses
describe them, and readers who read early, late, slowly, or open many stories at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest

from digest.rules.scanners import Sign, Touch, judged
from tests.conftest import ROOT

DELIVERED = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
LINKS = 12
MANY = 2000
Visit = tuple[float, int, frozenset[Sign]]
NONE: frozenset[Sign] = frozenset()


def _median(chance: Random, middle: float, spread: float = 1.0) -> float:
    """Seconds around a median; most are near, some are far behind."""
    return chance.lognormvariate(math.log(middle), spread)


def gateway(chance: Random) -> list[Visit]:
    """Every link within two seconds, as the mail comes in."""
    start = chance.uniform(1, 8)
    return [(start + chance.uniform(0, 2), n, NONE) for n in range(1, LINKS + 1)]


def late_burst(chance: Random) -> list[Visit]:
    """Every link within three seconds, when the mail is put into the mailbox: 43 s in the median."""
    start = _median(chance, 43)
    return [(start + chance.uniform(0, 3), n, NONE) for n in range(1, LINKS + 1)]


def asking_first(chance: Random) -> list[Visit]:
    """HEAD and then GET, link by link, two a second."""
    start = chance.uniform(5, 40)
    visits = []
    for n in range(1, LINKS + 1):
        at = start + n / 2
        visits += [(at, n, frozenset({Sign.HEAD})), (at + 0.2, n, NONE)]
    return visits


def patient(chance: Random) -> list[Visit]:
    """Three links, one every twenty seconds, minutes later: made to look like a reader."""
    start = _median(chance, 300)
    return [(start + 20 * n, chance.randint(1, LINKS), NONE) for n in range(3)]


def reader(chance: Random) -> list[Visit]:
    """Some stories, one after another, at some time of the day; few within the first minute."""
    at = 12 + _median(chance, 1500, 1.6)
    visits = []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        visits.append((at, chance.randint(1, LINKS), NONE))
        at += 3 + _median(chance, 40)
    return visits


def opener(chance: Random) -> list[Visit]:
    """Opens three or four stories in tabs, a second or so apart, then reads."""
    at = 12 + _median(chance, 1500, 1.6)
    visits = []
    for n in chance.sample(range(1, LINKS + 1), chance.choice((3, 4))):
        visits.append((at, n, NONE))
        at += chance.uniform(0.7, 2.5)
    return visits


KINDS: dict[str, Callable[[Random], list[Visit]]] = {
    "gateway": gateway,
    "late burst": late_burst,
    "HEAD first": asking_first,
    "patient": patient,
    "reader": reader,
    "tab opener": opener,
}


@cache
def marked(kind: str) -> float:
    """The share of its touches that bear a sign."""
    chance = Random(20261125)
    touches = signed = 0
    for _ in range(MANY):
        visits = KINDS[kind](chance)
        some = [Touch(n, DELIVERED + timedelta(seconds=at), own) for at, n, own in visits]
        told = judged([_to_the_second(one) for one in some], DELIVERED, links=LINKS)
        touches += len(told)
        signed += sum(1 for signs in told if signs)
    return signed / touches


def _to_the_second(one: Touch) -> Touch:
    return Touch(one.link, one.at.replace(microsecond=0), one.signs)


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("gateway", 0.99, 1),
        ("late burst", 0.99, 1),
        ("HEAD first", 0.95, 1),
        ("patient", 0, 0.05),
        ("reader", 0, 0.02),
        ("tab opener", 0, 0.02),
    ],
)
def test_what_is_marked_of_each_kind(kind, least, most):
    assert least <= marked(kind) <= most


def test_the_page_tells_the_figures_as_they_are():
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (\w[\w ]+): .*\| ([0-9]+) % \|$", page, re.MULTILINE))
    assert told == {kind: f"{100 * marked(kind):.0f}" for kind in KINDS}
