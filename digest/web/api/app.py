"""The routes together, and what they say of themselves (OpenAPI 3.1).

A route is made by `route`: it names its power, what it gives, and how else it may end.  What is
not declared is refused: no unknown query parameter, no unknown member of a body.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from digest.model.operator import ROLE_WORDS, Power
from digest.web.api import problem as problems
from digest.web.api.bearer import Token, refuse_failure
from digest.web.api.shapes import Problem
from digest.web.console import hall

VERSION = "1.0.0"
View = Callable[..., Any]
_ALWAYS = (400, 401, 403, 405, 422, 429)
_BODY = (411, 413, 415)
DESCRIPTION = """The newsroom's own systems push stories, trigger digests, look and act here.

Every request carries `Authorization: Bearer dgst_…`; `digest api-token create` makes a token, with
roles as the console has them: {roles}.  Each route says by `x-power` what it asks for.

Bodies are JSON, at most 1 MiB.  A refusal is `application/problem+json` (RFC 9457): `title` says
what, `instance` where, `detail` what to do, and `guard` which guard it was.  A list goes on at
`next`: ask again with `after` set to it.  Times are ISO 8601 in UTC.
"""


class Api(NinjaAPI):
    """The library's API with our refusals."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """Refusals stand there as what they are: application/problem+json."""
        told = super().get_openapi_schema(*args, **kwargs)
        for path in told.get("paths", {}).values():
            for operation in path.values():
                _mended(operation)
        return told


def _mended(operation: dict[str, Any]) -> None:
    told = {str(status): answer for status, answer in operation.get("responses", {}).items()}
    for status, answer in told.items():
        content = answer.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[problems.MEDIA_TYPE] = content.pop("application/json")
    told["429"]["headers"] = {"Retry-After": {"required": True, "schema": {"type": "string"}}}
    operation["responses"] = dict(sorted(told.items()))


def route(
    router: Router,
    method: str,
    path: str,
    *,
    power: Power,
    gives: Any = None,
    status: int = 200,
    also: tuple[int, ...] = (),
    **more: Any,
) -> Callable[[View], View]:
    """A route that asks for a power; `also` are the ways it may end besides those of all."""
    ends = {*_ALWAYS, *also, *(_BODY if method in ("POST", "PUT", "PATCH") else ())}
    answers: dict[Any, Any] = {status: gives} | dict.fromkeys(sorted(ends), Problem)
    extra = {"x-power": power.value} | more.pop("openapi_extra", {})

    def made(view: View) -> View:
        register = router.api_operation(
            [method],
            path,
            auth=Token(power),
            response=answers,
            summary=(view.__doc__ or "").split("\n")[0].rstrip("."),
            operation_id=view.__name__,
            openapi_extra=extra,
            **more,
        )
        register(view)
        # Not around the view before: its types are read from the module that it stands in.
        operation: Any = getattr(view, "_ninja_operation")  # noqa: B009
        operation.view_func = strictly(view)
        return view

    return made


def strictly(view: View) -> View:
    """Refuses query parameters that the route does not know: a misspelt filter filters nothing."""

    @functools.wraps(view)
    def asked(request: HttpRequest, **values: Any) -> Any:
        known = {name.replace("_", "-") for name in values} | set(values)
        strange = sorted(set(request.GET) - known)
        if strange:
            words = ", ".join(word[:40] for word in strange[:5])
            raise problems.Refused(400, f"there is no parameter {words} here; see openapi.json")
        twice = [name for name in request.GET if len(request.GET.getlist(name)) > 1]
        if twice:
            raise problems.Refused(400, f"{twice[0]} is given more than once")
        return view(request, **values)

    return asked


def _api() -> Api:
    from digest.web.api import RESOURCES

    roles = "; ".join(f"**{role.value}** {words}" for role, words in ROLE_WORDS.items())
    api = Api(
        title="digest",
        version=VERSION,
        description=DESCRIPTION.format(roles=roles),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    for tag, name in RESOURCES:
        module = __import__(f"digest.web.api.{name}", fromlist=["router"])
        api.add_router("", module.router, tags=[tag])
    api.add_exception_handler(AuthenticationError, _no_token)
    api.add_exception_handler(ValidationError, _not_allowed)
    api.add_exception_handler(HttpError, _raised)
    api.add_exception_handler(Exception, _raised)
    return api


def _no_token(request: HttpRequest, _: Any) -> HttpResponse:
    refuse_failure(request, hall.house())
    raise AssertionError  # it always raises


def _raised(request: HttpRequest, error: Any) -> HttpResponse:
    """The door makes the answer."""
    if isinstance(error, HttpError):
        return problems.problem(error.status_code, str(error), request.path)
    raise error


def _not_allowed(request: HttpRequest, error: Any) -> HttpResponse:
    """Which value, and why: never the value itself, which may be a secret."""
    found = [
        {"where": ".".join(str(part) for part in one["loc"])[:200], "what": str(one["msg"])[:300]}
        for one in error.errors[:20]
    ]
    detail = "; ".join(f"{one['where']}: {one['what']}" for one in found) or "a value is wrong"
    return problems.problem(422, detail[:2000], request.path, errors=found)


@functools.cache
def api() -> Api:
    """The API of this process, made once."""
    return _api()


@functools.cache
def resolver() -> URLResolver:
    """Paths below /api/v1/ to routes."""
    from django.urls import path

    from digest.web.api.document import document

    urls, _, _ = api().urls
    return URLResolver(RegexPattern(r"^"), [path("openapi.json", document), *urls])


def schema() -> dict[str, Any]:
    """The OpenAPI document; the same bytes for the same version."""
    return dict(api().get_openapi_schema(path_prefix="/api/v1/"))
