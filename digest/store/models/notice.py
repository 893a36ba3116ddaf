"""Service mails: one row a mail, with its claim, its intent, its outcome and the reader's reply."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from digest.model.notice import NoticeState, Reply
from digest.model.service import NoticeKind
from digest.store.models.checks import not_empty, one_of


class Notice(models.Model):
    """One service mail.  `intent_at` is written before the post is asked, and never taken lightly.

    After an erasure the row stays without address, name and facts: a number in the ledger.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=60)
    subscriber_id = models.BigIntegerField()
    address = models.TextField(blank=True)
    address_hash = models.CharField(max_length=40)
    about = models.TextField(default="", blank=True)
    name = models.TextField(default="", blank=True)
    language = models.CharField(max_length=35, default="", blank=True)
    lists = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=list, blank=True)
    parent = models.BigIntegerField(default=0)
    in_bulk = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=NoticeState.PENDING)
    fence = models.PositiveIntegerField(default=0)
    owner = models.TextField(default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    hinted_at = models.DateTimeField(null=True)
    intent_at = models.DateTimeField(null=True)
    reference = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    done_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=4, default=Reply.NONE, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            not_empty("key", "notice_has_a_key"),
            one_of("kind", NoticeKind, "notice_kind_is_known"),
            one_of("state", NoticeState, "notice_state_is_known"),
            one_of("reply", Reply, "notice_reply_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[NoticeState.SUBMITTED, NoticeState.UNCERTAIN])
                | Q(intent_at__isnull=False),
                name="notice_went_with_an_intent",
            ),
        )
        indexes = (
            models.Index(
                fields=("in_bulk", "not_before"),
                name="notice_open",
                condition=Q(state__in=[NoticeState.PENDING, NoticeState.CLAIMED]),
            ),
            models.Index(fields=("address_hash", "made_at"), name="notices_of_an_address"),
            models.Index(fields=("done_at",), name="notices_by_outcome"),
            models.Index(
                fields=("state",),
                name="notice_unsettled",
                condition=Q(state__in=[NoticeState.FAILED, NoticeState.UNCERTAIN]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}: {self.state}"
