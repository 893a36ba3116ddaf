"""The newsroom of `tests.cast` for every test of the pages."""

import pytest

PASSWORD = "correct horse battery"


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


@pytest.fixture
def walk(browser, live_server):
    """A page of a signed-in operator; every dialog, error and foreign request is kept."""
    from digest.store import operators
    from tests import cast

    contexts = []

    def start(
        *roles: str,
        javascript: bool = True,
        width: int = 1200,
        scheme: str = "light",
        locale="en-GB",
    ):
        name = f"eve{len(contexts)}"
        operators.add(name, roles, PASSWORD, actor="test", now=cast.NOW)
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=locale,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.trouble = []
        page.on("dialog", lambda dialog: page.trouble.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: page.trouble.append(f"error {error}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((live_server.url, "data:"))
                else page.trouble.append(f"request {request.url}")
            ),
        )
        page.goto("/console/")
        page.fill("#username", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/console/")
        return page

    yield start
    for context in contexts:
        context.close()
