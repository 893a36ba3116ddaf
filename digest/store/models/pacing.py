"""How fast letters may leave: what operators changed, what is used up, what a day has had."""

from __future__ import annotations

from django.db import models


class Rate(models.Model):
    """A limit or hours that an operator set in place of the configured ones; empty = as configured."""

    # provider, domain or digest
    scope = models.CharField(max_length=12)
    name = models.CharField(max_length=253)
    limits = models.TextField(default="", blank=True)
    hours = models.TextField(default="", blank=True)
    actor = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scope", "name"), name="rate_once_a_name"),)

    def __str__(self) -> str:
        return f"{self.scope} {self.name}"


class Bucket(models.Model):
    """The second, of the clock that all ask, at which the letters granted so far are used up."""

    key = models.CharField(max_length=300, primary_key=True)
    mark = models.FloatField()

    def __str__(self) -> str:
        return self.key


class DayCount(models.Model):
    """How many letters of a key a local day has had."""

    key = models.CharField(max_length=300)
    day = models.DateField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "day"), name="day_count_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.key} {self.day}"
