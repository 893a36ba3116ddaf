"""The kill switch, the audit and the heartbeats."""

from __future__ import annotations

from datetime import datetime

from django.db import connections, transaction

from digest.store import models


def frozen(digest: str) -> str | None:
    """Why nothing of this digest may leave, or None; freezing everything freezes it too."""
    row = models.Freeze.objects.filter(digest__in=["", digest]).order_by("digest").first()
    if row is None:
        return None
    what = f"digest {row.digest}" if row.digest else "everything"
    reason = f": {row.reason}" if row.reason else ""
    return (
        f"{what} is frozen since {row.at:%Y-%m-%d %H:%M} UTC by {row.actor or 'somebody'}{reason}"
    )


@transaction.atomic
def freeze(digest: str, *, actor: str, reason: str, now: datetime) -> bool:
    """Stop all that leaves (of one digest, or of all where it is empty); False if it was so."""
    _, made = models.Freeze.objects.get_or_create(
        digest=digest, defaults={"at": now, "actor": actor, "reason": reason}
    )
    if made:
        audit(actor, "freeze", digest or "everything", now, after={"reason": reason})
    return made


@transaction.atomic
def thaw(digest: str, *, actor: str, now: datetime) -> bool:
    """Let it leave again; False when it was not frozen."""
    gone, _ = models.Freeze.objects.filter(digest=digest).delete()
    if gone:
        audit(actor, "thaw", digest or "everything", now)
    return bool(gone)


def audit(
    actor: str,
    act: str,
    subject: str,
    now: datetime,
    *,
    before: object = None,
    after: object = None,
) -> None:
    """Who did what, before and after."""
    models.Audit.objects.create(
        at=now, actor=actor, act=act, subject=subject, before=before, after=after
    )


def has_audit(act: str, subject: str) -> bool:
    """Whether somebody did that to it."""
    return models.Audit.objects.filter(act=act, subject=subject).exists()


def beat(name: str, now: datetime, detail: str = "") -> None:
    """This part of the house is alive."""
    models.Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "detail": detail})


def leave() -> None:
    """Close what this thread holds open in the database."""
    connections.close_all()


def last_audit(act: str) -> datetime | None:
    """When that was done last; None = never, or so long ago that it was pruned."""
    rows = models.Audit.objects.filter(act=act).order_by("-pk")
    return rows.values_list("at", flat=True).first()
