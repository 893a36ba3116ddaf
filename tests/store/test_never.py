"""Addresses that are never mailed: once each, and a complaint hides behind no other reason."""

from datetime import timedelta

import pytest

from digest.model.audience import SuppressionReason
from digest.store import models, never
from tests import cast

pytestmark = pytest.mark.django_db
R = SuppressionReason
MARK, OTHER = "a" * 40, "b" * 40
LATER = cast.NOW + timedelta(days=1)


def kept(mark=MARK):
    row = models.Suppression.objects.get(pk=mark)
    return R(row.reason), row.source, row.at


def test_an_address_is_kept_once_and_the_first_reason_stays():
    assert never.keep({MARK: (R.HARD_BOUNCE, "first"), OTHER: (R.UNSUBSCRIBE, "x")}, cast.NOW) == 2
    assert never.keep({MARK: (R.UNSUBSCRIBE, "second")}, LATER) == 0
    assert kept() == (R.HARD_BOUNCE, "first", cast.NOW)


@pytest.mark.parametrize("before", [R.HARD_BOUNCE, R.UNSUBSCRIBE, R.BY_HAND])
def test_a_complaint_outranks_what_was_there(before):
    never.keep({MARK: (before, "first")}, cast.NOW)
    assert never.keep({MARK: (R.COMPLAINT, "a button")}, LATER) == 1
    assert kept() == (R.COMPLAINT, "a button", LATER)
    assert never.keep({MARK: (R.COMPLAINT, "again")}, LATER) == 0
    assert kept()[1] == "a button"


def test_nothing_to_keep_keeps_nothing():
    assert never.keep({}, cast.NOW) == 0
    assert not models.Suppression.objects.exists()
