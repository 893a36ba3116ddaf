"""Subscribers, lists, who stands how on which, what they consented to, who is never mailed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from digest.model.audience import ConsentAct, SubscriptionState, SuppressionReason
from digest.store.models.checks import not_empty, one_of


class Subscriber(models.Model):
    """One address.  `address` is kept as written for sending; `address_norm` is its identity."""

    id = models.BigAutoField(primary_key=True)
    address = models.TextField()
    address_norm = models.TextField(unique=True)
    address_hash = models.CharField(max_length=40, unique=True)
    name = models.TextField(default="", blank=True)
    language = models.CharField(max_length=35, default="", blank=True)
    zone = models.CharField(max_length=64, default="", blank=True)
    hour = models.PositiveSmallIntegerField(null=True, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    erased = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            not_empty("address_norm", "subscriber_has_an_address"),
            not_empty("address_hash", "subscriber_has_a_hash"),
        )

    def __str__(self) -> str:
        return self.address


class FormerAddress(models.Model):
    """Where a reader was mailed before they moved, so that it stays known until they are erased.

    A late report is of the address that the letter went to, and an erasure takes that one too.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="former")
    address = models.TextField()
    address_norm = models.TextField()
    address_hash = models.CharField(max_length=40)
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "former addresses"

    def __str__(self) -> str:
        return f"{self.address} until {self.until:%Y-%m-%d %H:%M}"


class MailingList(models.Model):
    """A list that digests send to."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.TextField(default="", blank=True)
    about = models.TextField(default="", blank=True, db_default="")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Segment(models.Model):
    """A filter over readers under a name; `kinds` are those of the attributes it asks for."""

    slug = models.SlugField(max_length=60, unique=True)
    text = models.TextField()
    kinds = models.JSONField(default=dict, blank=True)
    actor = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Subscription(models.Model):
    """One subscriber's standing on one list."""

    pk = models.CompositePrimaryKey("list_id", "subscriber_id")
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE)
    state = models.CharField(max_length=12)
    source = models.TextField(default="", blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (one_of("state", SubscriptionState, "subscription_state_is_known"),)
        # Nearly everybody is confirmed: who is not is found without walking through them.
        indexes = (
            models.Index(
                fields=("state", "list", "subscriber"),
                condition=~Q(state=SubscriptionState.CONFIRMED),
                name="subscriptions_unconfirmed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscriber_id} on {self.list_id}: {self.state}"


class Consent(models.Model):
    """What somebody said about a subscription, in order; rows are only ever added."""

    at = models.DateTimeField()
    address_hash = models.CharField(max_length=40)
    list_slug = models.CharField(max_length=60)
    act = models.CharField(max_length=12)
    source = models.TextField(default="", blank=True)
    wording = models.TextField(default="", blank=True)
    actor = models.TextField(default="", blank=True)
    # By the mail of which issue, where it was one: no constraint, the row outlives whatever it was.
    issue = models.BigIntegerField(null=True)

    class Meta:
        constraints = (one_of("act", ConsentAct, "consent_act_is_known"),)
        indexes = (
            models.Index(fields=("address_hash", "at"), name="consent_of_an_address"),
            models.Index(
                fields=("issue",), condition=Q(issue__isnull=False), name="consents_by_an_issue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.act} {self.list_slug}"


class Suppression(models.Model):
    """An address that is not mailed, by keyed hash: it outlives an erasure."""

    address_hash = models.CharField(max_length=40, primary_key=True)
    reason = models.CharField(max_length=12)
    source = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (one_of("reason", SuppressionReason, "suppression_reason_is_known"),)
        # A letter that arrives looks here each time; nearly nobody is.
        indexes = (
            models.Index(
                fields=("address_hash",),
                condition=models.Q(reason=SuppressionReason.SOFT_BOUNCE),
                name="suppressed_softly",
            ),
            models.Index(fields=("-at", "address_hash"), name="suppressed_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.address_hash[:8]} {self.reason}"
