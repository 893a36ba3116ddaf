"""The last look answers in columns, whatever stands in them: nobody gets a neighbour's address."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model.audience import Exclusion, SuppressionReason
from digest.store import models
from digest.store.lastlook import last_look
from tests import cast
from tests.readers import enlist, reader

pytestmark = pytest.mark.django_db

ODD = st.sampled_from(["", "Ada", "A\x1fB", "\x1f", "two\nlines", "Zoë", '"', "a,b"])


def enlisted(names: list[str]) -> list[int]:
    people = [reader(f"reader{n}@example.org") for n in range(len(names))]
    enlist(people, ["readers"], key=cast.KEY, now=cast.NOW)
    rows = models.Subscriber.objects.order_by("pk")
    for row, name in zip(rows, names, strict=True):
        models.Subscriber.objects.filter(pk=row.pk).update(name=name)
    return [row.pk for row in rows]


def suppress(subscriber: int) -> None:
    row = models.Subscriber.objects.get(pk=subscriber)
    models.Suppression.objects.create(
        address_hash=row.address_hash, reason=SuppressionReason.COMPLAINT, at=cast.NOW
    )


def of_readers() -> list[int]:
    return [models.MailingList.objects.get(slug="readers").pk]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(ODD, min_size=1, max_size=5))
def test_everybody_keeps_their_own_name_and_address(names):
    models.Subscriber.objects.all().delete()
    ids = enlisted(names)
    look = last_look(ids, of_readers())
    assert list(look.ids) == ids
    assert list(look.names) == names
    assert list(look.addresses) == [f"reader{n}@example.org" for n in range(len(names))]
    assert not look.leaving


def test_who_left_is_told_with_the_reason_and_who_is_gone_was_erased():
    ids = enlisted(["Ada", "Bob", "Clara", "Dora"])
    models.Subscription.objects.filter(subscriber_id=ids[0]).update(state="unsubscribed")
    suppress(ids[1])
    assert list(last_look(ids, of_readers()).ids) == ids
    models.Subscription.objects.filter(subscriber_id=ids[2]).delete()
    models.Subscriber.objects.filter(pk=ids[2]).delete()
    look = last_look(ids, of_readers())
    assert list(look.ids) == [ids[0], ids[1], ids[3]]
    assert look.names[2] == "Dora"
    assert look.leaving == {
        ids[0]: Exclusion.UNSUBSCRIBED,
        ids[1]: Exclusion.SUPPRESSED,
        ids[2]: Exclusion.ERASED,
    }
