"""Forms that were filled in and wait to be looked at, and counts that expire."""

from __future__ import annotations

from django.db import models

from digest.store.models.checks import not_empty


class SignUp(models.Model):
    """A wish as it came in; the row goes once it was answered."""

    digest = models.CharField(max_length=60)
    list_slug = models.CharField(max_length=60)
    address = models.TextField()
    language = models.CharField(max_length=35, default="", blank=True)
    source = models.TextField(default="", blank=True)
    wording = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    hinted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (not_empty("address", "sign_up_has_an_address"),)

    def __str__(self) -> str:
        return f"{self.digest} {self.at:%Y-%m-%d %H:%M}"


class Tally(models.Model):
    """How often something happened in a window that ends at `until`.  `key` names nobody."""

    key = models.CharField(max_length=80, primary_key=True)
    n = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tallies"
        indexes = (models.Index(fields=("until",), name="tally_by_its_end"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.n}"
