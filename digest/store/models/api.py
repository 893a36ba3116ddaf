"""The JSON API: who may ask."""

from __future__ import annotations

from django.db import models


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
