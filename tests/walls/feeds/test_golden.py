"""Documents and what is read from them, in pairs: `NAME` and `NAME.expected.json`.

DIGEST_TEST_REWRITE=1 writes the expected side anew; the difference is then read in review.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digest.feeds.feed import parse_feed
from digest.feeds.parsed import ParsedEntry
from digest.feeds.sitemap import parse_sitemap
from digest.feeds.textdoc import read_text_document

GOLDEN = Path(__file__).with_name("golden")
SUFFIX = ".expected.json"
DOCUMENTS = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(SUFFIX))
REWRITE = os.environ.get("DIGEST_TEST_REWRITE") == "1"


def read(path: Path) -> Any:
    body, url = path.read_bytes(), f"https://feeds.example.org/{path.name}"
    if path.suffix == ".txt":
        return read_text_document(body)
    if "sitemap" in path.name:
        return parse_sitemap(body, url=url)
    return parse_feed(body, url=url)


def plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        shown = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, ParsedEntry):
            del shown["markup"]
            shown["content"] = value.content
        return shown
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_read_as_expected(document: Path) -> None:
    expected = document.with_name(document.name + SUFFIX)
    found = json.dumps(plain(read(document)), ensure_ascii=False, indent=1) + "\n"
    if REWRITE:
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


def test_no_expectation_has_lost_its_document() -> None:
    names = {path.name for path in DOCUMENTS}
    orphans = {path.name for path in GOLDEN.glob(f"*{SUFFIX}")} - {name + SUFFIX for name in names}
    assert not orphans
