"""The engine of a long form: `where` among a test's parameters says which database its house has."""

from __future__ import annotations

import pytest

SHORT = pytest.mark.sqlite
LONG = (pytest.mark.sqlite, pytest.mark.soak)
LONG_ON_POSTGRES = (pytest.mark.postgres, pytest.mark.soak)


@pytest.fixture
def environ(environ: dict[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment of a fresh house, with a PostgreSQL of its own where that is asked for."""
    if getattr(request.node, "callspec", None) is None:
        return environ
    if request.node.callspec.params.get("where") != "postgresql":
        return environ
    return environ | {"DATABASE_URL": request.getfixturevalue("postgres_url")}
