"""A filter's text: read into its tree, or refused with the place and what would be right."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.attribute import Attribute, AttributeKind
from digest.model.audience import Segment, SubscriptionState
from digest.model.segment import Ago, Every, Happened, Not, On, Op, Some, Test
from digest.rules.filter_tokens import BadFilter
from digest.rules.filters import kinds_of, lists_of, parse, tree_of

K = AttributeKind
DECLARED = {
    one.name: one
    for one in (
        Attribute("city", K.TEXT),
        Attribute("age", K.NUMBER),
        Attribute("born", K.DATE),
        Attribute("staff", K.BOOLEAN),
        Attribute("plan", K.CHOICE, ("free", "paid")),
    )
}
ROME = Test("city", K.TEXT, Op.EQUALS, "Rome")
ADULT = Test("age", K.NUMBER, Op.AT_LEAST, 18)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("city = Rome", ROME),
        ("CITY='Rome'", ROME),
        ("city != Rome", Not(ROME)),
        ("city = Rome and age >= 18", Every((ROME, ADULT))),
        ("city = Rome or age >= 18 and staff = yes", Some((ROME, Every((ADULT, Test("staff", K.BOOLEAN, Op.EQUALS, True)))))),
        ("not (city = Rome or age >= 18)", Not(Some((ROME, ADULT)))),
        ("plan in (free, PAID)", Some((Test("plan", K.CHOICE, Op.EQUALS, "free"), Test("plan", K.CHOICE, Op.EQUALS, "paid")))),
        ("city not in (Rome)", Not(Some((ROME,)))),
        ("city is known", Test("city", K.TEXT, Op.KNOWN)),
        ("city is unknown", Not(Test("city", K.TEXT, Op.KNOWN))),
        ("born since 1990-02-01", Test("born", K.DATE, Op.AT_LEAST, "1990-02-01")),
        ("born within 30 days", Test("born", K.DATE, Op.AT_LEAST, Ago(30))),
        ("on(morning)", On("morning")),
        ("on(my-brief, paused)", On("my-brief", SubscriptionState.PAUSED)),
        ("subscribed(morning) within 1 day", Happened("subscribed", since=Ago(1), list="morning")),
        ("joined before 2026-01-01", Happened("joined", before=date(2026, 1, 1))),
        ("delivered", Happened("delivered")),
        ("domain = Example.ORG", Test("domain", K.TEXT, Op.EQUALS, "example.org")),
        (r"name contains 'O\'A \"x\"'", Test("name", K.TEXT, Op.CONTAINS, "O'A \"x\"")),
    ],
)  # fmt: skip
def test_a_filter_is_read_into_its_tree(text, tree):
    assert parse(text, DECLARED) == tree


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", 1, "the end is no field"),
        ("ctiy = x", 1, "did you mean city?"),
        ("city", 5, "compared by"),
        ("city =", 7, "a value is needed here, not the end"),
        ("city = and", 8, "needs quotation marks"),
        ("city < x", 6, "city (text) is compared by"),
        ("age > old", 7, "age 'old' is not a number"),
        ("plan = gold", 8, "one of: free, paid"),
        ("born > 1.1.1990", 8, "a date such as"),
        ("(city = x", 10, ") is needed here, not the end"),
        ("city = x age = 3", 10, "join tests with: and, or"),
        ("city = 'x", 8, "never closed"),
        ("city = x; DROP TABLE store_issue", 11, "'DROP' comes after the end"),
        ("city = \\", 8, "means nothing here"),
        ("on(Morning List)", 4, "no list's name"),
        ("on(morning, gone)", 13, "none of: pending, confirmed"),
        ("joined within some days", 15, "no number of days"),
        ("joined since yesterday", 14, "no date such as"),
        ("city = ''", 8, "is unknown"),
        ("city = 'a\0b'", 10, "cannot be printed"),
        ("not " * 50 + "city = x", 165, "more than 40"),
        (" or ".join(["city = x"] * 101), 1201, "more than 100 tests"),
        ("x" * 4001, 4001, "at most 4000 characters"),
    ],
)
def test_what_is_no_filter_is_refused_with_its_place(text, at, words):
    with pytest.raises(BadFilter) as refusal:
        parse(text, DECLARED)
    assert words in str(refusal.value)
    assert refusal.value.at == at


WORDS = st.sampled_from(
    "city age born staff plan on joined subscribed delivered name and or not in is known "
    "within days since ( ) , = != < >= 3 2026-01-01 'x y' Rome paid true".split(" ")
)


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_filter_or_refused_in_words(text):
    try:
        tree = parse(text, DECLARED)
    except BadFilter as error:
        refused = error
    else:
        kept = Segment("s", text, kinds_of(tree))
        assert tree_of(kept) == _with_text_for_choices(tree)
        return
    assert 1 <= refused.at <= len(text) + 1
    assert refused.words


def _with_text_for_choices(tree):
    if isinstance(tree, Not):
        return Not(_with_text_for_choices(tree.of))
    if isinstance(tree, Every | Some):
        return type(tree)(tuple(map(_with_text_for_choices, tree.of)))
    if isinstance(tree, Test) and tree.kind is K.CHOICE:
        return Test(tree.name, K.TEXT, tree.op, tree.value)
    return tree


def test_a_filter_says_which_attributes_and_lists_it_asks_for():
    tree = parse("city = x and (on(a) or not subscribed(b) within 2 days) and name = y", DECLARED)
    assert kinds_of(tree) == {"city": "text"}
    assert lists_of(tree) == ("a", "b")
