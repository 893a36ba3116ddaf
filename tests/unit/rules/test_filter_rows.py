"""Rows of a form as a filter: whatever somebody types is a value, and means what the row says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.attribute import Attribute, AttributeKind
from digest.model.segment import Every, Happened, Not, On, Op, Some, Test
from digest.rules.filter_rows import How, Row, written
from digest.rules.filters import parse

DECLARED = {
    "city": Attribute("city", AttributeKind.TEXT),
    "age": Attribute("age", AttributeKind.NUMBER),
    "born": Attribute("born", AttributeKind.DATE),
}
TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60
)


@given(TYPED)
def test_whatever_is_typed_is_read_as_that_value_and_nothing_more(value):
    found = parse(written([Row("city", How.IS, value)]), DECLARED)
    assert found == Test("city", AttributeKind.TEXT, Op.EQUALS, value)


@given(st.lists(TYPED, min_size=2, max_size=5), st.sampled_from(["and", "or"]))
def test_rows_are_joined_as_they_stand(values, joined):
    found = parse(written([Row("city", How.HOLDS, one) for one in values], joined), DECLARED)
    assert isinstance(found, Every if joined == "and" else Some)
    assert [test.value for test in found.of] == values


@pytest.mark.parametrize(
    ("row", "text", "kind"),
    [
        (Row("age", How.AT_LEAST, "30"), "age >= 30", Test),
        (Row("city", How.IS_NOT, "not"), 'city != "not"', Not),
        (Row("born", How.WITHIN, "30"), "born within 30 days", Test),
        (Row("city", How.UNKNOWN), "city is unknown", Not),
        (Row("delivered", How.KNOWN), "delivered", Happened),
        (Row("delivered", How.UNKNOWN, "x"), "not delivered", Not),
        (Row("joined", How.SINCE, "2026-01-01"), "joined since 2026-01-01", Happened),
        (Row("on", How.IS, "morning"), "on(morning)", On),
        (Row("on", How.IS_NOT, "morning"), "not on(morning)", Not),
    ],
)
def test_each_way_of_comparing_is_a_sentence_of_the_language(row, text, kind):
    assert written([Row(), row]) == text
    assert isinstance(parse(text, DECLARED), kind)
