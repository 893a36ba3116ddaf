"""An older house becomes a newer one: the next command brings its tables up to date."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

READER = "abigail.applegarth@example.org"
FIRST = "0001_first"
SEALED = "0008_wrapped_key"
"""From here on the key of address hashes is in the database; going back further loses it."""
BEFORE = "0020_cohorts"
"""The oldest version whose workers may still run while the newest one is there."""


def olden(environ: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.olden", *words],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def looked_at(digest) -> list[str]:
    """The ledger, the readers and one of them, as they are told."""
    asked = (("issue", "verify", "1"), ("subscribers", "stats"), ("subscribers", "show", READER))
    return [digest(*words, "--json").stdout for words in asked]


@pytest.mark.sqlite
def test_an_old_database_with_rows_is_brought_up_to_date_and_goes_on(digest, copied, environ):
    environ |= copied(environ, batch_size=1000)
    before = looked_at(digest)
    olden(environ, "back", SEALED)
    assert looked_at(digest) == before
    assert (
        json.loads(digest("send", "morning", "--again", "--yes", "--json").stdout)["accepted"]
        == 500
    )


@pytest.mark.postgres
def test_an_old_database_on_postgresql_too(digest, environ, postgres_url):
    environ["DATABASE_URL"] = postgres_url
    digest("demo")
    before = looked_at(digest)
    olden(environ, "back", FIRST)
    assert looked_at(digest)[:2] == before[:2]


@pytest.mark.sqlite
def test_workers_of_the_version_before_go_on_over_newer_tables(digest, copied, environ):
    environ |= copied(environ, batch_size=1000)
    olden(environ, "write", BEFORE)
    told = json.loads(digest("send", "morning", "--again", "--yes", "--json").stdout)
    assert told["accepted"] == 500
