"""Whose token it is, and whether it may: every route names the power that it asks for.

    Authorization: Bearer dgst_…  ->  an operator's powers, for this request

A token is no cookie, so no other site can use it.  Failures from one address are counted, and too
many of them wait; a live token is never locked out by somebody else's guesses.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from digest.bootstrap import House
from digest.brake import brake, named
from digest.logs import log
from digest.model.apitoken import ApiToken
from digest.model.operator import Power
from digest.rules import apitokens as shape
from digest.store import apitokens
from digest.web.api.problem import Refused
from digest.web.console import hall

MINUTE = timedelta(minutes=1)
MOST = 600
"""Requests of a token in a minute."""
WINDOW = timedelta(minutes=15)
FAILURES = 30
"""Wrong tokens from one address within the window, before it has to wait."""


class Token(HttpBearer):
    """The key of a route that asks for `power`."""

    openapi_bearerFormat = "dgst_…"  # noqa: N815 - the library's name

    def __init__(self, power: Power) -> None:
        self.power = power
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The token; Refused with 401, 403 or 429."""
        house = hall.house()
        now = house.clock()
        found = apitokens.opened(token, now)
        if found is None:
            refuse_failure(request, house)
        assert found is not None
        _brake(house, found)
        if not found.bearer(now).may(self.power):
            log(__name__).warning(
                "refused", token=found.name, path=request.path, power=self.power.value
            )
            needed = f"it asks for the power to {self.power.value}"
            raise Refused(403, f"token {found.name} may not: {needed}", power=self.power.value)
        return found


def _brake(house: House, token: ApiToken) -> None:
    counting = brake(house.settings, house.clock)
    if counting.count(f"api:{token.id}", MINUTE) > MOST:
        raise Refused(
            429,
            f"more than {MOST} requests of token {token.name} in a minute",
            headers={"Retry-After": "60"},
        )


def refuse_failure(request: HttpRequest, house: House) -> None:
    """401 for a missing or wrong token, counted; 429 where there were many.  Always raises."""
    address = str(request.META.get("REMOTE_ADDR", ""))[:64]
    key = named("api-failed", address, house.settings.key)
    given = request.headers.get("Authorization", "")
    if given and brake(house.settings, house.clock).count(key, WINDOW) > FAILURES:
        log(__name__).warning("tokens braked", address=address)
        wait = str(int(WINDOW.total_seconds()))
        raise Refused(429, "too many wrong tokens came from here", headers={"Retry-After": wait})
    log(__name__).warning("token refused", address=address, known=_open_part(given))
    raise Refused(
        401,
        "send a live token as: Authorization: Bearer dgst_…; digest api-token create makes one",
        headers={"WWW-Authenticate": 'Bearer realm="digest"'},
    )


def _open_part(given: str) -> str:
    """What of a refused token may stand in a log: its open part alone."""
    found = shape.parts(given.partition(" ")[2].strip())
    return found[0] if found else ""
