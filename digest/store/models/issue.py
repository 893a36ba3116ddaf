"""Occurrence -> issue -> editions: what a digest is due, what was chosen, what was printed."""

from __future__ import annotations

from django.db import models

from digest.model.issue import IssueKind, IssueState
from digest.model.plan import SectionKind
from digest.model.schedule import SlotState
from digest.store.models.checks import not_empty, one_of
from digest.store.models.news import Story


class Occurrence(models.Model):
    """A slot of a digest: `2026-11-25T06:00` as scheduled, or `2026-11-25#1` by hand."""

    digest = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    day = models.DateField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, default=SlotState.RELEASED, db_default=SlotState.RELEASED.value
    )
    act_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    owner = models.TextField(default="", db_default="", blank=True)
    reason = models.TextField(default="", db_default="", blank=True)
    approved_by = models.TextField(default="", db_default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("digest", "slot"), name="occurrence_once"),
            one_of("kind", IssueKind, "occurrence_kind_is_known"),
            one_of("state", SlotState, "occurrence_state_is_known"),
            not_empty("digest", "occurrence_has_a_digest"),
        )
        indexes = (
            models.Index(
                fields=("act_at",),
                condition=models.Q(act_at__isnull=False),
                name="occurrence_to_act_on",
            ),
        )

    def __str__(self) -> str:
        return f"{self.digest} {self.slot}"


class Timetable(models.Model):
    """Up to when the slots of a digest have become rows."""

    digest = models.CharField(max_length=60, primary_key=True)
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest} up to {self.looked_at:%Y-%m-%d %H:%M}"


class DayOff(models.Model):
    """A day that an operator took out of a digest's schedule."""

    digest = models.CharField(max_length=60)
    day = models.DateField()
    actor = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "days off"
        constraints = (
            models.UniqueConstraint(fields=("digest", "day"), name="day_off_once_a_digest"),
        )

    def __str__(self) -> str:
        return f"{self.digest} {self.day}"


class Issue(models.Model):
    """The dated choice of stories of one digest.  Its choice never changes once it is closed."""

    digest = models.CharField(max_length=60)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    day = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=IssueState.OPEN)
    subject = models.TextField(default="", blank=True)
    preheader = models.TextField(default="", blank=True)
    content_hash = models.CharField(max_length=64, default="", blank=True)
    left_out = models.JSONField(default=list)
    note = models.TextField(default="", blank=True)
    skipped_because = models.TextField(default="", blank=True)
    audience = models.JSONField(default=dict)
    audience_n = models.PositiveIntegerField(default=0)
    audience_hash = models.CharField(max_length=64, default="", blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # When its stories' pages were asked for the last time before it leaves.
    looked_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("digest", "occurrence", "kind"), name="issue_once_an_occurrence"
            ),
            models.UniqueConstraint(
                fields=("digest", "day", "number"), name="issue_number_once_a_day"
            ),
            one_of("state", IssueState, "issue_state_is_known"),
            one_of("kind", IssueKind, "issue_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        IssueState.OPEN,
                        IssueState.SKIPPED,
                        IssueState.CANCELLED,
                    ]
                )
                | models.Q(closed_at__isnull=False),
                name="issue_is_closed_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    state__in=[
                        IssueState.FROZEN,
                        IssueState.SENDING,
                        IssueState.PAUSED,
                        IssueState.FINISHED,
                        IssueState.FINISHED_IN_PART,
                    ]
                )
                | models.Q(frozen_at__isnull=False),
                name="issue_is_frozen_before_it_is_sent",
            ),
        )
        indexes = (models.Index(fields=("digest", "day"), name="issue_by_day"),)

    def __str__(self) -> str:
        return f"{self.digest} {self.day} #{self.number}"


class IssueStory(models.Model):
    """A story at its place in an issue: the text as it was printed, with the reasons.

    An editor's own link has no story.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="placements")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, null=True)
    section = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    place = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    printed = models.JSONField()
    why = models.JSONField(default=list)
    score = models.FloatField(null=True)
    also = models.JSONField(default=list)
    fits = models.JSONField(null=True)
    note = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        verbose_name_plural = "issue stories"
        constraints = (
            models.UniqueConstraint(fields=("issue", "story"), name="story_once_an_issue"),
            models.UniqueConstraint(
                fields=("issue", "section", "place"), name="place_once_a_section"
            ),
            one_of("kind", SectionKind, "placement_kind_is_known"),
        )
        indexes = (models.Index(fields=("story",), name="issues_of_a_story"),)

    def __str__(self) -> str:
        return f"{self.section} {self.place}"


class HandStep(models.Model):
    """What an editor decided about an issue, step by step.  Rows are only ever added."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="hand")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    what = models.JSONField()
    actor = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issue", "number"), name="hand_step_once_an_issue"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.number} {self.kind}"


class Edition(models.Model):
    """An issue as printed for one variant.  Rows are never changed: a trigger sees to that."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="editions")
    variant = models.TextField()
    language = models.CharField(max_length=35)
    direction = models.CharField(max_length=3)
    subject = models.TextField()
    preheader = models.TextField(default="", blank=True)
    html = models.TextField()
    text = models.TextField()
    nonce = models.CharField(max_length=32)
    steps = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    head = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issue", "variant"), name="edition_once_a_variant"),
            models.CheckConstraint(
                condition=models.Q(direction__in=["ltr", "rtl"]),
                name="edition_direction_is_known",
            ),
            not_empty("nonce", "edition_has_a_nonce"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} {self.variant}"
