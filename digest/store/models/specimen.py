"""Specimens: copies of an issue that are no reader's, in a ledger of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from digest.model.specimen import SpecimenKind, SpecimenState
from digest.store.models.checks import not_empty, one_of
from digest.store.models.issue import Issue


class Specimen(models.Model):
    """A test or a seed's copy.  An address is a seed of an issue once."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="specimens")
    kind = models.CharField(max_length=8)
    address = models.TextField()
    edition = models.TextField()
    state = models.CharField(max_length=12)
    reason = models.TextField(default="", blank=True)
    reference = models.TextField(default="", blank=True)
    actor = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            one_of("kind", SpecimenKind, "specimen_kind_is_known"),
            one_of("state", SpecimenState, "specimen_state_is_known"),
            not_empty("address", "specimen_has_an_address"),
            models.UniqueConstraint(
                fields=("issue", "address"),
                condition=Q(kind=SpecimenKind.SEED),
                name="seed_once_an_issue",
            ),
        )
        indexes = (
            models.Index(
                fields=("at",), condition=Q(state=SpecimenState.ASKED), name="specimens_asked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.kind} {self.state}"
