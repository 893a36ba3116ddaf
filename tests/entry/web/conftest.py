"""The newsroom of `tests.cast` for every test of the pages."""

import pytest


@pytest.fixture(autouse=True)
def house(monkeypatch):
    """Its settings, for whoever asks for them while a request is answered."""
    from tests import cast  # Django is not ready when this file is read

    made = cast.house()
    monkeypatch.setattr("digest.settings.current", lambda: made)
    return made
