"""What readers followed, where a digest counts it: single touches for a while, numbers for good."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from digest.store.models.issue import Issue


class Click(models.Model):
    """One request for a counted link; link 0 is the picture that tells of an opening.

    `signs` are the request's own; `verdict` is empty until it is judged.  No address of a machine
    and no name of a program is kept.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="clicks")
    subscriber_id = models.BigIntegerField()
    link = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    signs = models.CharField(max_length=60, default="", blank=True)
    verdict = models.CharField(max_length=8, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subscriber_id", "issue", "link", "at", "signs"), name="click_once_a_second"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "person", "machine"]), name="click_verdict_is_known"
            ),
        )
        indexes = (
            models.Index(fields=("at",), condition=Q(verdict=""), name="clicks_to_judge"),
            models.Index(fields=("at",), name="clicks_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} link {self.link} {self.at:%Y-%m-%d %H:%M}"


class LinkCount(models.Model):
    """How often a link of an issue was followed; without a link: any of its stories.

    `readers` = different people, `clicks` = how often they did, `machines` = touches of likely
    scanners, which are in neither.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="link_counts")
    link = models.PositiveSmallIntegerField(null=True)
    readers = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)
    machines = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issue", "link"), name="count_once_a_link"),
            models.UniqueConstraint(
                fields=("issue",), condition=Q(link=None), name="count_once_an_issue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue_id} link {self.link}: {self.readers}"
