"""Every digest that is shipped as a sample, as it would go out now."""

from __future__ import annotations

import json

import pytest

from tests.conftest import ROOT

SHIPPED = sorted(file.stem for file in (ROOT / "config" / "digests").glob("*.toml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_lint_has_nothing_to_say_of_a_shipped_digest(digest, tmp_path, name):
    made = json.loads(digest("preview", name, "--out", str(tmp_path), "--json").stdout)
    assert made["findings"] == {variant: [] for variant in made["variants"]}
    assert made["variants"]
