"""An operator's own account, and, for admins, everybody's."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from digest import settings
from digest.model.errors import UsageError
from digest.model.operator import Power, Role, Tongue
from digest.rules import onetime
from digest.store import operators
from digest.web.console import hall
from digest.web.console.access import asks, language_of, languages, who
from digest.web.console.words import refused, say

_KEY = "factor-key"


def _now() -> datetime:
    return hall.house().clock()


@asks(Power.LOOK)
@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """Password and second factor of whoever is here."""
    key = request.session.get(_KEY, "")
    issuer = settings.current().newsroom or "digest"
    context = {
        "key": key,
        "key_address": onetime.address(key, who(request).name, issuer) if key else "",
        "languages": languages(),
        "role_words": [_worded(role) for role in sorted(who(request).roles)],
    }
    return render(request, "console/account.html", context)


@sensitive_post_parameters()
@asks(Power.LOOK)
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Another password of one's own; all other sessions end."""
    user = request.user
    assert isinstance(user, User)
    if not user.check_password(request.POST.get("old", "")):
        messages.error(request, say("account.old.wrong"))
        return redirect("console-account")
    name = who(request).name
    try:
        operators.set_password(name, request.POST.get("new", ""), actor=name, now=_now())
    except UsageError as error:
        messages.error(request, refused(error))
        return redirect("console-account")
    _stay(request, user)
    messages.success(request, say("account.changed"))
    return redirect("console-account")


def _stay(request: HttpRequest, user: User) -> None:
    """This browser stays signed in, under a fresh session; the old row is gone already."""
    request.session.create()
    user.refresh_from_db()
    update_session_auth_hash(request, user)


@asks(Power.LOOK)
@require_POST
def factor(request: HttpRequest) -> HttpResponse:
    """Begin with one-time codes: make a key, then prove it by a code.  Or end them, by password."""
    user, name = request.user, who(request).name
    assert isinstance(user, User)
    match request.POST.get("act"):
        case "make":
            request.session[_KEY] = onetime.key_of(secrets.token_bytes(20))
        case "prove":
            _prove(request, user)
        case "end" if user.check_password(request.POST.get("password", "")):
            operators.end_factor(name, actor=name, now=_now())
            _stay(request, user)
            messages.success(request, say("factor.ended"))
        case _:
            messages.error(request, say("factor.wrong"))
    return redirect("console-account")


def _prove(request: HttpRequest, user: User) -> None:
    key, name = request.session.get(_KEY, ""), who(request).name
    given = request.POST.get("code", "")
    if key and operators.begin_factor(name, key, given, actor=name, now=_now()):
        _stay(request, user)
        del request.session[_KEY]
        messages.success(request, say("factor.proved"))
    else:
        messages.error(request, say("factor.no_fit"))


@asks(Power.LOOK)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Another language of the console, told in that language; '' leaves it to the browser."""
    wanted = request.POST.get("language", "")
    if wanted not in {"", *Tongue}:
        raise Http404
    operators.speak(who(request).name, wanted)
    with translation.override(language_of(request, wanted)):
        messages.success(request, say("account.language.done"))
    return redirect("console-account")


@asks(Power.RULE)
@require_http_methods(["GET", "HEAD"])
def everybody(request: HttpRequest) -> HttpResponse:
    """All operators, with their roles."""
    return _everybody(request)


def _worded(role: Role) -> tuple[str, str]:
    """A role's name and what it may."""
    return say(f"operator.{role}"), say(f"operator.{role}.words")


def _everybody(request: HttpRequest, made: str = "", name: str = "") -> HttpResponse:
    context = {
        "people": [
            (one, [(role.value, say(f"operator.{role}"), role in one.roles) for role in Role])
            for one in operators.everybody()
        ],
        "roles": [(role.value, *_worded(role)) for role in Role],
        "made": made,
        "made_for": name,
    }
    return render(request, "console/operators.html", context)


@sensitive_variables("made")
@asks(Power.RULE)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Add an operator, change roles, give a new password, close, open.  Passwords show once."""
    name = request.POST.get("name", "").strip()
    actor, now, roles = who(request).name, _now(), request.POST.getlist("role")
    try:
        made = _change(request.POST.get("act", ""), name, roles, actor, now)
    except UsageError as error:
        messages.error(request, say("nothing.changed", why=refused(error)))
        return redirect("console-operators")
    if made:
        return _everybody(request, made, name)
    messages.success(request, say("operators.done", name=name))
    return redirect("console-operators")


@sensitive_variables("made")
def _change(act: str, name: str, roles: list[str], actor: str, now: datetime) -> str:
    """Do it; the password that was made on the way, if one was."""
    made = secrets.token_urlsafe(15)
    match act:
        case "add":
            operators.add(name, roles, made, actor=actor, now=now)
            return made
        case "password":
            operators.set_password(name, made, actor=actor, now=now)
            return made
        case "roles":
            operators.change(name, roles, actor=actor, now=now)
        case "factor":
            operators.end_factor(name, actor=actor, now=now)
        case "close" | "open":
            operators.close(name, active=act == "open", actor=actor, now=now)
        case _:
            raise UsageError(say("step.nothing"))
    return ""
