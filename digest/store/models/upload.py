"""Files of readers that operators gave to a page, until their readers are in."""

from __future__ import annotations

from django.db import models

from digest.model.upload import UploadState
from digest.store.models.checks import not_empty, one_of


class Upload(models.Model):
    """One file: for which list, how far it is, and what became of its rows up to `line`."""

    name = models.CharField(max_length=200)
    list_slug = models.CharField(max_length=60)
    actor = models.CharField(max_length=150)
    columns = models.JSONField(default=dict)
    asks = models.CharField(max_length=60, default="", blank=True)
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=60)
    bytes = models.BigIntegerField()
    rows = models.BigIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=12)
    reason = models.TextField(default="", blank=True)
    line = models.BigIntegerField(default=0)
    found = models.JSONField(default=dict)
    kept_away = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    refused_rows = models.JSONField(default=list)
    shown = models.JSONField(default=list)
    unused = models.JSONField(default=list)
    owner = models.CharField(max_length=200, default="", blank=True)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            one_of("state", UploadState, "upload_state_is_known"),
            not_empty("list_slug", "upload_has_a_list"),
        )
        indexes = (models.Index(fields=("state",), name="upload_by_state"),)

    def __str__(self) -> str:
        return f"{self.name} into {self.list_slug}, {self.state}"


class UploadPiece(models.Model):
    """Some of a file's bytes, packed; they go as soon as nobody needs the file."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    packed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("upload", "number"), name="upload_piece_once"),
        )

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"
