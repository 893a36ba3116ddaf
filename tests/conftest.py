"""The test bed: a clean environment, no network, and real servers for who asks.

    clean environment -> (PostgreSQL, template) -> Django -> choose tests -> run -> count the skipped

`DIGEST_TEST_ENGINE=sqlite` (the default) runs every test; `DIGEST_TEST_ENGINE=postgresql` runs
again those that touch the database.  `make test` does both.  `DIGEST_TEST_ENGINE=none` leaves
Django and those tests out, for a quick look at rules and formats.  Each test process has its own
home folder, database and Valkey.

Fixtures for everybody: `home` and `environ` (a command's folder and environment), `digest` (runs a
command in a home whose tables are made), `valkey`, `postgres_url` (an empty database), `shared`,
`browser`, `npm`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import furnished, offline
from tests import npm as npm_packages

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
ENGINES = ("sqlite", "postgresql", "none")
ENGINE = os.environ.get("DIGEST_TEST_ENGINE", "sqlite")
OURS = ("DIGEST_", "SENDGRID_", "DATABASE_URL", "REDIS_URL", "DELIVERY_URL")
LONGEST = ("soak", "entry", "flow", "walls")
"""Folders of tests by what a file of theirs takes; the others are quick."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# As root it needs --no-sandbox; the others keep it from calling home.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def _clean(variables: dict[str, str]) -> dict[str, str]:
    """An environment without any setting of ours; DIGEST_TEST_… steers the tests themselves."""
    keep = "DIGEST_TEST_"
    return {k: v for k, v in variables.items() if k.startswith(keep) or not k.startswith(OURS)}


# Before Django reads its settings, which happens when pytest has read this file.
for _name in os.environ.keys() - _clean(dict(os.environ)).keys():
    del os.environ[_name]
_home = Path(tempfile.mkdtemp(prefix="digest-test-"))
os.environ["DIGEST_HOME"] = str(_home)
os.environ["DIGEST_CONFIG"] = str(ROOT / "config")
if ENGINE != "none":
    os.environ["DJANGO_SETTINGS_MODULE"] = "digest.django_settings"

hypothesis.settings.register_profile("test", deadline=None, print_blob=True)
hypothesis.settings.register_profile(
    "soak", parent=hypothesis.settings.get_profile("test"), max_examples=5000
)
hypothesis.settings.load_profile(os.environ.get("DIGEST_TEST_PROFILE", "test"))


# ---------------------------------------------------------------- one run


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if ENGINE not in ENGINES:
        raise pytest.UsageError(f"DIGEST_TEST_ENGINE={ENGINE!r}; allowed: {' | '.join(ENGINES)}")
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    stack.callback(shutil.rmtree, _home, ignore_errors=True)
    if ENGINE == "postgresql":
        # Imported late: the SQLite run needs neither the wheel nor the driver.
        from tests import postgres

        if not hasattr(config, "workerinput"):  # the one process that others start from
            folder = stack.enter_context(postgres.postgres())
            os.environ["DIGEST_TEST_POSTGRES"] = folder
            postgres.migrate_template(folder)
        folder = os.environ["DIGEST_TEST_POSTGRES"]
        os.environ["DATABASE_URL"] = postgres.url(folder, "digest")
    if ENGINE != "none":
        # Not earlier: its settings are read from the environment made above.
        import django

        django.setup()
    if ENGINE == "postgresql":
        postgres.empty_quickly()
    offline.switch_off()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if _uses_database(item):
            item.add_marker("both_engines")
        if "shared" in _fixtures(item):
            item.add_marker("shared")
        if "browser" in _fixtures(item):
            item.add_marker("browser")
        if "npm" in _fixtures(item):
            item.add_marker("npm")
    chosen: list[pytest.Item] = []
    gone: list[pytest.Item] = []
    for item in items:
        (chosen if _belongs_here(item) else gone).append(item)
    if gone:
        config.hook.pytest_deselected(items=gone)
    # What takes long begins first, so that no process is left alone with it at the end.
    items[:] = sorted(chosen, key=_room)


def _room(item: pytest.Item) -> int:
    room = item.path.relative_to(ROOT / "tests").parts[0]
    return LONGEST.index(room) if room in LONGEST else len(LONGEST)


