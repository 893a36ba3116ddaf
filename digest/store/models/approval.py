"""Issues that wait for a person before they go to the post."""

from __future__ import annotations

from django.db import models

from digest.store.models.issue import Issue


class Approval(models.Model):
    """An issue that leaves only when somebody says so.  No row: it waits for nobody.

    `goes_at` is empty until it is approved; from then on it is the instant at which it may leave,
    so that an approval can be taken back for a moment.  `because` is what the person has to decide
    about, where it is more than a look.  Where two people have to agree, `first_by` is the one who
    did, to the choice of the moment `first_seen`.
    """

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, primary_key=True)
    asked_by = models.TextField()
    because = models.TextField(default="", db_default="", blank=True)
    # The guards that a person has to pass, divided by blanks.
    guards = models.TextField(default="", db_default="", blank=True)
    approved_by = models.TextField(default="", blank=True)
    readers = models.PositiveIntegerField(null=True)
    reason = models.TextField(default="", blank=True)
    goes_at = models.DateTimeField(null=True)
    first_by = models.TextField(default="", db_default="", blank=True)
    first_seen = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("goes_at",), name="approvals_by_instant"),)

    def __str__(self) -> str:
        return f"issue {self.issue_id}: {self.approved_by or 'waits'}"


class Canary(models.Model):
    """An issue of which a few readers get it first; the rest waits until it is settled."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, primary_key=True)
    readers = models.PositiveIntegerField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "canaries"

    def __str__(self) -> str:
        return f"issue {self.issue_id}: {self.readers} first"
