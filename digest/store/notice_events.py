"""What a provider reports of service mails: it settles a doubt, and it may end the mail to an address."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from digest.model.audience import SuppressionReason
from digest.model.event import NoticeEvent
from digest.model.notice import NoticeState
from digest.store import models, never


def fared(since: datetime) -> tuple[int, int]:
    """Of the last hundred service mails that were offered since then: how many failed, and all."""
    rows = models.Notice.objects.filter(done_at__gt=since).exclude(state=NoticeState.CANCELLED)
    found = Counter(rows.order_by("-done_at").values_list("state", flat=True)[:100])
    return found[NoticeState.FAILED], found.total()


@transaction.atomic
def hear(event: NoticeEvent, suppress: SuppressionReason | None, now: datetime) -> bool:
    """Whether the report changed anything; told again it changes nothing.

    Whatever a provider says of a mail, it had taken it.  The address that is suppressed is the one
    that the mail went to, whatever the reader's is by now.
    """
    rows = models.Notice.objects.filter(pk=event.notice)
    mark = rows.values_list("address_hash", flat=True).first()
    if mark is None:
        return False
    words = f"the provider spoke of it: {event.kind.value}"
    settled = rows.filter(state=NoticeState.UNCERTAIN).update(
        state=NoticeState.SUBMITTED, reason=words, done_at=now
    )
    if suppress is None:
        return bool(settled)
    source = f"service mail {event.notice}: {event.kind.value}"
    kept = never.keep({mark: (suppress, source)}, now)
    return bool(settled or kept)
