"""A reader's own pages: see an issue, leave, come back.  To choose: `digest.web.public.centre`.

    GET   shows a page with a button; it changes nothing, whoever follows the link
    POST  acts, with the token alone: no cookie, no session, no redirect, and twice is once

A mail program's one-click request (RFC 8058) is a POST to the unsubscribe page; whatever its body,
it means "leave", unless it is our own undo button.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    RawPostDataException,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from digest.rules.layout import salutation
from digest.store import consent, reading
from digest.web.public import full, printed
from digest.web.public.page import page
from digest.web.public.scope import Scope, scope_of
from digest.web.words import VERSION

ACTOR = "reader"
ASKED_BY_BUTTON = ("GET", "HEAD", "POST", "OPTIONS")


@require_http_methods(["GET", "HEAD"])
def view(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The issue as this reader got it."""
    scope = scope_of(token)
    languages = (scope.reader.language, *scope.languages)
    edition = reading.edition_of(scope.issue, scope.reader.id, languages=languages)
    if edition is None:
        raise Http404
    whole = full.page_of(edition, scope.digest) if scope.digest else None
    html = printed.readers_page(
        whole or edition.html,
        nonce=edition.nonce,
        name=salutation(scope.reader.name, edition.language),
        link=lambda verb: _link(scope, verb),
    )
    return HttpResponse(html, headers={"Content-Security-Policy": printed.POLICY})


def _link(scope: Scope, verb: str) -> printed.Link:
    """Where the printed links lead; who looks at the view already is shown the archive instead."""
    if verb == "view" and scope.digest:
        return reverse("archive", args=[scope.digest.slug]), scope.words.say("archive.all")
    return reverse(verb, args=[scope.token]), ""


@csrf_exempt
@require_http_methods(ASKED_BY_BUTTON)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the newsletter, and undo it."""
    scope = scope_of(token)
    if request.method != "POST":
        return _unsubscribe_page(scope, "done" if not _on(scope) else "ask")
    if _asks_to_undo(request):
        _come_back(scope)
        return _unsubscribe_page(scope_of(token), "undone")
    one_click = _field(request, "List-Unsubscribe") == "One-Click"
    source = "one-click" if one_click or not _field(request, "act") else "unsubscribe page"
    consent.withdraw(
        scope.reader.id,
        scope.lists,
        source=source,
        actor=ACTOR,
        now=_now(),
        wording=_wording(scope),
        issue=scope.issue,
    )
    return _unsubscribe_page(scope_of(token), "done")


def _on(scope: Scope) -> bool:
    """Whether there is anything to leave: a reader on no list at all may still say no."""
    states = [standing.state for standing in scope.reader.standings]
    return scope.reader.receives or not any(states)


def _come_back(scope: Scope) -> None:
    lists = reading.left_last(scope.reader.address_hash, scope.lists)
    consent.give_back(
        scope.reader.id,
        lists,
        source="unsubscribe page",
        actor=ACTOR,
        now=_now(),
        wording=_wording(scope),
        issue=scope.issue,
    )


def _unsubscribe_page(scope: Scope, step: str) -> HttpResponse:
    lists = reading.left_last(scope.reader.address_hash, scope.lists)
    return _page(scope, "public/unsubscribe.html", {"step": step, "may_undo": bool(lists)})


def _page(
    scope: Scope, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    common = {"token": scope.token, "suppressed": scope.reader.suppressed}
    told = {"title": scope.title, "address": scope.address}
    return page(
        template, scope.words, common | context, digest=scope.digest, told=told, status=status
    )


def _asks_to_undo(request: HttpRequest) -> bool:
    return _field(request, "act") == "undo" and not _field(request, "List-Unsubscribe")


_UNREADABLE = (
    BadRequest,
    MultiPartParserError,
    RawPostDataException,
    SuspiciousOperation,
    UnreadablePostError,
    ValueError,
)


def _field(request: HttpRequest, name: str) -> str:
    """A field of the body; a body that cannot be read has none, and leaving still works."""
    try:
        return request.POST.get(name, "") or ""
    except _UNREADABLE:
        return ""


def _wording(scope: Scope) -> str:
    return f"{VERSION}:{scope.words.language}"


def _now() -> datetime:
    return datetime.now(UTC)
