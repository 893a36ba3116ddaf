"""The newsroom of `tests.cast` for every test of the pages."""

import pytest


@pytest.fixture(autouse=True)
def house(monkeypatch):
    """Its settings, for whoever asks for them while a request is answered."""
    from tests import cast  # Django is not ready when this file is read

    made = cast.house()
    monkeypatch.setattr("digest.settings.current", lambda: made)
    return made


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """The real way of keeping passwords, with less of the work that is to slow guessers down."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for name, cheap in {"time_cost": 1, "memory_cost": 64, "parallelism": 1}.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, cheap)
