"""A configuration folder to break: the least that loads, and one that gives every key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.settings import Settings, load

SHARED = """
newsroom = "The Test Paper"
contact = "digest@paper.example.org"
list_domain = "news.paper.example.org"
zone = "Europe/Berlin"
[sender]
name = "The Test Paper"
address = "brief@paper.example.org"
reply_to = "desk@paper.example.org"
postal_address = "1 Test Street"
[dispatch]
batch_size = 500
"""
BRIEF = """
title = "The Brief"
[[sources]]
slug = "paper"
url = "https://www.paper.example.org/feed.xml"
"""


@dataclass
class Newsroom:
    """The folder, and how to spoil it."""

    folder: Path
    home: Path

    def change(self, name: str, text: str) -> None:
        """Put lines at the head of a file: a key given twice is TOML's own error."""
        path = self.folder / name
        path.write_text(f"{text}\n{path.read_text()}")

    def write(self, name: str, text: str | bytes) -> None:
        """Replace a file."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def load(self) -> Settings:
        """What the folder means."""
        return load({"DIGEST_CONFIG": str(self.folder), "DIGEST_HOME": str(self.home)})


@pytest.fixture
def newsroom(tmp_path) -> Newsroom:
    folder = tmp_path / "config"
    (folder / "digests").mkdir(parents=True)
    made = Newsroom(folder, tmp_path / "home")
    made.write("digest.toml", SHARED)
    made.write("digests/brief.toml", BRIEF)
    return made
