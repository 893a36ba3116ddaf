"""The JSON API: who may ask, and what was asked for."""

from __future__ import annotations

from django.db import models

from digest.model.trigger import TriggerState
from digest.model.webhook import Happening, Telling
from digest.store.models.checks import one_of
from digest.store.models.issue import Issue


class ApiToken(models.Model):
    """A machine's key: its open part, a hash of its secret, and what it may do.

    Revoked ones stay: the audit names them, and no name means two tokens.
    """

    name = models.CharField(max_length=40, unique=True)
    mark = models.CharField(max_length=12, unique=True)
    sealed = models.CharField(max_length=64)
    roles = models.JSONField(default=list)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(self.roles)}"


class Trigger(models.Model):
    """An ad-hoc digest that a machine asked for: accepted once for a token's key, then worked off.

    `fingerprint` = a hash of what was asked, so that a key cannot mean two things.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField(max_length=60)
    wanted = models.JSONField()
    state = models.CharField(max_length=12, default=TriggerState.ACCEPTED)
    accepted_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    issue = models.ForeignKey(Issue, on_delete=models.SET_NULL, null=True)
    joined = models.BooleanField(default=False)
    guard = models.CharField(max_length=60, default="", blank=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("token", "key"), name="trigger_once_a_key"),
            one_of("state", TriggerState, "trigger_state_is_known"),
        )
        indexes = (
            models.Index(
                fields=("state",),
                name="triggers_to_work_off",
                condition=models.Q(state__in=[TriggerState.ACCEPTED, TriggerState.WORKING]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.digest} by key {self.key[:20]}: {self.state}"


class Announcement(models.Model):
    """An event for one listener: written once, told until it is taken or given up.

    `key` = what happened, once for ever; `event` = its id for everybody; `body` as it is signed.
    """

    hook = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    body = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default=Telling.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    words = models.TextField(default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("hook", "key"), name="announced_once_a_listener"),
            one_of("kind", Happening, "announcement_kind_is_known"),
            one_of("state", Telling, "announcement_state_is_known"),
        )
        indexes = (
            models.Index(
                fields=("not_before",),
                name="announcements_to_tell",
                condition=models.Q(state=Telling.PENDING),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.hook}: {self.state}"
