"""The door of the API: what is no small JSON goes no further, and every refusal is a problem."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404
from django.views.decorators.csrf import csrf_exempt

from digest.logs import log
from digest.model.errors import DigestError
from digest.web.api.problem import MEDIA_TYPE, Refused, of, problem

LARGEST = 1 << 20
"""Bytes of a body."""
_WITH_BODY = ("POST", "PUT", "PATCH")


@csrf_exempt
def enter(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Any request below /api/v1/.  No cookie opens anything here, so none can be abused."""
    where = request.path[:200]
    refusal = _refusal(request, where)
    if refusal is not None:
        return _closed(refusal)
    try:
        answer = _asked(request, rest)
    except (Resolver404, Http404):
        answer = problem(404, "nothing has this address", where)
    except Refused as refused:
        answer = problem(
            refused.status, refused.detail, where, headers=refused.headers, **refused.more
        )
    except DigestError as error:
        answer = of(error, where)
    except RequestDataTooBig:
        answer = problem(413, f"at most {LARGEST:,} bytes", where)
    except SuspiciousOperation:
        answer = problem(400, "the request is malformed", where)
    except Exception:  # noqa: BLE001 - told to the log, not to the caller
        log(__name__).exception("the API failed", path=where)
        answer = problem(500, "it is in the log of the pages; try again or tell an operator", where)
    return _closed(_as_problem(answer, where))


def _refusal(request: HttpRequest, where: str) -> HttpResponse | None:
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        # Read as an empty body it would be told that all of it is missing.
        detail = "send the body with a Content-Length, not in chunks (Transfer-Encoding)"
        return problem(411, detail, where)
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > LARGEST:
        return problem(413, f"at most {LARGEST:,} bytes", where)
    if request.method in _WITH_BODY and int(length):
        kind = request.content_type or ""
        if kind.lower() != "application/json":
            return problem(415, "send Content-Type: application/json", where)
    return None


def _asked(request: HttpRequest, rest: str) -> HttpResponseBase:
    from digest.web.api.app import resolver  # the library costs a start 0.2 s: whoever asks pays

    match = resolver().resolve(rest)
    return match.func(request, *match.args, **match.kwargs)


def _as_problem(answer: HttpResponseBase, where: str) -> HttpResponseBase:
    """Whatever else said no (a method that is not for this address) says it in the same form."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code < 400 or kind.startswith(MEDIA_TYPE):
        return answer
    kept = {name: answer.headers[name] for name in ("Allow",) if name in answer.headers}
    return problem(answer.status_code, _said(answer), where, headers=kept)


def _said(answer: HttpResponseBase) -> str:
    try:
        told: Any = json.loads(getattr(answer, "content", b""))
        return str(told["detail"])
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase


def _closed(answer: HttpResponseBase) -> HttpResponseBase:
    """Nothing of an answer is kept on the way, and no page of another site may read it."""
    answer.headers.setdefault("Cache-Control", "private, no-store")
    answer.headers.setdefault("X-Robots-Tag", "noindex")
    return answer
