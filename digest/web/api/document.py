"""The OpenAPI document, for anybody: it holds no secret, and a client is made from it."""

from __future__ import annotations

import functools

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@functools.cache
def _bytes() -> bytes:
    import json

    from django.core.serializers.json import DjangoJSONEncoder

    from digest.web.api.app import schema

    return json.dumps(schema(), cls=DjangoJSONEncoder, ensure_ascii=False).encode()


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The document; the same for everybody, so it may be kept."""
    answer = HttpResponse(_bytes(), content_type="application/json")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
