"""Who may open a page and press a button: every view of the console names the power it asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from digest import settings
from digest.logs import log
from digest.model.operator import Operator, Power
from digest.store import operators

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
            acting = request.method not in ("GET", "HEAD")
            wanted = to_act if acting and to_act else power
            if not operator.may(wanted):
                log(__name__).warning(
                    "refused", operator=operator.name, path=request.path, power=wanted.value
                )
                raise PermissionDenied
            request.operator = operator  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.power = wanted_of(power, to_act)  # type: ignore[attr-defined]
        return guarded

    return around


def wanted_of(power: Power, to_act: Power | None) -> tuple[Power, Power]:
    """What a look and a press ask for; read by the test that walks every route."""
    return power, to_act or power


def who(request: HttpRequest) -> Operator:
    """The operator whose request this is."""
    found = getattr(request, "operator", None)
    assert isinstance(found, Operator)
    return found


def here(request: HttpRequest) -> dict[str, object]:
    """What every template knows: the operator and their powers, by word."""
    found = getattr(request, "operator", None)
    if not isinstance(found, Operator):
        return {}
    powers = {power.value: found.may(power) for power in Power}
    return {"operator": found, "may": powers, "inbox_here": not settings.current().production}
