"""A reader's desk: what their page offers, and how it is laid out for the template."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel.dates import get_day_names
from django.http import Http404, HttpResponse

from digest import settings
from digest.bootstrap import now
from digest.model.audience import SubscriptionState
from digest.model.plan import Digest
from digest.model.preferences import Frequency, Preference
from digest.model.schedule import OwnHour
from digest.press.words import words_for
from digest.rules.layout_text import clean
from digest.rules.preferences import LONGEST_PAUSE, fixed, offered
from digest.store import preferences, reading
from digest.store.consent import Said
from digest.web.public.form import Choices, Offer, Wish, zones
from digest.web.public.page import page
from digest.web.public.scope import Scope
from digest.web.words import VERSION, name_of

ACTOR = "reader"
SOURCE = "preference page"
_STATES = ("confirmed", "paused", "unsubscribed")


class Desk:
    """A reader's page: what it offers and how it is shown."""

    def __init__(self, scope: Scope) -> None:
        kept = preferences.of(scope.reader.id)
        if kept is None:
            raise Http404
        self.scope = scope
        self.own = reading.every_list_of(scope.reader.id)
        self.digests = _digests(scope, self.own)
        others = [slug for d in self.digests for slug in d.lists if slug in self.own]
        full = reading.reader(scope.reader.id, tuple(dict.fromkeys((*scope.lists, *others))))
        self.offer = Offer(kept, full.standings if full else (), self.digests, self.languages)
        wording = f"{VERSION}:{scope.words.language}"
        self.said = Said(SOURCE, ACTOR, now(), wording, scope.issue)

    @property
    def languages(self) -> tuple[str, ...]:
        """Of the newsletter, or of all that come where none is meant."""
        return self.scope.languages or tuple(
            dict.fromkeys(tag for digest in self.digests for tag in digest.languages)
        )

    @property
    def speaking(self) -> str:
        """The slug of the digest in whose name a letter goes."""
        if not self.digests:
            raise Http404
        return self.digests[0].slug

    def page(
        self, choices: Choices, *, saved: bool = False, wrong_address: str = "", status: int = 200
    ) -> HttpResponse:
        """The preference page with these choices in it."""
        example = (now().date() + timedelta(days=14)).isoformat()
        context = {
            "choices": choices,
            "saved": saved,
            "wrong_address": wrong_address,
            "languages": [(tag, name_of(tag)) for tag in self.languages],
            "language": choices.profile.language or self.scope.language,
            "shared": [self._list(one, choices, names) for one, names in self._shared()],
            "lists": [self._list(one, choices) for one in self._loose()],
            "parts": [self._part(digest, choices) for digest in self.digests],
            "zones": zones(),
            "hours": [(str(h), f"{h:02d}:00") for h in range(24)],
            # Nobody is asked for an hour that nothing comes at.
            "timed": any(one.timing.own_hour is not OwnHour.NO for one in self.digests),
        }
        return self.shown("public/preferences.html", context, status=status, example=example)

    def shown(
        self, template: str, context: dict[str, Any], *, status: int = 200, **told: object
    ) -> HttpResponse:
        """A page of this reader's, in their language."""
        scope = self.scope
        values = {"title": scope.title, "address": scope.address} | told
        frame = {"token": scope.token, "suppressed": scope.reader.suppressed} | context
        return page(template, scope.words, frame, digest=scope.digest, told=values, status=status)

    def _loose(self) -> list[reading.Standing]:
        """Lists that belong to no digest that is configured."""
        of_digests = {slug for digest in self.digests for slug in digest.lists}
        return [one for one in self.offer.standings if one.slug not in of_digests]

    def _shared(self) -> list[tuple[reading.Standing, str]]:
        """Lists that bring several digests, each once, with the names of all that it brings."""
        found = []
        for one in self.offer.standings:
            brings = [digest for digest in self.digests if one.slug in digest.lists]
            if len(brings) > 1:
                found.append((one, " · ".join(self.title_of(digest) for digest in brings)))
        return found

    def _list(self, one: reading.Standing, choices: Choices, title: str = "") -> dict[str, Any]:
        words = self.scope.words
        waits = one.state is SubscriptionState.PENDING
        return {
            "slug": one.slug,
            "question": words.say("preferences.list", title=title or words.apart(one.title)),
            "pending": waits,
            "choices": [
                (
                    state,
                    words.say(f"preferences.{state}"),
                    not waits and choices.state_of(one.slug) == state,
                )
                for state in _STATES
            ],
        }

    def _part(self, digest: Digest, choices: Choices) -> dict[str, Any]:
        """What can be chosen of one digest."""
        words, language = self.scope.words, self.language_of(digest, choices)
        wish = choices.wishes.get(digest.slug) or Wish.of(Preference())
        shared = {one.slug for one, _ in self._shared()}
        lists = [
            one
            for one in self.offer.standings
            if one.slug in digest.lists and one.slug not in shared
        ]
        title, slug = self.title_of(digest), digest.slug
        # Beside a list that brings several digests, a further one goes by its own name.
        alone = title if len(lists) == 1 and not shared & set(digest.lists) else ""
        today = now().astimezone(digest.tz).date()
        return {
            "slug": digest.slug,
            "title": title,
            "open": digest is self.scope.digest or len(self.digests) == 1 or _wrong(slug, choices),
            "lists": [self._list(one, choices, alone) for one in lists],
            "sections": [
                (plan.slug, self._section(digest, plan, language), _ticked(wish, plan.slug))
                for plan in offered(digest, language)
            ],
            "some_fixed": bool(fixed(digest, language)),
            "about_sections": words.say("preferences.sections", title=title),
            "about_frequency": words.say("preferences.frequency", title=title),
            "about_pause": words.say("preferences.pause", title=title),
            "frequencies": [
                (one.value, words.say(f"preferences.{one}"), wish.frequency == one.value)
                for one in Frequency
            ],
            "weekdays": _weekdays(words.language, wish.weekday),
            "pause": wish.pause,
            "soonest": (today + timedelta(days=1)).isoformat(),
            "latest": (today + LONGEST_PAUSE).isoformat(),
            "wrong_pause": f"pause:{digest.slug}" in choices.wrong,
            "wrong_sections": f"sections:{digest.slug}" in choices.wrong,
        }

    def title_of(self, digest: Digest) -> str:
        """The digest's name in the reader's language, in one piece among words that run otherwise."""
        words = self.scope.words
        return str(words.apart(digest.title_in(words.language)))

    def language_of(self, digest: Digest, choices: Choices) -> str:
        """The language in which a digest comes to the reader."""
        chosen = choices.profile.language
        return chosen if chosen in digest.languages else digest.language

    @staticmethod
    def _section(digest: Digest, plan: Any, language: str) -> str:
        own = plan.title.get(language) or plan.title.get(digest.language)
        return clean(own or words_for(language).say(f"section.{plan.kind}"))


def _wrong(slug: str, choices: Choices) -> bool:
    return bool({f"pause:{slug}", f"sections:{slug}"} & choices.wrong)


def _ticked(wish: Wish, slug: str) -> bool:
    return wish.sections is None or slug in wish.sections


def _weekdays(language: str, chosen: str) -> list[tuple[str, str, bool]]:
    names = get_day_names("wide", context="stand-alone", locale=language)
    return [(str(day), names[day], (chosen or "0") == str(day)) for day in range(7)]


def _digests(scope: Scope, own: tuple[str, ...]) -> tuple[Digest, ...]:
    """The newsletter of the mail first, then the others whose lists the reader stands on."""
    known = sorted(settings.current().digests.values(), key=lambda digest: digest.title)
    mine = [d for d in known if d is not scope.digest and set(d.lists) & set(own)]
    return (*((scope.digest,) if scope.digest else ()), *mine)
