"""One-time codes, against the vectors of RFC 6238 and against being used twice."""

from datetime import UTC, datetime

import pytest

from digest.rules import onetime

KEY = onetime.key_of(b"12345678901234567890")


@pytest.mark.parametrize(
    ("second", "digits"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(second, digits):
    assert onetime.code(KEY, second // onetime.STEP) == digits


def at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def test_a_code_stands_one_step_before_and_after():
    code = onetime.code(KEY, 100)
    assert [onetime.accepted(KEY, code, at(30 * s)) for s in (98, 99, 100, 101, 102)] == [
        None,
        100,
        100,
        100,
        None,
    ]


def test_a_code_opens_once():
    code = onetime.code(KEY, 100)
    assert onetime.accepted(KEY, code, at(3000), used=99) == 100
    assert onetime.accepted(KEY, code, at(3000), used=100) is None


@pytest.mark.parametrize("given", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", " "])
def test_what_is_no_code_opens_nothing(given):
    assert onetime.accepted(KEY, given, at(3000)) is None


def test_the_address_for_the_app_carries_key_and_name():
    told = onetime.address(KEY, "eve & sam", "The Harbour Press")
    assert told.startswith("otpauth://totp/The%20Harbour%20Press%3Aeve%20%26%20sam?secret=GEZD")
