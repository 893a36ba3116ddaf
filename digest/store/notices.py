"""The ledger of service mails: make one, claim it, write the intent, write the outcome.

    add      in the transaction of what it tells of; the same key twice is one mail
    claim    pending, or the owner is gone           fence + 1, lease
    intend   it is about to go                       on disk before the post is asked
    mark     submitted, failed, uncertain            once and for all
    undo     surely not accepted                     pending again, later

Every write carries the fence: whoever lost the claim writes nothing.  What a person does with the
uncertain ones is in `digest.store.unsettled_notices`; what a reader answers, in `digest.store.replies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from digest.model.audience import SuppressionReason
from digest.model.notice import Draft, Held, NoticeState, Reply, Standing
from digest.model.post import Fate, Verdict
from digest.model.service import NoticeKind
from digest.rules import notices as rules
from digest.store import models, owners

LEASE = timedelta(seconds=120)
_CHUNK = 2000
_OPEN = (NoticeState.PENDING, NoticeState.CLAIMED)
_STATE_OF = {
    Fate.ACCEPTED: NoticeState.SUBMITTED,
    Fate.REFUSED: NoticeState.FAILED,
    Fate.NOT_ACCEPTED: NoticeState.FAILED,
    Fate.UNCERTAIN: NoticeState.UNCERTAIN,
}


def add(draft: Draft, now: datetime) -> int | None:
    """Keep a service mail to go at once; its number, or None where there was one of that key."""
    row, made = models.Notice.objects.get_or_create(key=draft.key, defaults=_values(draft, now))
    return row.pk if made else None


def add_many(drafts: Iterable[Draft], now: datetime) -> int:
    """Keep many, each key once; how many there are of these keys that were made now.

    Bounded in memory; one transaction for each 2000.
    """
    made, chunk = 0, []
    for draft in drafts:
        chunk.append(draft)
        if len(chunk) == _CHUNK:
            made += _add_chunk(chunk, now)
            chunk = []
    return made + (_add_chunk(chunk, now) if chunk else 0)


@transaction.atomic
def _add_chunk(drafts: Sequence[Draft], now: datetime) -> int:
    keys = {draft.key for draft in drafts}
    known = models.Notice.objects.filter(key__in=keys)
    there = set(known.values_list("key", flat=True))
    rows = [
        models.Notice(key=draft.key, **_values(draft, now))
        for draft in {one.key: one for one in drafts}.values()
        if draft.key not in there
    ]
    models.Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _values(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "digest": draft.digest,
        "subscriber_id": draft.subscriber,
        "address": draft.address,
        "address_hash": draft.address_hash,
        "about": draft.about,
        "name": draft.name,
        "language": draft.language,
        "lists": list(draft.lists),
        "facts": [list(fact) for fact in draft.facts],
        "parent": draft.parent,
        "in_bulk": draft.in_bulk,
        "made_at": now,
        "not_before": now,
    }


def _draft(row: models.Notice) -> Draft:
    return Draft(
        key=row.key,
        kind=NoticeKind(row.kind),
        digest=row.digest,
        subscriber=row.subscriber_id,
        address=row.address,
        address_hash=row.address_hash,
        language=row.language,
        name=row.name,
        about=row.about,
        lists=tuple(row.lists),
        facts=tuple((str(label), str(value)) for label, value in row.facts),
        parent=row.parent,
        in_bulk=row.in_bulk,
    )


_CLAIM = """
UPDATE store_notice
   SET state = 'claimed', fence = fence + 1, owner = %s, lease_until = %s, attempts = attempts + 1
 WHERE id = %s
   AND (state = 'pending' AND not_before <= %s
        OR state = 'claimed' AND (lease_until < %s OR owner = %s))
RETURNING fence
"""


def claim(number: int, now: datetime, worker: str = "") -> Held | None:
    """The mail, if it is to be had: exactly one of many callers gets it."""
    held = models.Notice.objects.filter(pk=number, state=NoticeState.CLAIMED)
    owner = held.values_list("owner", flat=True).first()
    gone = owner if owner and owners.is_gone(owner) else "\x01"
    with connection.cursor() as cursor:
        stamp, until = _stamp(now), _stamp(now + LEASE)
        cursor.execute(_CLAIM, [owners.me(worker), until, number, stamp, stamp, gone])
        rows = cursor.fetchall()
    if not rows:
        return None
    row = models.Notice.objects.get(pk=number)
    return Held(
        id=number,
        fence=rows[0][0],
        attempts=row.attempts,
        asked=row.intent_at is not None,
        made_at=row.made_at,
        draft=_draft(row),
        silenced=_silenced(row),
    )


def _stamp(moment: datetime) -> datetime | str:
    return connection.ops.adapt_datetimefield_value(moment) or moment


def _silenced(row: models.Notice) -> str:
    if not row.address:
        return "erased"
    kept = models.Suppression.objects.filter(pk=row.address_hash)
    reason = kept.values_list("reason", flat=True).first()
    return rules.silenced(NoticeKind(row.kind), SuppressionReason(reason) if reason else None)


def _held(held: Held) -> QuerySet[models.Notice]:
    return models.Notice.objects.filter(pk=held.id, fence=held.fence, state=NoticeState.CLAIMED)


def intend(held: Held, now: datetime) -> bool:
    """Write that it is about to go; False where it is another's, erased, or anything is frozen."""
    frozen = models.Freeze.objects.filter(Q(digest="") | Q(digest=OuterRef("digest")))
    may = _held(held).filter(~Exists(frozen)).exclude(address="")
    return bool(may.update(intent_at=now, lease_until=now + LEASE))


