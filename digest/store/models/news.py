"""Sources with what we remember of them, and the stories they brought."""

from __future__ import annotations

from django.db import models

from digest.model.story import Form, Role
from digest.store.models.checks import not_empty, one_of


class Source(models.Model):
    """Caching marks and health of a configured source; what it is stands in the configuration."""

    slug = models.SlugField(max_length=60, unique=True)
    # The configured address that the rest belongs to: marks of another one would lie.
    address = models.TextField(default="", blank=True)
    etag = models.TextField(default="", blank=True)
    last_modified = models.TextField(default="", blank=True)
    moved_to = models.TextField(default="", blank=True)
    checked_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(default="", blank=True)
    not_before = models.DateTimeField(null=True)
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = (not_empty("slug", "source_has_a_slug"),)

    def __str__(self) -> str:
        return self.slug


class Story(models.Model):
    """One article of one source.

    `published_day` is filled where only the day is known.  `position` is the place on the source's
    page now; null once it is no longer there.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="stories")
    guid = models.TextField()
    url = models.TextField(default="", blank=True)
    title = models.TextField()
    teaser = models.TextField(default="", blank=True)
    body = models.TextField(default="", blank=True)
    authors = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True)
    published_day = models.DateField(null=True)
    updated_at = models.DateTimeField(null=True)
    updated_day = models.DateField(null=True)
    marked_updated = models.BooleanField(default=False)
    section = models.TextField(default="", blank=True)
    categories = models.JSONField(default=list)
    language = models.CharField(max_length=35, default="", blank=True)
    dateline = models.TextField(default="", blank=True)
    image = models.JSONField(null=True)
    role = models.CharField(max_length=12)
    form = models.CharField(max_length=12, default=Form.ARTICLE)
    position = models.PositiveIntegerField(null=True)
    words = models.PositiveIntegerField(default=0)
    provenance = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    # What the source itself told, before its article page was read: what "changed" is judged by.
    told_hash = models.CharField(max_length=64)
    first_seen = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Its publisher took it back: since when we know, and what says so.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(default="", db_default="", blank=True)

    class Meta:
        verbose_name_plural = "stories"
        constraints = (
            models.UniqueConstraint(fields=("source", "guid"), name="story_once_a_source"),
            not_empty("guid", "story_has_a_guid"),
            not_empty("title", "story_has_a_title"),
            one_of("role", Role, "story_role_is_known"),
            one_of("form", Form, "story_form_is_known"),
            models.CheckConstraint(
                condition=models.Q(published_at=None) | models.Q(published_day=None),
                name="story_published_is_instant_or_day",
            ),
        )
        indexes = (models.Index(fields=("source", "first_seen"), name="story_by_first_seen"),)

    def __str__(self) -> str:
        return self.title
