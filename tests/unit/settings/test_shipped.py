"""Every configuration that ships loads as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.settings import load, shipped

FOLDER = shipped("config")
NAMES = sorted(path.stem for path in (FOLDER / "digests").glob("*.toml"))


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return load({"DIGEST_CONFIG": str(FOLDER), "DIGEST_HOME": str(home)})


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_digest_loads_and_reads_the_sample_newsroom_only(settings, name):
    digest = settings.digest(name)
    assert digest.title
    assert digest.sources
    assert all(source.sample for source in digest.sources)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_digest_names_a_template_that_ships(settings, name):
    template = settings.digest(name).look.template
    assert (shipped("templates") / "email" / template).is_dir()


def test_the_kinds_of_digests_are_shown():
    assert {"morning", "paper", "weekly", "alert", "urdu"} <= set(NAMES)


def test_the_shipped_addresses_are_reserved(settings):
    digests = settings.digests.values()
    addresses = {source.url for digest in digests for source in digest.sources}
    addresses |= {settings.site, *(digest.sender.address for digest in digests)}
    assert all("example.org" in address or not Path(address).suffix for address in addresses)
