"""Every table in Django's admin, to be looked at; hardly anything can be changed there.

The ledger, the news and all logs are read-only: their rows have rules that a form does not know.
Tables with a key of two columns cannot be shown by the admin: `WITHOUT`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from digest.store import models

WITHOUT = frozenset(
    {
        models.ApiToken,
        models.Subscription,
        models.Delivery,
        models.Operator,
        models.Preference,
        models.SignIn,
        models.UploadPiece,
        models.WrappedKey,
    }
)
"""Reached through the console and the commands instead; keys are for nobody."""


class Looking(admin.ModelAdmin):
    """A list and a page for each row, nothing to press."""

    show_full_result_count = False  # it would count a million rows twice
    list_per_page = 50
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's
        """Rows are made by the verbs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's
        """Rows go by retention and erasure, which leave a trace."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's
        """Only where a class says so."""
        return False


@admin.register(models.Subscriber)
class Subscribers(Looking):
    """A name or a language may be mended by hand; the address is the reader's identity."""

    list_display = ("address", "name", "language", "erased", "created_at")
    search_fields = ("=address_norm",)
    search_help_text = "a whole address"
    readonly_fields = (
        "address",
        "address_norm",
        "address_hash",
        "attributes",
        "hour",
        "erased",
        "created_at",
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As far as the fields above leave it."""
        return admin.ModelAdmin.has_change_permission(self, request, obj)


@admin.register(models.MailingList)
class MailingLists(Looking):
    """The title may be mended; the slug is what the configuration names."""

    list_display = ("slug", "title", "created_at")
    readonly_fields = ("slug", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As far as the fields above leave it."""
        return admin.ModelAdmin.has_change_permission(self, request, obj)


@admin.register(models.Issue)
class Issues(Looking):
    """Issues."""

    list_display = ("digest", "day", "number", "state", "audience_n", "subject")
    list_filter = ("state",)
    list_select_related = ("occurrence",)


@admin.register(models.Edition)
class Editions(Looking):
    """Editions: HTML is shown as text."""

    list_display = ("issue", "variant", "subject", "created_at")
    list_select_related = ("issue",)


@admin.register(models.Batch)
class Batches(Looking):
    """Batches: the packed readers are not shown."""

    list_display = ("issue", "number", "state", "n", "submitted", "failed", "uncertain")
    list_filter = ("state",)
    list_select_related = ("issue", "edition")


@admin.register(models.Event)
class Events(Looking):
    """What providers reported."""

    list_display = ("natural_key", "kind", "subscriber_id", "reason", "at")
    search_fields = ("=natural_key",)


@admin.register(models.Consent)
class Consents(Looking):
    """Who said what about a list."""

    list_display = ("at", "act", "list_slug", "source", "actor")
    search_fields = ("=address_hash",)


@admin.register(models.Audit)
class AuditLines(Looking):
    """Who did what."""

    list_display = ("at", "actor", "act", "subject")


@admin.register(models.Story)
class Stories(Looking):
    """Stories."""

    list_display = ("title", "source", "published_at", "first_seen")
    list_select_related = ("source",)


@admin.register(models.Source)
class Sources(Looking):
    """Sources with their health."""

    list_display = ("slug", "succeeded_at", "failures", "error")


@admin.register(models.Freeze)
class Freezes(Looking):
    """What is frozen.  Everything at once has an empty key, to which no page can be addressed."""

    list_display = ("__str__", "at", "actor", "reason")


for _model in (
    models.Alarm,
    models.Anchor,
    models.Announcement,
    models.Approval,
    models.Bucket,
    models.Canary,
    models.Change,
    models.Click,
    models.Cohort,
    models.Counter,
    models.DayCount,
    models.DayOff,
    models.Excluded,
    models.FormerAddress,
    models.Freezing,
    models.HandStep,
    models.Heartbeat,
    models.IssueStory,
    models.LinkCount,
    models.Notice,
    models.Occurrence,
    models.Outcome,
    models.Ping,
    models.Rate,
    models.RawEvent,
    models.Segment,
    models.SignUp,
    models.Specimen,
    models.Suppression,
    models.SyncMark,
    models.Tally,
    models.Timetable,
    models.Trigger,
    models.Upload,
):
    admin.site.register(_model, Looking)
