"""docs/choosing.md tells an editor numbers: they are the ones the rules use."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from digest.model.plan import Choosing, SectionPlan, Weights
from digest.rules import (
    changes,
    clustering,
    copies,
    editorials,
    gates,
    grouping,
    ranking,
    vectors,
    withdrawal,
)
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "choosing.md").read_text(encoding="utf-8")
HOUR = timedelta(hours=1)


def row(name: str) -> str:
    """The second cell of the table row that begins with the name."""
    found = re.search(rf"^\| [^|]*\b{re.escape(name)}\b[^|]* \|([^|]*)\|([^|]*)\|?", PAGE, re.M)
    assert found, f"docs/choosing.md has no row for {name}"
    return " ".join(found.groups())


@pytest.mark.parametrize("term", ["coverage", "prominence", "freshness", "depth", "desk"])
def test_the_points_of_each_term_are_the_usual_weights(term):
    assert f" {getattr(Weights(), term):g} " in row(term)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (grouping, "PAIR"),
        (grouping, "MEAN"),
        (grouping, "BACKGROUND"),
        (vectors, "PIVOT"),
        (clustering, "OPENING"),
        (copies, "ALIKE"),
    ],
)
def test_the_settings_of_the_clusters_are_those_of_the_code(module, name):
    label = f"`{module.__name__.rpartition('.')[2]}.{name}`"
    assert f"{label} | {getattr(module, name):g} |" in PAGE


def test_limits_are_the_usual_ones():
    usual = Choosing()
    said = {
        "`limit`": f"{SectionPlan.__dataclass_fields__['limit'].default}",
        "`owner_share`": f"{usual.owner_share:g}",
        "`look_back`": f"{usual.look_back / HOUR:g} hours",
        "`half_life`": f"{usual.half_life / HOUR:g} hours",
        "`lead_words`": f"{usual.lead_words}",
        "`minimum`": f"{usual.minimum}",
        "`minimum_new`": f"{usual.minimum_new}",
    }
    for name, value in said.items():
        assert f"| {name} | {value}" in PAGE, name


def test_other_numbers_of_the_rules_stand_in_the_words():
    assert f"÷ (1 + place ÷ {ranking.PLACES_PER_HALF})" in row("prominence")
    assert f"length up to {ranking.FULL_LENGTH} words" in row("depth")
    assert f"a picture for the other {ranking.PICTURE_SHARE:g}" in row("depth")
    assert f"unless {gates.NEW_MEMBERS} reports came since" in row("not again")
    assert f"With fewer than {editorials.FEW} of today" in PAGE
    assert f"of {withdrawal.ILL} or more pages of one paper none is there" in PAGE
    assert f"{changes.BODY_CHANGED:.0%} of its words changed (`changes.BODY_CHANGED`)" in PAGE
    assert f"{changes.OPENING_CHANGED:.0%} (`changes.OPENING_CHANGED`)" in PAGE
    assert f"the address at {min(ranking.TRUST.values()):g}" in PAGE
