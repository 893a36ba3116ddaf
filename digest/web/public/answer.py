"""What a service mail asks: `/s/{token}/confirm` and `/s/{token}/refuse`.

    GET    a page with one button; a second visit shows what was said
    POST   the reply, once

The token names the notice, under a purpose of its kind: it opens this one question, for as long as
the mail said.  A wrong one, one of another kind and one of an erased reader look alike: no page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from digest import erasing, settings
from digest.bootstrap import House, now
from digest.model.notice import Standing
from digest.model.plan import Digest
from digest.model.reply import Outcome
from digest.model.service import NoticeKind
from digest.rules import service as rules
from digest.store import notices, person, replies
from digest.web.public import soon
from digest.web.public.page import page
from digest.web.public.scope import masked
from digest.web.words import VERSION, Words, words

_BY_BUTTON = ("GET", "HEAD", "POST", "OPTIONS")
GONE = 410


@dataclass(frozen=True, slots=True)
class Question:
    """A notice before the reader to whom it was mailed."""

    token: str
    standing: Standing
    digest: Digest

    @property
    def kind(self) -> NoticeKind:
        """What it is about."""
        return self.standing.draft.kind

    @property
    def words(self) -> Words:
        """Our words in the language of the mail."""
        return words(self.standing.draft.language or self.digest.language)

    @property
    def wording(self) -> str:
        """The version of the words that stood above the button."""
        return f"{VERSION}:{self.words.language}"

    def shown(self, step: str, *, button: bool = False, status: int = 200) -> HttpResponse:
        """The page of a step: `<step>` and `<step>.words` are its phrases."""
        draft = self.standing.draft
        told = {
            "title": self.digest.title_in(self.words.language),
            "address": masked(draft.address),
        }
        filled = self.words.filled(told)
        context = {
            "heading": filled[_id(step)],
            "text": filled[_id(step.replace(".ask", ".who") if button else f"{step}.words")],
            "button": filled[_id(step.replace(".ask", ".button"))] if button else "",
            "begin_again": self.kind is NoticeKind.CONFIRM and step in ("expired", "confirm.left"),
        }
        template = "public/answer.html"
        return page(template, self.words, context, digest=self.digest, told=told, status=status)


def _id(phrase: str) -> str:
    return phrase.replace(".", "_").replace("-", "_")


def question(token: str) -> Question:
    """The notice that a token opens.  Raises Http404, always the same, when it opens nothing."""
    known = settings.current()
    told = rules.read_token(token, known.secret_keys)
    standing = notices.one(told.notice) if told else None
    if told is None or standing is None:
        raise Http404
    draft = standing.draft
    digest = known.digests.get(draft.digest)
    if digest is None or (draft.subscriber, draft.kind) != (told.subscriber, told.kind):
        raise Http404
    return Question(token, standing, digest)


@csrf_exempt
@require_http_methods(_BY_BUTTON)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The yes that a mail asks for."""
    asked = question(token)
    found = replies.outcome(asked.standing, now())
    if request.method != "POST":
        return _page(asked, found)
    if found is Outcome.ASK and asked.kind is NoticeKind.EXPORT:
        return _export(asked)
    if found is Outcome.ASK and asked.kind is NoticeKind.ERASE:
        return _erase(asked)
    done = replies.yes(asked.standing.id, now(), wording=asked.wording)
    if done is Outcome.DONE:
        soon.serve(notices.follower(asked.standing.id))
    return _page(asked, done)


_STEPS = {
    (NoticeKind.CONFIRM, Outcome.REFUSED): "refuse.done",
    (NoticeKind.ADDRESS_OLD, Outcome.REFUSED): "address-old.done",
}


def _page(asked: Question, found: Outcome) -> HttpResponse:
    if found is Outcome.ASK:
        return asked.shown(f"{asked.kind}.ask", button=True)
    if found is Outcome.EXPIRED:
        return asked.shown("expired", status=GONE)
    return asked.shown(_STEPS.get((asked.kind, found), f"{asked.kind}.{found}"))


@csrf_exempt
@require_http_methods(_BY_BUTTON)
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Say that it was not me: nothing more comes of what a stranger typed."""
    asked = question(token)
    if asked.kind is not NoticeKind.CONFIRM:
        raise Http404
    found = replies.outcome(asked.standing, now())
    if request.method == "POST":
        replies.no(asked.standing.id, now(), wording=asked.wording)
        return asked.shown("refuse.done")
    if found is Outcome.REFUSED:
        return asked.shown("refuse.done")
    return asked.shown("refuse.ask", button=True)


def _export(asked: Question) -> HttpResponse:
    """Everything that is kept, as a file; as often as it is asked for while the link works."""
    house = House(settings.current())
    told = person.whole(_normal(asked), house.address_key())
    body = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


def _erase(asked: Question) -> HttpResponse:
    erasing.erase(House(settings.current()), _normal(asked), actor=replies.ACTOR)
    return asked.shown("erase.done")


def _normal(asked: Question) -> str:
    from digest.model.audience import normal_address

    return normal_address(asked.standing.draft.address)
