"""Uploaded files of readers as rows: kept in pieces, claimed by one, moved by conditional UPDATE.

    keep | due | claim -> note … (with each chunk of readers, in its transaction) -> end
                       -> tried (a rehearsal) -> agree | cancel

The bytes stand in the database, where every worker reaches them, and go when the file is done with.
Brings nobody in: that is `store.importing`, driven by `digest.uploading`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from digest.model.errors import TemporaryError
from digest.model.upload import OPEN, WORKED_ON, Given, Told, Upload, UploadState
from digest.store import house, models, owners

LEASE = timedelta(minutes=6)
"""Longer than a task may take; it also ends when its owner, on this machine, is gone."""
PIECE = 1 << 20
"""Bytes in one row, before they are packed."""
WAITS = timedelta(days=1)
"""So long a tried file waits for a person."""
_NOBODY = "nobody said yes within a day"


@transaction.atomic
def keep(
    given: Given,
    pieces: Iterable[bytes],
    *,
    digest: str,
    encoding: str,
    size: int,
    rows: int,
    rehearse: bool,
    now: datetime,
) -> int:
    """Keep a file that was looked through; its number.  All of it or nothing."""
    row = models.Upload.objects.create(
        name=given.name,
        list_slug=given.list,
        actor=given.actor,
        columns=dict(given.columns),
        asks=given.asks,
        digest=digest,
        encoding=encoding,
        bytes=size,
        rows=rows,
        at=now,
        state=UploadState.TRYING if rehearse else UploadState.COMING,
    )
    for number, piece in enumerate(pieces):
        packed = zlib.compress(piece, 1)
        models.UploadPiece.objects.create(upload=row, number=number, packed=packed)
    house.audit(given.actor, "upload", f"{row.pk} {given.name} into {given.list}", now)
    return row.pk


def pieces(number: int) -> Iterator[bytes]:
    """The bytes as they came, piece by piece."""
    rows = models.UploadPiece.objects.filter(upload=number).order_by("number")
    for key in list(rows.values_list("pk", flat=True)):
        packed = models.UploadPiece.objects.values_list("packed", flat=True).get(pk=key)
        yield zlib.decompress(bytes(packed))


def find(number: int) -> Upload | None:
    """How it stands now."""
    row = models.Upload.objects.filter(pk=number).first()
    return _upload(row) if row else None


def latest(limit: int = 20) -> tuple[Upload, ...]:
    """The newest first."""
    return tuple(_upload(row) for row in models.Upload.objects.order_by("-pk")[:limit])


def due(now: datetime, limit: int = 20) -> list[int]:
    """Files with work left that nobody does.  What waited too long for a yes is called off."""
    stale = models.Upload.objects.filter(state=UploadState.TRIED, done_at__lt=now - WAITS)
    for number in stale.values_list("pk", flat=True):
        _close(models.Upload.objects.filter(pk=number), UploadState.CANCELLED, _NOBODY, now)
    return list(_free(now).order_by("pk").values_list("pk", flat=True)[:limit])


def _free(now: datetime) -> QuerySet[models.Upload]:
    rows = models.Upload.objects.filter(state__in=WORKED_ON)
    held = rows.filter(claimed_until__gte=now).values_list("owner", flat=True).distinct()
    gone = [owner for owner in held if owners.is_gone(owner)]
    return rows.filter(Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(owner__in=gone))


def claim(number: int, now: datetime) -> Upload | None:
    """Take a file for a while; None when somebody else has it or nothing is left to do."""
    mine = _free(now).filter(pk=number)
    if not mine.update(owner=owners.me("import"), claimed_until=now + LEASE):
        return None
    return find(number)


def note(mine: Upload, told: Told, now: datetime) -> None:
    """So far it came.  With readers in the same transaction: TemporaryError takes them back."""
    if not _ours(mine).update(claimed_until=now + LEASE, **_columns(told)):
        raise TemporaryError("the file is no longer in these hands", upload=mine.id)


def let_go(mine: Upload) -> None:
    """Nobody is at it any more."""
    _ours(mine).update(claimed_until=None, owner="")


def tried(mine: Upload, told: Told, now: datetime) -> bool:
    """It is known what would come of it: a person may say yes."""
    state = {"state": UploadState.TRIED, "done_at": now, "owner": "", "claimed_until": None}
    return bool(_ours(mine).update(**state, **_columns(told)))


def end(mine: Upload, told: Told, now: datetime) -> bool:
    """Its readers are in."""
    return _close(_ours(mine), UploadState.FINISHED, "", now, **_columns(told))


def fail(mine: Upload, reason: str, now: datetime) -> bool:
    """It cannot be read, and never will be."""
    return _close(_ours(mine), UploadState.FAILED, reason, now)


@transaction.atomic
def agree(number: int, *, actor: str, now: datetime) -> bool:
    """A person says yes to a tried file; False where it is not one."""
    rows = models.Upload.objects.filter(pk=number, state=UploadState.TRIED)
    start = _columns(Told()) | {"state": UploadState.COMING, "done_at": None}
    if not rows.update(**start):
        return False
    house.audit(actor, "upload-agreed", str(number), now)
    return True


@transaction.atomic
def cancel(number: int, *, actor: str, now: datetime) -> bool:
    """Nothing more comes in; who is in stays.  False where it was over."""
    rows = models.Upload.objects.filter(pk=number, state__in=OPEN)
    if not _close(rows, UploadState.CANCELLED, f"cancelled by {actor}", now):
        return False
    house.audit(actor, "upload-cancelled", str(number), now)
    return True


def call_off(reason: str, now: datetime) -> int:
    """Every file that is not done with; how many."""
    return sum(
        _close(models.Upload.objects.filter(pk=number), UploadState.CANCELLED, reason, now)
        for number in models.Upload.objects.filter(state__in=OPEN).values_list("pk", flat=True)
    )


def forget(addresses: Iterable[str]) -> None:
    """Rows that are shown of files name these readers no more."""
    wanted = {address.lower() for address in addresses}
    for row in models.Upload.objects.exclude(refused_rows=[], shown=[]):
        row.refused_rows = [one for one in row.refused_rows if not _names(one, wanted)]
        row.shown = [one for one in row.shown if not _names(one, wanted)]
        row.save(update_fields=["refused_rows", "shown"])


def _names(row: dict[str, Any], wanted: set[str]) -> bool:
    said = str(row).lower()
    return any(address in said for address in wanted)


def _ours(mine: Upload) -> QuerySet[models.Upload]:
    return models.Upload.objects.filter(pk=mine.id, owner=mine.owner, state=mine.state)


@transaction.atomic
def _close(
    rows: QuerySet[models.Upload], state: UploadState, reason: str, now: datetime, **more: Any
) -> bool:
    numbers = list(rows.values_list("pk", flat=True))
    over = {"state": state, "reason": reason, "done_at": now, "owner": "", "claimed_until": None}
    if not rows.update(**over, **more):
        return False
    models.UploadPiece.objects.filter(upload__in=numbers).delete()
    return True


def _columns(told: Told) -> dict[str, Any]:
    return {
        "line": told.line,
        "found": dict(told.found),
        "kept_away": told.kept_away,
        "refused": told.refused,
        "refused_rows": list(told.refused_rows),
        "shown": list(told.shown),
        "unused": list(told.unused),
    }


def _upload(row: models.Upload) -> Upload:
    given = Given(row.name, row.list_slug, row.actor, row.columns, row.asks, row.encoding)
    told = Told(**{name: getattr(row, name) for name in _columns(Told())})
    return Upload(
        row.pk,
        given,
        row.digest,
        row.encoding,
        row.bytes,
        row.rows,
        UploadState(row.state),
        row.reason,
        replace(told, refused_rows=tuple(told.refused_rows), shown=tuple(told.shown)),
        row.at,
        row.done_at,
        row.owner,
    )
