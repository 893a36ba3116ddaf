"""The key of address hashes outlives the secret it is sealed with."""

import pytest

from digest.model.audience import SuppressionReason
from digest.model.errors import ConfigurationError
from digest.store import models
from digest.store.addresskey import address_key
from tests import cast

pytestmark = pytest.mark.django_db
OLD, NEW = b"a former secret of enough characters", b"a newer secret of enough characters!"


def test_a_new_secret_before_the_old_one_changes_no_hash():
    first = address_key((OLD,))
    assert address_key((NEW, OLD)) == first
    assert OLD not in first


def test_once_it_was_used_with_the_new_secret_the_old_one_may_go():
    first = address_key((OLD,))
    address_key((NEW, OLD))
    assert address_key((NEW,)) == first


def test_a_database_that_has_hashes_keeps_the_secret_they_were_made_with():
    models.Suppression.objects.create(
        address_hash="0" * 40, reason=SuppressionReason.COMPLAINT, at=cast.NOW
    )
    assert address_key((OLD,)) == OLD
    assert address_key((NEW, OLD)) == OLD


def test_a_foreign_secret_is_refused_with_what_to_do():
    address_key((OLD,))
    with pytest.raises(ConfigurationError, match=r"put the former one back.*comma"):
        address_key((NEW,))


def test_the_table_alone_tells_no_key():
    key = address_key((OLD,))
    sealed = models.WrappedKey.objects.get().sealed
    assert key.hex() not in sealed
    assert len(sealed) > 100
