"""The form: `/{digest}/subscribe`, hosted here or embedded anywhere as plain HTML.

    GET    the form, stamped with the time
    POST   trap, stamp, address, brake -> the wish is kept -> always the same answer

Whether an address is known is never looked at here: what comes of a wish is found out after the
answer is gone, so status, words and time are the same by construction.  No cookie and no CSRF
token: all that a forged post can do is what anybody may type, and without a stamp of ours it only
shows the form.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from digest import settings
from digest.bootstrap import now
from digest.brake import brake, named
from digest.logs import log
from digest.model.audience import normal_address
from digest.model.plan import Digest
from digest.model.signup import Entry, Filled, SignUp
from digest.rules import signup as rules
from digest.rules.notices import mailbox_of
from digest.store import signups, tallies
from digest.web.public import soon
from digest.web.public.page import page
from digest.web.words import VERSION, Words, name_of, words

TRAP = "website"
"""A field that people do not see and machines like to fill."""
HOUSE = "house"
"""The count of all forms together."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, digest: str) -> HttpResponse:
    """The form, and what comes of it."""
    found = settings.current().digests.get(digest)
    if found is None or not found.lists:
        raise Http404
    form = _Form(request, found)
    response = _posted(form) if request.method == "POST" else form.page()
    response.headers["Cache-Control"] = "no-store"
    return response


class _Form:
    """One request: the fields that count, and the page in the visitor's choice of language."""

    def __init__(self, request: HttpRequest, digest: Digest) -> None:
        fields = request.POST if request.method == "POST" else request.GET
        self.digest = digest
        self.address = fields.get("email", "").strip()[:320]
        asked = fields.get("language") or request.GET.get("lang", "")
        self.language = asked if asked in digest.languages else digest.language
        self.trap = fields.get(TRAP, "")
        self.stamp = fields.get("t", "")
        self.visitor = rules.visitor(
            str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", "")
        )

    @property
    def words(self) -> Words:
        return words(self.language)

    def page(self, *, wrong: bool = False, once: bool = False, status: int = 200) -> HttpResponse:
        """The form with what was typed; nothing that a link brings along is shown."""
        context = {
            "address": self.address if wrong or once else "",
            "stamp": rules.stamp(settings.current().key, now()),
            "trap": TRAP,
            "wrong": wrong,
            "once": once,
            "language": self.language,
            "languages": [(tag, name_of(tag)) for tag in self.digest.languages],
        }
        return self.shown("form", context, status=status)

    def shown(
        self, step: str, context: dict[str, object] | None = None, *, status: int = 200
    ) -> HttpResponse:
        told = {"title": self.digest.title_in(self.language)}
        values = {"step": step} | (context or {})
        template = "public/subscribe.html"
        return page(template, self.words, values, digest=self.digest, told=told, status=status)


def _posted(form: _Form) -> HttpResponse:
    how = rules.filled(form.trap, form.stamp, settings.current().secret_keys, now())
    if how is Filled.BY_A_TRAP:
        return form.shown("asked")
    try:
        normal = normal_address(form.address)
    except ValueError:
        return form.page(wrong=True, status=400)
    if how is Filled.UNTIMED:
        return form.page(once=True)
    entry = _judged(form, normal)
    if entry is Entry.BUSY:
        log(__name__).warning("sign-ups braked", digest=form.digest.slug)
        response = form.shown("busy", status=429)
        response.headers["Retry-After"] = str(int(rules.OF_A_NETWORK.span.total_seconds()))
        return response
    if entry is Entry.TAKEN:
        soon.answer(signups.keep(_wish(form), now()))
    return form.shown("asked")


def _judged(form: _Form, normal: str) -> Entry:
    known = settings.current()
    counting = brake(known, now)
    network = named("network", rules.network_of(form.visitor), known.key)
    told = counting.count(network, rules.OF_A_NETWORK.span)
    if told > rules.OF_A_NETWORK.most:
        return rules.judge(network=told, mailbox=0, house=0)
    mailbox = named("mailbox", mailbox_of(normal), known.key)
    everybody = counting.count(HOUSE, rules.OF_THE_HOUSE.span)
    if everybody > rules.OF_THE_HOUSE.most:
        tallies.count(tallies.FLOOD, rules.OF_THE_HOUSE.span, now())
    return rules.judge(
        network=told,
        mailbox=counting.count(mailbox, rules.OF_A_MAILBOX.span),
        house=everybody,
    )


def _wish(form: _Form) -> SignUp:
    path = reverse("subscribe", args=[form.digest.slug])
    return SignUp(
        digest=form.digest.slug,
        list=form.digest.lists[0],
        address=form.address,
        language=form.language,
        source=f"form {path}",
        wording=f"{VERSION}:{form.words.language}",
    )
