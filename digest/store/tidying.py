"""Once a day: wishes that nobody confirmed are forgotten, with whoever stands on no list but by one.

A form keeps an address that somebody typed.  Without a yes within a month it goes again; that it
was asked stays under the keyed hash.  Readers an operator brought in as pending are the operator's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from digest.model.audience import SubscriptionState
from digest.store import models, notices, tallies

UNANSWERED = timedelta(days=30)
_EACH = timedelta(days=1)
_TURN = "tidied"
_FORM = "form "


def tidy_daily(now: datetime) -> int:
    """Forget what is due, if nobody did today; how many readers went."""
    if tallies.current(_TURN, now) or tallies.count(_TURN, _EACH, now) > 1:
        return 0
    return forget_unanswered(now)


@transaction.atomic
def forget_unanswered(now: datetime) -> int:
    """Take out what a form made and nobody confirmed; how many readers went with it."""
    made_by_form = models.Subscription.objects.filter(
        state=SubscriptionState.PENDING,
        source__startswith=_FORM,
        changed_at__lt=now - UNANSWERED,
    )
    people = list(made_by_form.values_list("subscriber_id", flat=True))
    made_by_form.delete()
    other = models.Subscription.objects.filter(subscriber=OuterRef("pk"))
    gone = models.Subscriber.objects.filter(~Exists(other), pk__in=people)
    marks = dict(gone.values_list("pk", "address_hash"))
    for number, mark in marks.items():
        notices.forget([mark], subscriber=number)
    models.Subscriber.objects.filter(pk__in=marks).delete()
    return len(marks)
