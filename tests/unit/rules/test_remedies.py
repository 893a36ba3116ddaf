"""What `digest source check` advises."""

from __future__ import annotations

import pytest

from digest.rules.remedies import for_failure, for_reading


@pytest.mark.parametrize(
    ("reason", "permanent", "advice"),
    [
        ("there is nothing at this address (404)", True, "new address"),
        ("this is a web page, not a feed; look for the feed", True, "feed's own address"),
        ("the server answered with status 500", False, "may pass"),
        ("something else", True, "change the source"),
    ],
)
def test_every_failure_comes_with_something_to_do(
    reason: str, permanent: bool, advice: str
) -> None:
    assert advice in for_failure(reason, permanent=permanent)


def test_a_source_that_answers_is_judged_by_what_it_brought() -> None:
    assert "right address" in for_reading(0, 0, "")
    assert "articles = true" in for_reading(5, 0, "")
    assert "https://new.example.org/" in for_reading(5, 5, "https://new.example.org/")
    assert for_reading(5, 5, "") == ""
