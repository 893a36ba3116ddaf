"""What a mail scanner does and what a reader does, told apart by signs that can be measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rules.scanners import NEAR, Sign, Touch, judged, signs_of

DELIVERED = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
BROWSER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"}


def touch(link: int, seconds: float, *signs: Sign) -> Touch:
    return Touch(link, DELIVERED + timedelta(seconds=seconds), frozenset(signs))


def verdicts(*touches: Touch, delivered: datetime | None = DELIVERED, links: int = 12) -> list[str]:
    told = judged(touches, delivered, links=links)
    return ["+".join(sorted(signs)) or "person" for signs in told]


@pytest.mark.parametrize(
    ("method", "headers", "signs"),
    [
        ("GET", BROWSER, set()),
        ("HEAD", BROWSER, {Sign.HEAD}),
        ("GET", {}, {Sign.AGENT}),
        ("GET", {"User-Agent": "python-requests/2.32"}, {Sign.AGENT}),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"}, {Sign.AGENT}),
        ("GET", {"User-Agent": "Mozilla/5.0 HeadlessChrome/140.0"}, {Sign.AGENT}),
        ("GET", BROWSER | {"Sec-Purpose": "prefetch;prerender"}, {Sign.PREFETCH}),
        ("GET", BROWSER | {"X-Purpose": "preview"}, {Sign.PREFETCH}),
    ],
)
def test_a_request_tells_what_it_is(method, headers, signs):
    assert signs_of(method, headers) == signs


def test_a_reader_who_reads_for_minutes_is_a_reader():
    assert verdicts(touch(1, 40), touch(3, 95), touch(2, 300)) == ["person"] * 3


def test_a_click_within_seconds_of_the_delivery_or_before_it_is_a_scanners():
    assert verdicts(touch(1, 3)) == ["soon"]
    assert verdicts(touch(1, -5)) == ["soon"]
    assert verdicts(touch(1, 3), delivered=None) == ["person"]


def test_many_links_at_once_are_a_scanners_with_what_it_asks_beside():
    burst = [touch(n, 43 + n / 10) for n in range(1, 6)]
    assert verdicts(*burst, touch(2, 70), touch(2, 400)) == ["many"] * 5 + ["near", "person"]


def test_three_stories_opened_in_tabs_are_a_readers_unless_there_are_no_more():
    tabs = [touch(n, 300 + n) for n in (1, 2, 3)]
    assert verdicts(*tabs) == ["person"] * 3
    assert verdicts(*tabs, links=3) == ["many"] * 3
    assert verdicts(*(touch(n, 300 + 2 * n) for n in range(1, 9))) == ["person"] * 8


def test_one_link_pressed_thrice_is_impatience():
    assert verdicts(touch(1, 60), touch(1, 60.5), touch(1, 61)) == ["person"] * 3


def test_a_scanner_that_looks_while_the_finger_is_on_the_link_takes_no_click_away():
    assert verdicts(touch(1, 90, Sign.HEAD), touch(1, 91)) == ["head", "person"]


def test_openings_are_no_burst_of_links():
    assert verdicts(touch(0, 60), touch(0, 60), touch(1, 61), touch(2, 61.5)) == ["person"] * 4


touches = st.lists(
    st.builds(
        touch,
        st.integers(0, 6),
        st.floats(-100, 4000, allow_nan=False).map(lambda s: round(s, 1)),
    ),
    max_size=12,
)


@given(touches, st.randoms(use_true_random=False))
def test_the_order_in_which_touches_come_decides_nothing(some, chance):
    mixed = list(some)
    chance.shuffle(mixed)
    told = sorted(zip(map(repr, some), judged(some, DELIVERED, links=6), strict=True), key=str)
    assert told == sorted(
        zip(map(repr, mixed), judged(mixed, DELIVERED, links=6), strict=True), key=str
    )


@given(touches)
def test_only_a_burst_marks_what_is_beside_it(some):
    for one, signs in zip(some, judged(some, DELIVERED, links=6), strict=True):
        if Sign.NEAR in signs:
            assert any(
                abs(other.at - one.at) <= NEAR and others & {Sign.SOON, Sign.MANY}
                for other, others in zip(some, judged(some, DELIVERED, links=6), strict=True)
            )
