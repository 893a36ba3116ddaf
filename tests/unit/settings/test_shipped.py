"""Every configuration that ships loads as it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.model.plan import SectionKind
from digest.rules.occurrences import following
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
    assert {"morning", "paper", "weekly", "breaking", "urdu"} <= set(NAMES)


def test_the_shipped_addresses_are_reserved(settings):
    digests = settings.digests.values()
    addresses = {source.url for digest in digests for source in digest.sources}
    addresses |= {settings.site, *(digest.sender.address for digest in digests)}
    assert all("example.org" in address or not Path(address).suffix for address in addresses)


@pytest.mark.parametrize(
    ("name", "moments"),
    [
        ("morning", ["Mon 06:00", "Tue 06:00"]),
        ("paper", ["Sun 17:30", "Mon 17:30"]),
        ("weekly", ["Sun 09:00", "Sun 09:00"]),
        ("urdu", ["Mon 07:00", "Tue 07:00"]),
        ("breaking", []),
    ],
)
def test_the_kinds_of_digests_go_out_when_their_files_say(settings, name, moments):
    digest = settings.digest(name)
    sunday = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
    slots = following(digest.timing, digest.zone, sunday, 2)
    assert [f"{slot.at.astimezone(digest.tz):%a %H:%M}" for slot in slots] == moments


def test_each_kind_of_digest_is_what_it_is_called(settings):
    kinds = {name: {s.kind for s in settings.digest(name).sections} for name in NAMES}
    papers = {name: {s.owner or s.slug for s in settings.digest(name).sources} for name in NAMES}
    assert len(papers["morning"]) > 3
    assert len(papers["paper"]) == 1
    assert SectionKind.EDITORIALS in kinds["paper"] & kinds["morning"]
    assert settings.digest("weekly").choosing.look_back.days == 7
    assert settings.digest("breaking").choosing.minimum == 1
    assert not settings.digest("breaking").schedule
    assert settings.digest("urdu").languages == ("ur",)
