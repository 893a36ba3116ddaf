"""The ledger: batches with their frozen readers, exceptions as rows, what the provider reported."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from digest.model.audience import Exclusion
from digest.model.delivery import BatchState, DeliveryEvent, DeliveryState
from digest.store.models.checks import one_of
from digest.store.models.issue import Edition, Issue


class Batch(models.Model):
    """A frozen list of readers of one edition that goes out together.

    `recipients` is the packed list; positions [0, cursor) have their verdict, [cursor,
    inflight_to) is with the post now, the rest waits.  The sums are checked by the database.

    A follow-up batch holds readers of its `origin` whom the post could not take for now; `moved`
    counts them there, under the same number.  The newest batch that names a reader is where they
    stand.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="batches")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="after")
    n = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    recipients = models.BinaryField()
    recipients_hash = models.CharField(max_length=64)
    # Of which cohort of a reader-local issue; unlike not_before it never changes.
    release_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default=BatchState.PENDING)
    fence = models.PositiveIntegerField(default=0)
    owner = models.TextField(default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    hinted_at = models.DateTimeField(null=True)
    cursor = models.PositiveIntegerField(default=0)
    inflight_to = models.PositiveIntegerField(default=0)
    submitted = models.PositiveIntegerField(default=0)
    excluded = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    # All its readers are of that limited domain: it goes at that domain's pace.
    lane = models.CharField(max_length=253, default="", db_default="", blank=True)
    reference = models.TextField(default="", blank=True)
    # The transport that was last asked: what a report of one reader says of others depends on it.
    post = models.CharField(max_length=12, default="", db_default="", blank=True)
    # Why it waits, in the words of the post that put it off; of nobody in particular.
    said = models.TextField(default="", db_default="", blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "number"),
                condition=Q(origin=None),
                name="batch_once_an_edition",
            ),
            one_of("state", BatchState, "batch_state_is_known"),
            models.CheckConstraint(
                condition=Q(cursor__lte=F("inflight_to"), inflight_to__lte=F("n"), n__gte=1),
                name="batch_cursor_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    cursor=F("submitted")
                    + F("excluded")
                    + F("failed")
                    + F("uncertain")
                    + F("moved")
                ),
                name="batch_verdicts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(cancelled=0)
                | Q(state=BatchState.CANCELLED, cancelled=F("n") - F("cursor")),
                name="batch_cancels_only_the_rest",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.DONE) | Q(cursor=F("n")),
                name="batch_is_done_when_all_is_said",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.CANCELLED) | Q(cancelled=F("n") - F("cursor")),
                name="batch_cancelled_counts_the_rest",
            ),
        )
        indexes = (
            models.Index(
                fields=("state", "not_before"),
                name="batch_open",
                condition=Q(state__in=[BatchState.PENDING, BatchState.CLAIMED]),
            ),
            models.Index(fields=("issue", "state"), name="batch_of_an_issue"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.edition_id}/{self.number}"


class Delivery(models.Model):
    """One reader's copy, where something about it is worth a row."""

    pk = models.CompositePrimaryKey("issue_id", "subscriber_id")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT)
    subscriber_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    reason = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            one_of("state", DeliveryState, "delivery_state_is_known"),
            models.UniqueConstraint(fields=("batch", "position"), name="delivery_once_a_position"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.subscriber_id}: {self.state}"


class Excluded(models.Model):
    """Readers left out when the audience was frozen, packed by reason."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    recipients = models.BinaryField()
    release_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "excluded"
        constraints = (
            models.UniqueConstraint(fields=("issue", "reason", "number"), name="excluded_once"),
            one_of("reason", Exclusion, "excluded_reason_is_known"),
            models.CheckConstraint(condition=Q(n__gte=1), name="excluded_is_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.n} {self.reason}"


class Cohort(models.Model):
    """Readers of an issue whose own hour is at that instant, to be frozen when it comes."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="cohorts")
    at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issue", "at"), name="cohort_once_an_issue"),
        )
        indexes = (
            models.Index(
                fields=("at",), condition=Q(frozen_at__isnull=True), name="cohort_to_freeze"
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.at:%Y-%m-%d %H:%M}"


class Freezing(models.Model):
    """An audience that is being frozen, portion by portion; gone when everybody is in.

    Readers up to the id `upto` are meant, whoever comes later is not.  `fence` grows with whoever
    takes it over from an owner who is gone; `at` is when the last portion was written.
    """

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, primary_key=True)
    upto = models.BigIntegerField()
    fence = models.PositiveIntegerField(default=1)
    owner = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "audiences being frozen"

    def __str__(self) -> str:
        return f"{self.issue_id} up to {self.upto}"


class RawEvent(models.Model):
    """A provider's report as it came, kept for replay."""

    received_at = models.DateTimeField()
    provider = models.CharField(max_length=20)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.provider} {self.received_at:%Y-%m-%d %H:%M}"


class Event(models.Model):
    """What a provider reported of a delivery; append-only, once by its natural key."""

    natural_key = models.CharField(max_length=200, unique=True)
    # No constraint: the raw body goes after its retention time, and events are never updated.
    raw = models.ForeignKey(RawEvent, on_delete=models.DO_NOTHING, null=True, db_constraint=False)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT)
    subscriber_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    reason = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (one_of("kind", DeliveryEvent, "event_kind_is_known"),)
        indexes = (
            models.Index(fields=("issue", "subscriber_id"), name="events_of_a_delivery"),
            models.Index(fields=("subscriber_id", "kind", "at"), name="events_of_a_reader"),
        )

    def __str__(self) -> str:
        return self.natural_key
