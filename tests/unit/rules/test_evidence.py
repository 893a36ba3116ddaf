"""What a person may go by where an answer was lost."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.rules.evidence import WAIT, WORDS, Known, Sign, sign, waits_until

ASKED = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
LATER = ASKED + WAIT


@pytest.mark.parametrize(
    ("known", "now", "meant"),
    [
        (Known(ASKED, 0, None), LATER - timedelta(seconds=1), Sign.WAITING),
        (Known(ASKED, 9, LATER), LATER - timedelta(seconds=1), Sign.WAITING),
        (Known(ASKED, 1, None), LATER, Sign.TAKEN),
        (Known(ASKED, 0, LATER), LATER, Sign.NEVER),
        (Known(ASKED, 0, ASKED), LATER, Sign.SILENT),
        (Known(ASKED, 0, None), LATER, Sign.SILENT),
        (Known(None, 0, LATER), LATER, Sign.SILENT),
        (Known(ASKED, 1, LATER, "sendgrid"), LATER, Sign.TAKEN),
        (Known(ASKED, 0, LATER, "smtp"), LATER - timedelta(seconds=1), Sign.WAITING),
        (Known(ASKED, 0, LATER, "smtp"), LATER, Sign.ALONE),
        (Known(ASKED, 3, LATER, "smtp"), LATER, Sign.ALONE),
    ],
)
def test_the_sign_of_what_is_known(known, now, meant):
    assert sign(known, now) is meant


def test_every_sign_has_its_words():
    assert set(WORDS) == set(Sign)
    assert waits_until(None) is None
