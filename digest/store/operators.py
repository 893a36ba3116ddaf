"""Operators: logins with roles, their second factor, and the brake on guessing.

    add, change, close, set_password     each with a line in the audit; all but `add` end sessions
    begin_factor, take_code, end_factor  one-time codes; a code opens once
    speak                                the language of their pages
    braked, tried                        the brake: failed tries slow the next ones down

Knows no request.  A login without a row here has no role, unless Django calls it a superuser.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from digest.model.errors import UsageError
from digest.model.operator import Operator, Power, Role
from digest.rules import onetime
from digest.store import house, models

WINDOW = timedelta(minutes=15)
FROM_ONE_PLACE = 5
"""Failed tries for a name from one address within the window, before it has to wait."""
FROM_EVERYWHERE = 20
"""Failed tries for a name from addresses where its owner never was."""
BY_AN_ADDRESS = 50
"""Failed tries of an address, whatever the names."""
_REMEMBERED = timedelta(days=30)


def everybody() -> tuple[Operator, ...]:
    """All logins, by name; two queries."""
    rows = {row.pk: row for row in models.Operator.objects.all()}
    return tuple(_value(user, rows.get(user.pk)) for user in User.objects.order_by("username"))


def others_who_may(power: Power, but: str) -> tuple[str, ...]:
    """The names of everybody else who may do that."""
    found = (one for one in everybody() if one.active and one.name != but)
    return tuple(one.name for one in found if one.may(power))


def behind(user: User) -> Operator:
    """The operator behind a login, read anew: a role taken away is gone with the next request."""
    return _value(user, models.Operator.objects.filter(pk=user.pk).first())


def named(name: str) -> Operator:
    """The operator of that name; a UsageError where there is none."""
    return behind(_user(name))


def _value(user: User, row: models.Operator | None) -> Operator:
    roles = {Role(role) for role in row.roles} if row else set()
    return Operator(
        name=user.username,
        roles=frozenset(roles | ({Role.ADMIN} if user.is_superuser else set())),
        active=user.is_active,
        factor=bool(row and row.factor_key),
        seen_at=user.last_login,
        language=row.language if row else "",
    )


def _user(name: str) -> User:
    user = User.objects.filter(username=name).first()
    if user is None:
        raise UsageError(f"there is no operator {name!r}; digest user list shows them")
    return user


def _roles(words: Iterable[str]) -> list[str]:
    try:
        return sorted({Role(word).value for word in words})
    except ValueError as error:
        allowed = ", ".join(Role)
        raise UsageError(f"{error}; allowed: {allowed}") from None


@transaction.atomic
def add(name: str, roles: Iterable[str], password: str, *, actor: str, now: datetime) -> None:
    """A new operator with these roles; the password is checked by the rules for passwords."""
    told = _roles(roles)
    if not told:
        raise UsageError("an operator needs a role: " + ", ".join(Role))
    if User.objects.filter(username__iexact=name).exists():
        raise UsageError(f"there is an operator {name!r} already")
    user = User(username=name)
    _checked(user, password)
    user.set_password(password)
    user.save()
    models.Operator.objects.create(user=user, roles=told)
    house.audit(actor, "add-operator", f"operator {name}", now, after={"roles": told})


def _checked(user: User, password: str) -> None:
    try:
        User.username_validator(user.username)
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError(" ".join(error.messages)) from None


@transaction.atomic
def change(name: str, roles: Iterable[str], *, actor: str, now: datetime) -> None:
    """Other roles.  Open sessions end: nobody goes on with a power they no longer have."""
    told, user = _roles(roles), _user(name)
    before = named(name)
    models.Operator.objects.update_or_create(user=user, defaults={"roles": told})
    User.objects.filter(pk=user.pk).update(is_superuser=False, is_staff=False)
    _keep_an_admin(before)
    end_sessions(user.pk)
    then = {"roles": sorted(before.roles)}
    house.audit(actor, "change-roles", f"operator {name}", now, before=then, after={"roles": told})


@transaction.atomic
def close(name: str, *, active: bool, actor: str, now: datetime) -> None:
    """Close an account, or open it again.  It is never deleted: the audit names it."""
    user, before = _user(name), named(name)
    User.objects.filter(pk=user.pk).update(is_active=active)
    _keep_an_admin(before)
    end_sessions(user.pk)
    act = "open-account" if active else "close-account"
    house.audit(actor, act, f"operator {name}", now, before={"active": user.is_active})


def _keep_an_admin(before: Operator) -> None:
    """The last admin stays one; where there was none, nobody is kept from anything."""
    was = before.active and Role.ADMIN in before.roles
    if was and not any(one.active and Role.ADMIN in one.roles for one in everybody()):
        raise UsageError("somebody has to stay admin: give another operator the role first")


@transaction.atomic
def set_password(name: str, password: str, *, actor: str, now: datetime) -> None:
    """Another password.  Open sessions end; the second factor stays."""
    user = _user(name)
    _checked(user, password)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user.pk)
    house.audit(actor, "set-password", f"operator {name}", now)


def speak(name: str, language: str) -> None:
    """Read the console in that language from now on; '' leaves it to the browser."""
    models.Operator.objects.update_or_create(user=_user(name), defaults={"language": language})


def end_sessions(user_id: int) -> int:
    """Sign a login out everywhere; how many sessions there were.  Operators are few: all are read."""
    ended = 0
    for session in Session.objects.iterator(chunk_size=200):
        if session.get_decoded().get("_auth_user_id") == str(user_id):
            session.delete()
            ended += 1
    return ended


@transaction.atomic
def begin_factor(name: str, key: str, code: str, *, actor: str, now: datetime) -> bool:
    """Ask for codes from now on, once one from that key was right."""
    step = onetime.accepted(key, code, now)
    if step is None:
        return False
    user = _user(name)
    row, _ = models.Operator.objects.get_or_create(user=user)
    models.Operator.objects.filter(pk=row.pk).update(factor_key=key, factor_step=step)
    end_sessions(user.pk)
    house.audit(actor, "begin-second-factor", f"operator {name}", now)
    return True


@transaction.atomic
def end_factor(name: str, *, actor: str, now: datetime) -> None:
    """Ask for no codes any more; for somebody who lost the telephone."""
    user = _user(name)
    models.Operator.objects.filter(user=user).update(factor_key="", factor_step=0)
    end_sessions(user.pk)
    house.audit(actor, "end-second-factor", f"operator {name}", now)


def take_code(user_id: int, given: str, now: datetime) -> bool:
    """Whether the code opens, or none is asked for.  Of two with one code exactly one gets in."""
    row = models.Operator.objects.filter(pk=user_id).exclude(factor_key="").first()
    if row is None:
        return True
    step = onetime.accepted(row.factor_key, given, now, used=row.factor_step)
    if step is None:
        return False
    fresh = models.Operator.objects.filter(pk=user_id, factor_step__lt=step)
    return bool(fresh.update(factor_step=step))


def braked(name: str, address: str, now: datetime) -> bool:
    """Whether a try has to wait.

    Guesses from elsewhere never lock an owner out of a place where they signed in before.
    """
    recent = models.SignIn.objects.filter(at__gt=now - WINDOW, good=False)
    mine = recent.filter(name=name.lower())
    if mine.filter(address=address).count() >= FROM_ONE_PLACE:
        return True
    if recent.filter(address=address).count() >= BY_AN_ADDRESS:
        return True
    known = models.SignIn.objects.filter(name=name.lower(), address=address, good=True)
    return mine.count() >= FROM_EVERYWHERE and not known.exists()


def tried(name: str, address: str, now: datetime, *, good: bool) -> None:
    """Keep a try, and forget those of long ago.  A success clears the failures from that place."""
    rows = models.SignIn.objects
    rows.filter(at__lt=now - _REMEMBERED).delete()
    if good:
        rows.filter(name=name.lower(), address=address, good=False).delete()
    rows.create(at=now, name=name.lower()[:150], address=address, good=good)
