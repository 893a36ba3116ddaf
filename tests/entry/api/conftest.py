"""The newsroom of `tests.cast`, and machines that ask it with tokens."""

import json
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def house(monkeypatch):
    """Its settings, for whoever asks for them while a request is answered."""
    from tests import cast  # Django is not ready when this file is read

    made = cast.house()
    monkeypatch.setattr("digest.settings.current", lambda: made)
    return made


class Machine:
    """A system with a token."""

    def __init__(self, *roles: str, name: str = "") -> None:
        # Django is not ready when this file is read.
        from django.test import Client

        from digest.bootstrap import now
        from digest.store import apitokens

        self.name = name or f"a-{'-'.join(roles)}"
        self.token = apitokens.make(self.name, roles, actor="test", now=now())
        self.http = Client()

    def ask(self, method: str, path: str, body=None, **headers: str):
        """The answer to a request; `body` is sent as JSON."""
        more = {"authorization": f"Bearer {self.token}"} | headers
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        content: dict[str, Any] = (
            {} if body is None else {"data": raw, "content_type": "application/json"}
        )
        return self.http.generic(method, f"/api/v1/{path}", headers=more, **content)

    def get(self, path: str, **headers: str):
        return self.ask("GET", path, **headers)

    def post(self, path: str, body=None, **headers: str):
        return self.ask("POST", path, {} if body is None else body, **headers)


@pytest.fixture
def machine(db):
    """Makes a machine with those roles."""
    return Machine
