"""Subscribers and their consent: in with a yes that is held or asked for, shown, out, gone.

Nobody who said no comes back by this way.  A reader is named by their address; a stranger's address
can be suppressed and erased too: only its hash is kept.  Powers are those of the readers' pages of
the console: one reader is *send*, all at once and erasing are *rule*.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router

from digest.bootstrap import House
from digest.erasing import erase
from digest.model.audience import SubscriptionState, normal_address
from digest.model.errors import GuardRefused, UsageError
from digest.model.operator import Power
from digest.model.signup import SignUp
from digest.rules import roster
from digest.store import consent, exporting, importing, lists, people, person, signups
from digest.web.api import shapes
from digest.web.api.app import route
from digest.web.api.issues import JSON_LINES
from digest.web.api.problem import Refused
from digest.web.api.triggers import bearer
from digest.web.console import hall
from digest.web.public import soon

router = Router()


def normal(address: str) -> str:
    """The address as readers are kept by.  UsageError where it cannot be mailed."""
    try:
        return normal_address(address)
    except ValueError as error:
        raise UsageError(f"no address that can be mailed: {error}") from None


def known_list(slug: str) -> str:
    """The list of that slug.  Refused with 404 where there is none."""
    if slug not in lists.slugs():
        raise Refused(404, f"there is no list {slug}")
    return slug


@route(
    router,
    "POST",
    "/subscribers",
    power=Power.SEND,
    gives=shapes.Joined,
    also=(404, 409),
)
def add_subscriber(request: HttpRequest, body: shapes.NewReader) -> dict[str, Any]:
    """Put one reader on a list: with a consent that you hold, or asked by mail (double opt-in).

    Who left the list or is suppressed is refused. Twice the same changes nothing.
    """
    house, slug = hall.house(), known_list(body.list)
    row = _row(house, body)
    if body.consent is None:
        return {"address": row.normal, "list": slug, "found": _ask(house, row, slug, request)}
    token = bearer(request)
    source = f"{token.actor}: {body.consent.source}"
    if body.consent.wording:
        source += f" ({body.consent.wording})"
    terms = importing.Terms(slug, source, house.address_key(), house.clock(), token.actor)
    (came,) = sum(importing.bring_in([row], terms), Counter[importing.Found]())
    if came in (importing.Found.LEFT, importing.Found.SUPPRESSED):
        raise GuardRefused(f"{row.normal}: {importing.FOUND_WORDS[came]}", guard="consent")
    return {"address": row.normal, "list": slug, "found": came.value}


def _row(house: House, body: shapes.NewReader) -> roster.Reader:
    told = {
        "email": body.address,
        "name": body.name,
        "language": body.language or "",
        "zone": body.zone,
    }
    declared = house.settings.attributes
    strange = sorted(set(body.attributes) - set(declared))
    if strange:
        known = ", ".join(declared) or "none is declared in digest.toml"
        raise UsageError(f"there is no attribute {strange[0]}; known: {known}")
    told |= {name: _cell(value) for name, value in body.attributes.items()}
    columns = roster.columns(tuple(told), {word: word for word in told}, declared)
    row = roster.reader(1, tuple(told.values()), columns)
    if isinstance(row, roster.Refused):
        raise UsageError(row.reason)
    return row


def _cell(value: shapes.Attribute) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _ask(house: House, row: roster.Reader, slug: str, request: HttpRequest) -> str:
    """One confirmation, by the rules of the form: never to who said no, never two a day."""
    digests = house.settings.digests.values()
    digest = next((one for one in digests if slug in one.lists), None)
    if digest is None:
        raise UsageError(f"no digest goes to the list {slug}: nobody could ask for its readers")
    wish = SignUp(
        digest=digest.slug,
        list=slug,
        address=row.address,
        language=row.language if row.language in digest.languages else digest.language,
        source=bearer(request).actor,
        wording="api",
    )
    soon.answer(signups.keep(wish, house.clock()))
    return "asked by mail"


@route(
    router,
    "GET",
    "/subscribers",
    power=Power.RULE,
    also=(404,),
    openapi_extra=JSON_LINES,
)
def export_subscribers(
    request: HttpRequest,
    list: shapes.Slug | None = Query(None, description="only of this list"),  # noqa: A002
    state: SubscriptionState | None = Query(None, description="only who stands so"),
) -> HttpResponseBase:
    """Every standing, a JSON object a line, as an import takes it in again; a stream."""
    slug = known_list(list) if list else ""
    rows = exporting.rows(slug, state.value if state else "")
    return StreamingHttpResponse(_lines(rows), content_type="application/jsonl")


def _lines(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"


@route(
    router,
    "GET",
    "/subscribers/{address}",
    power=Power.SEND,
    gives=shapes.Reader,
    also=(404,),
)
def show_subscriber(request: HttpRequest, address: shapes.Address = Path()) -> dict[str, Any]:
    """Everything that is kept about one reader: standings, consents, issues, events."""
    found = person.whole(normal(address), hall.house().address_key())
    if found is None:
        raise Refused(404, "nothing is kept about that address")
    standings = [
        {
            "list": row["list__slug"],
            "state": row["state"],
            "source": row["source"],
            "since": row["changed_at"],
        }
        for row in found["lists"]
    ]
    said = [{"list": row["list_slug"]} | row for row in found["consents"]]
    return found | {"lists": standings, "consents": said}


@route(
    router,
    "POST",
    "/subscribers/{address}/unsubscribe",
    power=Power.SEND,
    gives=shapes.Left,
    also=(404,),
)
def unsubscribe(
    request: HttpRequest, body: shapes.Leaving, address: shapes.Address = Path()
) -> dict[str, Any]:
    """Off those lists, at once and for good: only the reader takes that back."""
    number = people.number_of(normal(address))
    if number is None:
        raise Refused(404, "there is no reader with that address")
    token = bearer(request)
    slugs = body.lists or lists.slugs()
    left = consent.withdraw(
        number,
        slugs,
        source=f"{token.actor}: {body.reason}",
        actor=token.actor,
        now=hall.house().clock(),
    )
    return {"address": normal(address), "lists": [*left]}


@route(
    router,
    "PUT",
    "/subscribers/{address}/suppression",
    power=Power.SEND,
    gives=shapes.Suppressed,
)
def suppress(
    request: HttpRequest, body: shapes.Because, address: shapes.Address = Path()
) -> dict[str, Any]:
    """Never mail this address again, whatever the lists say."""
    house, at = hall.house(), normal(address)
    actor, now = bearer(request).actor, house.clock()
    done = person.suppress(at, house.address_key(), source=body.reason, actor=actor, now=now)
    return {"address": at, "suppressed": True, "changed": done}


@route(
    router,
    "DELETE",
    "/subscribers/{address}/suppression",
    power=Power.SEND,
    gives=shapes.Suppressed,
    also=(409,),
)
def lift_suppression(request: HttpRequest, address: shapes.Address = Path()) -> dict[str, Any]:
    """Take a suppression back, unless it is the reader's own no."""
    house, at = hall.house(), normal(address)
    actor, now = bearer(request).actor, house.clock()
    done = person.lift(at, house.address_key(), actor=actor, now=now)
    return {"address": at, "suppressed": False, "changed": done}


@route(
    router,
    "DELETE",
    "/subscribers/{address}",
    power=Power.RULE,
    gives=shapes.Erased,
)
def erase_subscriber(request: HttpRequest, address: shapes.Address = Path()) -> dict[str, Any]:
    """Erase a reader; it cannot be undone. Ledgers keep their numbers and balance still."""
    at = normal(address)
    known = erase(hall.house(), at, actor=bearer(request).actor)
    return {"address": at, "erased": True, "known": known}
