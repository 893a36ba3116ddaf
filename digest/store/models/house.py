"""The house itself: the kill switch, who did what, and which part was alive when."""

from __future__ import annotations

from django.db import models


class Freeze(models.Model):
    """Nothing more leaves: of one digest, or of all where `digest` is empty."""

    digest = models.CharField(max_length=60, primary_key=True, blank=True)
    at = models.DateTimeField()
    actor = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.digest or "everything"


class Audit(models.Model):
    """Who did what, when, before and after; rows are only ever added."""

    at = models.DateTimeField()
    actor = models.TextField()
    act = models.CharField(max_length=60)
    subject = models.TextField(default="", blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name_plural = "audit"
        indexes = (models.Index(fields=("at",), name="audit_by_time"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.act}"


class Heartbeat(models.Model):
    """When a part of the house was last alive: `ticker`, `worker`, `webhook`."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    detail = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class WrappedKey(models.Model):
    """A key that must outlive `DIGEST_SECRET_KEY`, sealed with it: `address` makes address hashes."""

    name = models.CharField(max_length=20, primary_key=True)
    sealed = models.TextField()

    def __str__(self) -> str:
        return self.name


class Anchor(models.Model):
    """Where this database was when it was last used: another place means that it is a copy."""

    name = models.CharField(max_length=20, primary_key=True)
    place = models.TextField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.place


class SyncMark(models.Model):
    """Until when a list at a provider is known here (`sendgrid:bounces`), or ours there."""

    name = models.CharField(max_length=60, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until:%Y-%m-%d %H:%M}"
