"""Refusals as RFC 9457 has them: what, where, what to do.  Never a trace, never a secret."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

from digest.model.errors import (
    ConfigurationError,
    DigestError,
    GuardRefused,
    TemporaryError,
    UsageError,
)

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: "The request makes no sense",
    401: "No valid token",
    403: "This token may not do that",
    404: "There is nothing there",
    405: "That method is not for this address",
    406: "Only JSON is answered here",
    409: "It cannot be done as things stand",
    411: "The body has no length",
    412: "Somebody changed it meanwhile",
    413: "The body is too large",
    415: "Only JSON is read here",
    422: "A value is not allowed",
    428: "Say which state you saw",
    429: "Too many requests",
    500: "It went wrong here",
    503: "Something is away for now",
}


class Refused(Exception):
    """A route's own refusal; `more` are members beside those of the RFC."""

    def __init__(
        self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers, self.more = headers or {}, more


def of(error: DigestError, where: str) -> HttpResponse:
    """An error of the house as an answer."""
    if isinstance(error, GuardRefused):
        return problem(409, error.message, where, guard=error.guard)
    if isinstance(error, UsageError):
        return problem(422, error.message, where)
    if isinstance(error, ConfigurationError):
        return problem(404, error.message.partition(" in /")[0], where)
    if isinstance(error, TemporaryError):
        return problem(503, error.message, where, headers={"Retry-After": "30"})
    return problem(409, error.message, where)


def problem(
    status: int, detail: str, where: str, *, headers: dict[str, str] | None = None, **more: Any
) -> HttpResponse:
    """The answer.  `where` is the path that was asked; it is no address to follow."""
    told = {
        "type": f"urn:digest:problem:{more.get('guard') or status}",
        "title": _TITLES.get(status, "It was refused"),
        "status": status,
        "detail": detail,
        "instance": where,
    }
    answer = HttpResponse(json.dumps(told | more), status=status, content_type=MEDIA_TYPE)
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer
