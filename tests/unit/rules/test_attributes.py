"""An attribute's value: read by its kind, refused in words, and written so that it reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.attribute import Attribute, AttributeKind
from digest.rules.attributes import value_of, written

KINDS = {
    kind: Attribute("x", kind, ("free", "Paid") if kind is AttributeKind.CHOICE else ())
    for kind in AttributeKind
}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "Rome", "Rome"),
        ("number", "3", 3),
        ("number", "-2.50", -2.5),
        ("number", "3.0", 3),
        ("date", "2024-02-29", "2024-02-29"),
        ("boolean", "Yes", True),
        ("boolean", "0", False),
        ("choice", "PAID", "Paid"),
    ],
)
def test_a_value_is_read_by_its_kind(kind, text, value):
    found = value_of(text, KINDS[kind])
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("text", "x" * 201, "not text of up to 200 characters"),
        ("number", "1,5", "not a number such as"),
        ("number", "1e9", "not a number"),
        ("number", "nan", "not a number"),
        ("number", "٣", "not a number"),
        ("date", "29.2.2024", "not a date such as"),
        ("date", "2023-02-29", "not a date"),
        ("boolean", "maybe", "not true or false"),
        ("choice", "gold", "not one of: free, Paid"),
    ],
)
def test_another_value_is_refused_with_what_is_allowed(kind, text, words):
    with pytest.raises(ValueError, match=f"^x '.*' is {words}"):
        value_of(text, KINDS[kind])


@given(st.sampled_from(list(KINDS.values())), st.text(min_size=1, max_size=12))
def test_what_is_taken_is_written_so_that_it_reads_back(kind, text):
    try:
        value = value_of(text, kind)
    except ValueError:
        return
    assert value_of(written(value), kind) == value
