"""docs/configuration.md and the starter tell of every setting, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.model.plan import Choosing, Look
from digest.settings import load
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
STARTER = ROOT / "digest" / "starter"
CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "digest" / "settings").glob("*.py"))
)
KEYS = set(
    re.findall(
        r"(?:table|base|defaults)\.(?:checked|choice|duration|flag|keeping|line|number|points|table|tables"
        r"|texts|whole|worded)\(\s*\"(\w+)\"",
        CODE,
    )
) | {"languages", "sources", "address", "reply_to", "testers", "seeds"}
VARIABLES = set(
    re.findall(r"\"((?:DIGEST|SENDGRID)_\w+|DATABASE_URL|REDIS_URL|DELIVERY_URL)\"", CODE)
)


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", " ".join(re.findall(r"`([^`]+)`", text))))


def rows(text: str) -> set[str]:
    """The names that stand first in a row of a table, or in a head."""
    cells = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    heads = re.findall(r"^### (.+)", text, re.MULTILINE)
    return words(" ".join([*cells, *heads]))


@pytest.mark.parametrize("name", sorted(KEYS | VARIABLES))
def test_a_setting_has_its_row(name):
    assert name in rows(PAGE)


def test_no_row_tells_of_a_setting_that_is_not():
    others = {"digest", "toml", "digests", "NAME", "templates"}
    assert rows(PAGE) - others <= KEYS | VARIABLES


def test_the_defaults_of_the_page_are_those_of_the_code():
    found = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", PAGE, re.MULTILINE))
    usual = Choosing()
    for name in ("minimum", "minimum_new", "lead_words", "owner_share"):
        assert found[name] == str(getattr(usual, name))
    for name in ("look_back", "half_life"):
        assert found[name] == f'"{getattr(usual, name).total_seconds() / 3600:.0f}h"'
    for name in ("accent", "accent_dark"):
        assert f'"{getattr(Look(), name)}"' in PAGE


@pytest.mark.parametrize("name", sorted(KEYS))
def test_the_starter_shows_a_setting(name):
    shown = "".join(path.read_text(encoding="utf-8") for path in sorted(STARTER.rglob("*.toml")))
    assert re.search(rf"^[# ]*(?:{name}\s*=|\[+(?:\w+\.)?{name}\]+)", shown, re.MULTILINE)


def test_the_starter_loads_as_it_is_and_with_every_comment_taken_away(tmp_path: Path):
    for name, change in (("as-it-is", str), ("all", _uncommented)):
        folder = tmp_path / name
        for path in STARTER.rglob("*.toml"):
            copy = folder / path.relative_to(STARTER)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        settings = load({"DIGEST_CONFIG": str(folder), "DIGEST_HOME": str(tmp_path / "home")})
        assert list(settings.digests) == ["my-brief"]


def _uncommented(text: str) -> str:
    """Every setting that is shown as a comment set, unless the file sets it right below."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        shown = re.fullmatch(r"# ((\[+[\w.]+\]+)|((\w+)\s*=.*))", line)
        if shown and not (shown[4] and _is_set_below(shown[4], lines[at + 1 :])):
            lines[at] = shown[1]
    return "\n".join(lines)


def _is_set_below(name: str, lines: list[str]) -> bool:
    for line in lines:
        if line.startswith("["):
            return False
        if re.match(rf"{name}\s*=", line):
            return True
    return False
