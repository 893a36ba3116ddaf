"""A copied database is noticed, frozen once, and thawed by a person."""

import pytest

from digest.store import anchor, house, models
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_database_that_stays_where_it_is_stays_as_it_is():
    assert not anchor.drop(cast.NOW)
    assert not anchor.drop(cast.NOW)
    assert house.frozen("morning") is None
    assert models.Anchor.objects.get().place


def test_a_database_found_elsewhere_is_frozen_with_the_way_out():
    anchor.drop(cast.NOW)
    models.Anchor.objects.update(place="file 1")
    assert anchor.drop(cast.NOW)
    assert "digest thaw" in house.frozen("morning")


def test_after_a_thaw_the_copy_is_the_one_that_sends():
    anchor.drop(cast.NOW)
    models.Anchor.objects.update(place="file 1")
    anchor.drop(cast.NOW)
    house.thaw("", actor="ada", now=cast.NOW)
    assert not anchor.drop(cast.NOW)
    assert house.frozen("morning") is None
