"""The preference centre: what a reader gets, how often, when, in which language, at which address.

    GET                  how things stand
    POST                 save | leave everything, undo | mail a fresh link: data, erasure, address

The token alone opens it, and it may come from a mail that was passed on: so nothing here shows the
address, and what an old mail must not open (data, erasure, another address) only sends a letter.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from digest import settings
from digest.bootstrap import House, now
from digest.model.audience import SubscriptionState
from digest.model.plan import Digest
from digest.model.preferences import Preference
from digest.model.service import NoticeKind
from digest.store import consent, ownletters, preferences, reading
from digest.web.public import soon
from digest.web.public.desk import Desk
from digest.web.public.form import Choices
from digest.web.public.scope import scope_of
from digest.web.words import name_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def centre(request: HttpRequest, token: str) -> HttpResponse:
    """The page and what its buttons do."""
    scope = scope_of(token)
    desk = Desk(scope)
    if request.method != "POST":
        return desk.page(desk.offer.as_kept())
    act = _ACTS.get(request.POST.get("act", "save"))
    if act is None:
        raise Http404
    return act(desk, request)


def _save(desk: Desk, request: HttpRequest) -> HttpResponse:
    choices = desk.offer.read(request.POST)
    if choices.stranger:
        raise Http404
    wanted, wrong = _meant(desk, choices)
    if wrong:
        told = Choices(
            choices.profile, choices.standing, choices.wishes, choices.hour, frozenset(wrong)
        )
        return desk.page(told, status=400)
    changed = _kept(desk, choices, wanted)
    fresh = Desk(scope_of(desk.scope.token))
    if changed:
        _tell(fresh)
    return fresh.page(fresh.offer.as_kept(), saved=True)


def _meant(desk: Desk, choices: Choices) -> tuple[dict[str, Preference], set[str]]:
    wanted, wrong = {}, set(choices.wrong)
    for digest in desk.digests:
        language = desk.language_of(digest, choices)
        today = desk.said.now.astimezone(digest.tz).date()
        found = choices.wishes[digest.slug].meant(digest, language, today)
        if isinstance(found, Preference):
            wanted[digest.slug] = found
        else:
            wrong.add(f"{found}:{digest.slug}")
    return wanted, wrong


def _kept(desk: Desk, choices: Choices, wanted: dict[str, Preference]) -> bool:
    """Everything written; whether anything changed."""
    number, said = desk.scope.reader.id, desk.said
    changed = [bool(preferences.save_profile(number, choices.profile, said))]
    changed += [preferences.choose(number, slug, one, said) for slug, one in wanted.items()]
    changed.append(bool(consent.set_standing(number, choices.standing, **asdict(said))))
    return any(changed)


def _tell(desk: Desk) -> None:
    """A mail says how things stand now, unless nothing is sent to this reader any more."""
    if not desk.digests:
        return
    choices = desk.offer.as_kept()
    facts = [fact for digest in desk.digests if (fact := _fact(desk, digest, choices))]
    if not facts:
        ownletters.hush(desk.scope.reader.id)
        return
    words = desk.scope.words
    spoken = choices.profile.language or desk.scope.language
    facts.append((words.say("preferences.language"), name_of(spoken)))
    ownletters.tell(desk.scope.reader.id, desk.speaking, facts, now())


def _fact(desk: Desk, digest: Digest, choices: Choices) -> tuple[str, str] | None:
    """How a digest comes, in a few words; None where it does not come at all."""
    states = {choices.standing.get(slug) for slug in digest.lists}
    words, wish = desk.scope.words, choices.wishes[digest.slug]
    title = digest.title_in(words.language)
    if SubscriptionState.CONFIRMED in states:
        until = (
            f", {words.say('preferences.pause', title=title)} {wish.pause}" if wish.pause else ""
        )
        return title, words.say(f"preferences.{wish.frequency}") + until
    if SubscriptionState.PAUSED in states:
        return title, words.say("preferences.paused")
    return None


def _leave_all(desk: Desk, request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as the others
    consent.withdraw(desk.scope.reader.id, desk.own, **asdict(desk.said))
    ownletters.hush(desk.scope.reader.id)
    return desk.shown("public/left_all.html", {"undone": False})


def _return_all(desk: Desk, request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as the others
    last = reading.left_last(desk.scope.reader.address_hash, desk.own)
    consent.give_back(desk.scope.reader.id, last, **asdict(desk.said))
    return desk.shown("public/left_all.html", {"undone": True})


def _mail_data(desk: Desk, request: HttpRequest) -> HttpResponse:
    kind = NoticeKind(request.POST["act"])
    reader, moment = desk.scope.reader.id, _moment(desk)
    soon.serve(ownletters.ask_data(reader, kind, desk.speaking, moment))
    waits = ownletters.links_from(reader, moment) > moment
    return desk.shown("public/mailed.html", {"waits": waits})


def _moment(desk: Desk) -> datetime:
    return desk.said.now


def _new_address(desk: Desk, request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("email", "").strip()[:320]
    key = House(settings.current()).address_key()
    reader = desk.scope.reader.id
    try:
        made = ownletters.ask_address(reader, typed, desk.speaking, key, desk.said.now)
    except ValueError:
        return desk.page(desk.offer.as_kept(), wrong_address=typed or " ", status=400)
    for number in made:
        soon.serve(number)
    return desk.shown("public/mailed.html", {})


_ACTS = {
    "save": _save,
    "leave-all": _leave_all,
    "undo-all": _return_all,
    NoticeKind.EXPORT.value: _mail_data,
    NoticeKind.ERASE.value: _mail_data,
    "address": _new_address,
}
