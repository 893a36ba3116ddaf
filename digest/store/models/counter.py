"""Counts without an end: they only grow, over all processes and restarts."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """How often something happened since this database is there.  `key` names nobody."""

    key = models.CharField(max_length=100, primary_key=True)
    n = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.n}"
