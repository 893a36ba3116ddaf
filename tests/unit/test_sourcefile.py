"""A source written into a digest's file: as a person would, or not at all."""

import shutil
from pathlib import Path

import pytest

from digest.model.errors import ConfigurationError, UsageError
from digest.settings.load import read_digests
from digest.settings.table import read_toml
from digest.sourcefile import Added, add_source

ROOT = Path(__file__).resolve().parents[2]
GOOD = Added("tide", "feed", "https://tide.example.org/feed.xml", 'The "Tide" \\ Times')


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    return folder


def test_a_source_stands_at_the_end_and_all_else_is_as_it_was(config):
    file = config / "digests" / "morning.toml"
    before = file.read_text()
    assert add_source(config, "morning", GOOD) == file
    after = file.read_text()
    assert after.startswith(before.rstrip())
    found = read_digests(config, read_toml(config / "digest.toml"))["morning"].source("tide")
    assert found is not None
    assert (found.name, found.url) == (GOOD.name, GOOD.url)
    assert [path.name for path in file.parent.iterdir() if "tmp" in path.name] == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Added("courier", "feed", "https://x.example.org/f"), "courier"),
        (Added("Tide", "feed", "https://x.example.org/f"), "is not a source's name"),
        (Added("tide", "text", "/etc/passwd"), "cannot be of kind 'text'"),
        (Added("tide", "feed", "file:///etc/passwd"), "is not a source's address"),
        (Added("tide", "feed", "https://u:p@x.example.org/f"), "is not a source's address"),
        (Added("tide", "feed", 'https://x.example.org/ f"'), "is not a source's address"),
        (Added("tide", "feed", "https://x.example.org/f", 'a\n[look]\naccent="red"'), "name"),
    ],
)
def test_what_would_not_be_read_at_the_next_start_is_never_written(config, source, words):
    file = config / "digests" / "morning.toml"
    before = file.read_bytes()
    with pytest.raises((UsageError, ConfigurationError), match=words):
        add_source(config, "morning", source)
    assert file.read_bytes() == before
    with pytest.raises(UsageError, match="there is no digest"):
        add_source(config, "nowhere", GOOD)


def test_a_file_that_cannot_be_written_gives_the_lines_to_put_there(config, monkeypatch):
    def refused(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(ConfigurationError, match=r"put these lines at its end[\s\S]*slug = .tide."):
        add_source(config, "morning", GOOD)
    assert {path.suffix for path in (config / "digests").iterdir()} == {".toml"}
