"""Tokens of the JSON API: made, opened, revoked.

    make(name, roles)  -> the token itself, this once; kept is a hash
    opened(text)       -> whose it is, or None: unknown, wrong, revoked and expired look the same
    revoke(name)       -> dead with the next request

Each change with a line in the audit.  Knows no request.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from digest.model.apitoken import ApiToken
from digest.model.errors import UsageError
from digest.model.operator import Role
from digest.rules import apitokens as rules
from digest.store import house, models

_NOBODY = rules.sealed("")
_FRESH = timedelta(minutes=1)
"""How exactly it is known when a token was used: not every look writes."""


def everyone() -> tuple[ApiToken, ...]:
    """All tokens by name, the revoked ones too."""
    return tuple(_value(row) for row in models.ApiToken.objects.order_by("name"))


def _value(row: models.ApiToken) -> ApiToken:
    return ApiToken(
        id=row.pk,
        name=row.name,
        roles=frozenset(Role(word) for word in row.roles),
        mark=row.mark,
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )


@transaction.atomic
def make(
    name: str,
    roles: Iterable[str],
    *,
    actor: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new token, as its owner gets it; UsageError with words where it cannot be meant."""
    told = _roles(roles)
    if not rules.NAME.fullmatch(name):
        raise UsageError(f"{name[:60]!r} is no name of a token; allowed: a-z, 0-9 and -, up to 40")
    if expires_at is not None and expires_at <= now:
        raise UsageError("a token that has expired opens nothing: choose a later day")
    mark, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    _, made = models.ApiToken.objects.get_or_create(
        name=name,
        defaults={
            "mark": mark,
            "sealed": rules.sealed(secret),
            "roles": told,
            "made_by": actor,
            "made_at": now,
            "expires_at": expires_at,
        },
    )
    if not made:
        raise UsageError(f"there is a token {name!r} already, or was: choose another name")
    after = {"roles": told, "expires_at": expires_at.isoformat() if expires_at else None}
    house.audit(actor, "add-api-token", f"token {name}", now, after=after)
    return rules.written(mark, secret)


def _roles(words: Iterable[str]) -> list[str]:
    try:
        told = sorted({Role(word).value for word in words})
    except ValueError as error:
        raise UsageError(f"{error}; allowed: {', '.join(Role)}") from None
    if not told:
        raise UsageError("a token needs a role: " + ", ".join(Role))
    return told


def opened(text: str, now: datetime) -> ApiToken | None:
    """The live token that this is.  A wrong one takes as long as a right one."""
    found = rules.parts(text)
    mark, secret = found or ("", "")
    row = models.ApiToken.objects.filter(mark=mark).first()
    good = rules.opens(secret, row.sealed if row else _NOBODY)
    if row is None or not good or not found:
        return None
    token = _value(row)
    if token.standing(now) != "live":
        return None
    stale = Q(used_at=None) | Q(used_at__lt=now - _FRESH)
    if row.used_at is None or row.used_at < now - _FRESH:
        models.ApiToken.objects.filter(stale, pk=row.pk).update(used_at=now)
    return token


@transaction.atomic
def revoke(name: str, *, actor: str, now: datetime) -> bool:
    """It opens nothing any more; False where it was so.  UsageError where there is none."""
    rows = models.ApiToken.objects.filter(name=name)
    if not rows.exists():
        raise UsageError(f"there is no token {name[:60]!r}; digest api-token list shows them")
    done = bool(rows.filter(revoked_at=None).update(revoked_at=now))
    if done:
        house.audit(actor, "revoke-api-token", f"token {name}", now)
    return done
