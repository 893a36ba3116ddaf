"""The whole API asked whatever its OpenAPI allows, and what it does not: no 5xx, no answer that is not documented.

The short form asks every route a few times; `make soak` a few hundred times, on each engine.
"""

from __future__ import annotations

import functools
import json
import traceback
from contextlib import nullcontext, suppress
from typing import Any

import hypothesis
import pytest
import requests
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.errors import Unsatisfiable

from digest.bootstrap import now
from digest.store import apitokens
from digest.web.api.app import schema
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
FEW, MANY = 3, 200
OPERATIONS = [
    (method.upper(), path)
    for path, operations in schema()["paths"].items()
    for method in operations
]


@functools.cache
def whole() -> Any:
    import schemathesis

    told = json.loads(json.dumps(schema(), default=str))
    for operations in told["paths"].values():
        for operation in operations.values():
            del operation["security"]  # who asks is tests/entry/api/test_tokens.py
    return schemathesis.openapi.from_dict(told)


def checks() -> list[Any]:
    from schemathesis import checks as known
    from schemathesis.specs.openapi import checks as openapi

    return [
        known.not_a_server_error,
        openapi.status_code_conformance,
        openapi.content_type_conformance,
        openapi.response_headers_conformance,
        openapi.response_schema_conformance,
        openapi.negative_data_rejection,
    ]


def answered(case: Any, token: str) -> Any:
    """The answer of our pages, inside the test's own transaction."""
    from schemathesis import Response

    more = case.as_transport_kwargs(base_url="http://127.0.0.1")
    sent: Any = requests.Request(**more).prepare()
    sent.headers["Authorization"] = f"Bearer {token}"
    kind = sent.headers.pop("Content-Type", "")
    raw = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
    way = sent.url.removeprefix("http://127.0.0.1")
    told = Client(raise_request_exception=False).generic(
        sent.method, way, raw, content_type=kind, headers=dict(sent.headers)
    )
    content = told.getvalue() if told.streaming else told.content
    headers = {name.lower(): [value] for name, value in told.headers.items()}
    return Response(told.status_code, headers, content, sent, 0.0, verify=True)


def asked(method: str, path: str, mode: str, examples: int, given: dict[str, Any]) -> None:
    from schemathesis import GenerationMode

    operation = whole()[path][method]
    way = {"path_parameters": given} if given else {}
    cases = operation.as_strategy(GenerationMode[mode], **way)
    token = apitokens.make("all", ["admin"], actor="test", now=now())

    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(cases)
    def ask(case: Any) -> None:
        case.validate_response(answered(case, token), checks=checks())

    # Of a route without parameters and body nothing can be asked wrongly.
    with suppress(Unsatisfiable) if mode == "NEGATIVE" else nullcontext():
        ask()


def everything(mode: str, examples: int, known: dict[str, Any]) -> None:
    """Every route, each from the same house; what is wrong is told of all of them."""
    wrong = []
    for method, path in OPERATIONS:
        there = {one: value for one, value in known.items() if f"{{{one}}}" in path}
        for given in (
            [{}] if mode == "NEGATIVE" or not there else [there, {}][: 1 + examples // MANY]
        ):
            with transaction.atomic():
                try:
                    asked(method, path, mode, examples, given)
                except Exception as error:  # noqa: BLE001 - told with all others at the end
                    told = "".join(traceback.format_exception(error))
                    wrong.append(f"{method} {path}: {told[-1500:]}")
                transaction.set_rollback(True)
    assert not wrong, "\n\n".join(wrong)


@pytest.fixture
def known() -> dict[str, Any]:
    """Things that are there, so that not every question ends at 404."""
    cast.ada(), cast.bilal()
    return {
        "number": cast.issue(),
        "digest": "morning",
        "slug": "readers",
        "address": "ada@reader.example.org",
    }


@pytest.mark.sqlite
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_every_route_answers_as_it_says(mode, known):
    everything(mode, FEW, known)


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_every_route_answers_as_it_says_for_long(mode, known):
    everything(mode, MANY, known)
