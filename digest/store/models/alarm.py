"""Alarms: raised when something is found wrong, cleared when it no longer is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from digest.model.alarm import AlarmKind
from digest.store.models.checks import one_of


class Alarm(models.Model):
    """One thing that was wrong from `raised_at` to `cleared_at`.

    `told_at`: operators were told that it is; `clear_told_at`: that it is over.
    """

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    words = models.TextField()
    raised_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    clear_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            one_of("kind", AlarmKind, "alarm_kind_is_known"),
            models.UniqueConstraint(
                fields=("key",), condition=Q(cleared_at__isnull=True), name="alarm_open_once"
            ),
        )
        indexes = (models.Index(fields=("raised_at",), name="alarms_by_time"),)

    def __str__(self) -> str:
        return self.key


class Ping(models.Model):
    """What an outside watcher was told of an issue: `start`, `ok`, `fail`, each once."""

    issue = models.ForeignKey("store.Issue", on_delete=models.CASCADE)
    what = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issue", "what"), name="ping_once_an_issue"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.what}"
