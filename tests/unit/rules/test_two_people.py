"""When one yes is not enough."""

import pytest

from digest.rules.two_people import unusual


@pytest.mark.parametrize(
    ("readers", "usual", "lately", "words"),
    [
        (150, 100, 0, ""),
        (151, 100, 0, "151 readers are more than one and a half times the usual 100"),
        (10, 100, 0, ""),
        (1_000_000, None, 0, ""),
        (100, 100, 1, "another digest made by hand went out less than 6 hours ago"),
    ],
)
def test_many_more_than_usual_and_so_soon_again_are_unusual(readers, usual, lately, words):
    assert unusual(readers, usual, lately) == words


def test_both_reasons_are_told():
    assert "; another digest" in unusual(200, 100, 2)