def mark(held: Held, verdict: Verdict, now: datetime, *, reference: str = "") -> bool:
    """Write what became of it; False when the claim was lost meanwhile.

    A lost owner's answer is evidence all the same: what its successor had to call uncertain and
    the post did accept becomes submitted.
    """
    changes = {"state": _STATE_OF[verdict.fate], "reason": _words(verdict), "done_at": now}
    if _held(held).update(reference=reference, owner="", **changes):
        return True
    if verdict.fate is Fate.ACCEPTED:
        late = {"state": NoticeState.SUBMITTED, "reason": "the post had answered after all"}
        doubted = models.Notice.objects.filter(pk=held.id, state=NoticeState.UNCERTAIN)
        doubted.update(reference=reference, **late)
    return False


def _words(verdict: Verdict) -> str:
    return verdict.words[:500]


def undo(held: Held, not_before: datetime, reason: str = "", *, counted: bool = True) -> bool:
    """Surely not accepted, or not asked: pending again, not before that instant.

    Not `counted` where the try was none: the house was frozen, or a setting is wrong.
    """
    return bool(
        _held(held).update(
            state=NoticeState.PENDING,
            intent_at=None,
            owner="",
            not_before=not_before,
            reason=reason[:500],
            attempts=held.attempts - (0 if counted else 1),
        )
    )


def cancel(held: Held, reason: str, now: datetime) -> bool:
    """It is not to go any more."""
    rows = _held(held).filter(intent_at=None)
    return bool(
        rows.update(state=NoticeState.CANCELLED, reason=reason[:500], owner="", done_at=now)
    )


def give_up(held: Held, reason: str, now: datetime) -> bool:
    """It cannot be set or may not leave: a person has to look."""
    rows = _held(held)
    return bool(rows.update(state=NoticeState.FAILED, reason=reason[:500], owner="", done_at=now))


def due(now: datetime, limit: int = 200) -> list[int]:
    """Mails that somebody should take, those first that somebody waits for.

    Each is named at most once in half a minute; call again for more.
    """
    ready = Q(state=NoticeState.PENDING, not_before__lte=now)
    stale = Q(state=NoticeState.CLAIMED) & (Q(lease_until__lt=now) | Q(owner__in=_gone_owners()))
    quiet = Q(hinted_at=None) | Q(hinted_at__lt=now - timedelta(seconds=30))
    rows = models.Notice.objects.filter(quiet, ready | stale).order_by("in_bulk", "pk")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    models.Notice.objects.filter(pk__in=ids).update(hinted_at=now)
    return ids


def unsettled() -> frozenset[int]:
    """Mails that are under way, or whose fate is unknown."""
    waits = [*_OPEN, NoticeState.UNCERTAIN]
    return frozenset(models.Notice.objects.filter(state__in=waits).values_list("pk", flat=True))


def _gone_owners() -> list[str]:
    held = models.Notice.objects.filter(state=NoticeState.CLAIMED)
    return [
        owner for owner in held.values_list("owner", flat=True).distinct() if owners.is_gone(owner)
    ]


def one(number: int) -> Standing | None:
    """A notice whose reader is not erased."""
    row = models.Notice.objects.filter(pk=number).exclude(address="").first()
    if row is None:
        return None
    return Standing(
        id=row.pk,
        state=NoticeState(row.state),
        reply=Reply(row.reply),
        made_at=row.made_at,
        gone_at=row.intent_at,
        draft=_draft(row),
    )


def forget(address_hashes: Iterable[str], *, subscriber: int = 0) -> None:
    """What is kept of the mails to an erased reader names nobody, and what waits does not go.

    By `subscriber` also those to an address that the reader had, or wanted to have.
    """
    mine = Q(address_hash__in=list(address_hashes))
    rows = models.Notice.objects.filter(mine | Q(subscriber_id=subscriber) if subscriber else mine)
    rows.filter(state=NoticeState.PENDING).update(state=NoticeState.CANCELLED, reason="erased")
    rows.update(address="", about="", name="", facts=[])


def follower(parent: int) -> int | None:
    """The mail that follows from a notice and waits to go, if there is one."""
    rows = models.Notice.objects.filter(parent=parent, state=NoticeState.PENDING)
    return rows.order_by("-pk").values_list("pk", flat=True).first()
