"""Who may open a page and press a button: every view of the console names the power it asks for.

Around the view the language is set that the page speaks: the operator's own, else the browser's,
else the house's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from digest import settings
from digest.logs import log
from digest.model.operator import Operator, Power
from digest.store import operators
from digest.web.console import words
from digest.web.words import LANGUAGES, accepted, name_of

View = Callable[..., HttpResponseBase]


def asks(power: Power, *, to_act: Power | None = None) -> Callable[[View], View]:
    """The view opens to whoever has the power; a POST may ask for another one (`to_act`).

    Strangers go to the door, others get 403 and a line in the log.
    """

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User):
                return redirect_to_login(request.get_full_path())
            operator = operators.behind(user)
            request.tongue = language_of(request, operator.language)  # type: ignore[attr-defined]
            acting = request.method not in ("GET", "HEAD")
            wanted = to_act if acting and to_act else power
            if not operator.may(wanted):
                log(__name__).warning(
                    "refused", operator=operator.name, path=request.path, power=wanted.value
                )
                raise PermissionDenied
            request.operator = operator  # type: ignore[attr-defined]
            with translation.override(request.tongue):  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)

        guarded.power = wanted_of(power, to_act)  # type: ignore[attr-defined]
        return guarded

    return around


def spoken(view: View) -> View:
    """A view that anybody may open, in the language of their browser or the house's."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            return view(request, *args, **kwargs)

    return told


def language_of(request: HttpRequest, own: str = "") -> str:
    """The language of an answer to that request."""
    asked = request.headers.get("Accept-Language", "")
    return own if own in LANGUAGES else accepted(asked, settings.current().language)


def wanted_of(power: Power, to_act: Power | None) -> tuple[Power, Power]:
    """What a look and a press ask for; read by the test that walks every route."""
    return power, to_act or power


def who(request: HttpRequest) -> Operator:
    """The operator whose request this is."""
    found = getattr(request, "operator", None)
    assert isinstance(found, Operator)
    return found


def here(request: HttpRequest) -> dict[str, object]:
    """What every template knows: how it speaks; and the operator with their powers, by word."""
    known: dict[str, object] = {"speech": words.speech()}
    found = getattr(request, "operator", None)
    if not isinstance(found, Operator):
        return known
    powers = {power.value: found.may(power) for power in Power}
    return known | {
        "operator": found,
        "may": powers,
        "inbox_here": not settings.current().production,
    }


def languages() -> list[tuple[str, str]]:
    """The languages there are, each with its name in itself."""
    return [(tag, name_of(tag)) for tag in LANGUAGES]