def _belongs_here(item: pytest.Item) -> bool:
    """Whether this run's engine is one that the test is about."""
    about = {mark.name for mark in item.iter_markers()} & {"both_engines", "sqlite", "postgres"}
    if ENGINE == "sqlite":
        return "postgres" not in about
    if ENGINE == "postgresql":
        return bool(about) and "sqlite" not in about
    return not about


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("needs ../shared, which is not there")
    if item.get_closest_marker("browser") and _chromium() is None:
        pytest.skip("needs Chromium, which is not installed")
    if item.get_closest_marker("npm") and (why := npm_packages.missing()):
        pytest.skip(why)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and ENGINE == "postgresql":
        session.exitstatus = pytest.ExitCode.OK  # every chosen test was about SQLite
    if _unexcused(session.config) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for line in _unexcused(config):
        terminalreporter.write_line(f"SKIPPED WITHOUT EXCUSE {line}", red=True)


def _unexcused(config: pytest.Config) -> list[str]:
    """On the machine that checks, all tools are there: only a missing ../shared excuses a skip."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return []
    reports = reporter.stats.get("skipped", [])
    reasons = [(r.nodeid, r.longrepr[2] if isinstance(r.longrepr, tuple) else "") for r in reports]
    return [f"{test}: {reason}" for test, reason in reasons if "../shared" not in reason]


def _fixtures(item: pytest.Item) -> list[str]:
    return list(getattr(item, "fixturenames", ()))


def _uses_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or any(
        name in ("db", "transactional_db", "live_server") for name in _fixtures(item)
    )


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


# ---------------------------------------------------------------- the database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """SQLite in a real file, quick; PostgreSQL from the migrated template."""
    from django.db import connections

    database = connections["default"].settings_dict
    if ENGINE == "postgresql":
        from tests import postgres

        database["TEST"]["TEMPLATE"] = postgres.TEMPLATE
        return
    # A file, not memory: several connections, WAL and locks are part of what is tested.
    database["TEST"]["NAME"] = str(_home / "test.sqlite3")
    database["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty database of its own; for tests marked `postgres`."""
    from tests import postgres

    folder, name = os.environ["DIGEST_TEST_POSTGRES"], f"empty_{os.getpid()}_{os.urandom(4).hex()}"
    yield postgres.create(folder, name)
    postgres.drop(folder, name)


# ---------------------------------------------------------------- the broker


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Any]:
    from tests.valkey import valkey

    with valkey() as running:
        yield running


@pytest.fixture
def valkey(valkey_server: Any) -> Any:
    """A running, empty Valkey: `.url`, `.socket_url`, `.socket`, `.port`, `.client()`."""
    with valkey_server.client() as client:
        client.flushall()
    return valkey_server


# ---------------------------------------------------------------- commands


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A fresh data folder."""
    return tmp_path / "home"


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """The environment of a command: no setting but its home and the shipped configuration."""
    return plainly(home)


def plainly(home: Path) -> dict[str, str]:
    """The same for a fixture that keeps a house for longer than one test."""
    ours = {"DIGEST_HOME": str(home), "DIGEST_CONFIG": str(ROOT / "config"), "NO_COLOR": "1"}
    tests_own = ("DIGEST_TEST_", "DJANGO_", "PYTEST_", "HYPOTHESIS_")
    plain = {k: v for k, v in _clean(dict(os.environ)).items() if not k.startswith(tests_own)}
    return plain | ours


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The tables of a house in an SQLite file; only where the run is about SQLite."""
    return furnished.tables(tmp_path_factory.mktemp("tables")) if ENGINE == "sqlite" else None


@pytest.fixture
def digest(environ: dict[str, str], home: Path, tables: Path | None) -> furnished.Run:
    """Run `digest …` as a person would: `digest("send", "morning", "--json")`."""
    if tables is not None:
        furnished.furnish(home, tables)
    return furnished.runner(environ)


# ---------------------------------------------------------------- what may be missing


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference folder beside the repository; tests that ask for it skip where it is missing."""
    return SHARED


@pytest.fixture(scope="session")
def npm() -> Any:
    """Node's packages of `.ci/npm`: `.compiled(sources)`, `.faults(pages, rules)`, `.support(pages)`."""
    return npm_packages


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium with no way out but loopback; `browser.new_page()`."""
    from playwright.sync_api import sync_playwright

    # It keeps an event loop in this thread, in which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
