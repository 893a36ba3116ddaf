"""Tokens of the JSON API as a page for admins: made, shown once, revoked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from digest.model.errors import UsageError
from digest.model.operator import Power, Role
from digest.store import apitokens
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.words import refused, say


@asks(Power.RULE)
@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest) -> HttpResponse:
    """All tokens, the revoked ones too: the audit names them."""
    return _page(request)


@sensitive_variables("made")
def _page(request: HttpRequest, made: str = "", name: str = "") -> HttpResponse:
    now = hall.house().clock()
    context = {
        "tokens": [
            (one, one.standing(now), [say(f"operator.{role}") for role in sorted(one.roles)])
            for one in apitokens.everyone()
        ],
        "roles": [
            (role.value, say(f"operator.{role}"), say(f"operator.{role}.words")) for role in Role
        ],
        "made": made,
        "made_for": name,
    }
    return render(request, "console/tokens.html", context)


@sensitive_variables("made")
@asks(Power.RULE)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Make a token, which is shown once, or revoke one."""
    post, now, actor = request.POST, hall.house().clock(), who(request).name
    name = post.get("name", "").strip()
    try:
        if post.get("act") == "make":
            until = _end_of(post.get("expires", ""))
            roles = post.getlist("role")
            made = apitokens.make(name, roles, actor=actor, now=now, expires_at=until)
            return _page(request, made, name)
        if post.get("act") == "revoke":
            apitokens.revoke(name, actor=actor, now=now)
            messages.success(request, say("tokens.revoked", name=name))
    except UsageError as error:
        messages.error(request, say("nothing.changed", why=refused(error)))
    return redirect("console-tokens")


def _end_of(word: str) -> datetime | None:
    """The end of the day that was chosen (UTC); None where none was."""
    if not word:
        return None
    try:
        day = date.fromisoformat(word) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise UsageError(say("tokens.no_day", day=word[:20])) from None
    return datetime.combine(day, time(), UTC)
