"""What was reported of an issue, counted now and then, so that no page counts a million rows."""

from __future__ import annotations

from django.db import models

from digest.store.models.issue import Issue


class Outcome(models.Model):
    """The numbers of `model.report.Outcome` as they were at `at`; made anew from the rows."""

    issue = models.OneToOneField(
        Issue, on_delete=models.CASCADE, primary_key=True, related_name="outcome"
    )
    at = models.DateTimeField()
    numbers = models.JSONField()

    def __str__(self) -> str:
        return f"{self.issue_id} at {self.at:%Y-%m-%d %H:%M}"
