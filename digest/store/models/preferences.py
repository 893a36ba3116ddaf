"""What readers chose about a digest, and the log of their changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from digest.model.preferences import Frequency
from digest.store.models.audience import Subscriber
from digest.store.models.checks import not_empty, one_of


class Preference(models.Model):
    """How one reader wants one digest.  A row only for who chose something: most never do.

    `sections` is empty for all, else a plus before each chosen slug ("+sport+world"), and a plus
    alone for none of them.
    """

    pk = models.CompositePrimaryKey("digest", "subscriber_id")
    digest = models.CharField(max_length=60)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="preferences")
    sections = models.TextField(default="", blank=True)
    frequency = models.CharField(max_length=10, default=Frequency.EVERY)
    weekday = models.PositiveSmallIntegerField(null=True)
    paused_until = models.DateField(null=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = (
            one_of("frequency", Frequency, "preference_frequency_is_known"),
            not_empty("digest", "preference_has_a_digest"),
            models.CheckConstraint(
                condition=Q(frequency=Frequency.WEEKLY, weekday__isnull=False, weekday__lte=6)
                | (~Q(frequency=Frequency.WEEKLY) & Q(weekday=None)),
                name="preference_weekday_with_weekly",
            ),
            models.CheckConstraint(
                condition=Q(sections="") | Q(sections__startswith="+"),
                name="preference_sections_are_marked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscriber_id} of {self.digest}: {self.sections or 'all'} {self.frequency}"


class Change(models.Model):
    """What a reader changed about a digest or about themselves; rows are only ever added."""

    at = models.DateTimeField()
    address_hash = models.CharField(max_length=40)
    digest = models.CharField(max_length=60, default="", blank=True)
    what = models.JSONField()
    source = models.TextField(default="", blank=True)
    wording = models.TextField(default="", blank=True)
    actor = models.TextField(default="", blank=True)

    class Meta:
        constraints = (not_empty("address_hash", "change_has_an_address"),)
        indexes = (models.Index(fields=("address_hash",), name="changes_of_an_address"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.digest} {', '.join(self.what)}"
