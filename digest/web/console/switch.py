"""The kill switch on the first page: freeze and thaw, of one digest or of everything."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from digest.model.operator import Power
from digest.store import house as book
from digest.web.console import hall
from digest.web.console.access import asks, who
from digest.web.console.words import say


@asks(Power.LOOK, to_act=Power.SEND)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Freeze with a reason, or thaw."""
    house, post = hall.house(), request.POST
    digest, reason = post.get("digest", ""), " ".join(post.get("reason", "").split())[:300]
    actor, now = who(request).name, house.clock()
    if digest and digest not in house.settings.digests:
        messages.error(request, say("switch.unknown"))
    elif post.get("act") == "thaw":
        book.thaw(digest, actor=actor, now=now)
        messages.success(request, say("switch.thawed"))
    elif post.get("act") == "freeze" and reason:
        book.freeze(digest, actor=actor, reason=reason, now=now)
        messages.success(request, say("switch.frozen"))
    else:
        messages.error(request, say("switch.reason"))
    return redirect("console")
