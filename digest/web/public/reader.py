"""A reader's own pages: see an issue, leave, come back, choose.

    GET   shows a page with a button; it changes nothing, whoever follows the link
    POST  acts, with the token alone: no cookie, no session, no redirect, and twice is once

A mail program's one-click request (RFC 8058) is a POST to the unsubscribe page; whatever its body,
it means "leave", unless it is our own undo button.
"""

from __future__ import annotations

from dataclasses import asdict, replace
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
from digest.store.preferences import of as preferences_of
from digest.store.preferences import save_profile
from digest.web.public import full, printed
from digest.web.public.form import Choices, read_choices
from digest.web.public.page import page
from digest.web.public.scope import Scope, scope_of
from digest.web.words import VERSION, name_of

ACTOR = "reader"
ASKED_BY_BUTTON = ("GET", "HEAD", "POST", "OPTIONS")


@require_http_methods(["GET", "HEAD"])
def view(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The issue as this reader got it."""
    scope = scope_of(token)
    languages = (scope.reader.language, *scope.languages)
    edition = reading.edition_of(scope.issue, languages=languages)
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


@csrf_exempt
@require_http_methods(ASKED_BY_BUTTON)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Name, language and, list by list, whether it comes."""
    scope = scope_of(token)
    if request.method != "POST":
        return _preferences_page(scope, Choices.of(scope.reader))
    choices = read_choices(request.POST, scope.languages, scope.reader)
    if choices.stranger:
        raise Http404
    if choices.wrong:
        return _preferences_page(scope, choices, status=400)
    chosen = preferences_of(scope.reader.id)
    if chosen is None:
        raise Http404
    said = consent.Said("preference page", ACTOR, _now(), _wording(scope))
    profile = replace(chosen.profile, name=choices.name, language=choices.language)
    save_profile(scope.reader.id, profile, said)
    consent.set_standing(scope.reader.id, choices.standing, **asdict(said))
    fresh = scope_of(token)
    return _preferences_page(fresh, Choices.of(fresh.reader), saved=True)


def _preferences_page(
    scope: Scope, choices: Choices, *, saved: bool = False, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        "choices": choices,
        "saved": saved,
        "languages": [(language, name_of(language)) for language in scope.languages],
        "language": choices.language or scope.language,
        "lists": _lists(scope, choices),
    }
    return _page(scope, "public/preferences.html", context, status=status)


def _lists(scope: Scope, choices: Choices) -> list[dict[str, object]]:
    """One question a list: its name is the newsletter's where there is but one."""
    words, standings = scope.words, scope.reader.standings
    return [
        {
            "slug": standing.slug,
            "question": words.say(
                "preferences.list",
                title=scope.title if len(standings) == 1 else standing.title,
            ),
            "choices": [
                (state, words.say(f"preferences.{state}"), choices.state_of(standing.slug) == state)
                for state in ("confirmed", "paused", "unsubscribed")
            ],
        }
        for standing in standings
    ]


def _wording(scope: Scope) -> str:
    return f"{VERSION}:{scope.words.language}"


def _now() -> datetime:
    return datetime.now(UTC)
