"""Segments against the database: they mean what the plain evaluator says, and narrow a send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.flow.advance import advance
from digest.flow.compose import compose
from digest.flow.dispatch import audience_of
from digest.flow.submit import submit
from digest.model.attribute import Attribute, AttributeKind
from digest.model.audience import Audience, Segment, SubscriptionState, SuppressionReason
from digest.model.errors import UsageError
from digest.model.segment import (
    Ago,
    Every,
    Field,
    Happened,
    Not,
    On,
    Op,
    Some,
    Test,
)
from digest.rules.filters import kinds_of, parse
from digest.rules.fitting import Facts, fits
from digest.rules.roster import Reader
from digest.store import audience, consent, importing, models, segments, standing
from digest.store.balance import verify
from digest.store.filtering import condition
from digest.store.subscribers import make_list
from tests.newsroom import Newsroom

K, S = AttributeKind, SubscriptionState
KEY = b"k" * 32
NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
TODAY = NOW.date()

# ---------------------------------------------------------------- trees and rows at random

TEXTS = st.sampled_from(["Rome", "rome", "Riverton", "%", "_", "O'Ada", '"', "روم", "a\\b", "1"])
NUMBERS = st.sampled_from([0, 1, -1, 2.5, 0.1, 18, 99999999999])
DAYS = st.sampled_from(["1990-02-01", "2026-11-24", "2026-11-25", "2026-11-26"])
VALUES = {K.TEXT: TEXTS, K.CHOICE: TEXTS, K.NUMBER: NUMBERS, K.DATE: DAYS, K.BOOLEAN: st.booleans()}
NAMES = {K.TEXT: "city", K.CHOICE: "plan", K.NUMBER: "age", K.DATE: "born", K.BOOLEAN: "staff"}
ORDERED = [Op.EQUALS, Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST, Op.KNOWN]
OPS = {
    K.TEXT: [Op.EQUALS, Op.CONTAINS, Op.STARTS, Op.KNOWN],
    K.CHOICE: [Op.EQUALS, Op.KNOWN],
    K.NUMBER: ORDERED,
    K.DATE: ORDERED,
    K.BOOLEAN: [Op.EQUALS, Op.KNOWN],
}
LISTS = ("morning", "evening")


@st.composite
def compared(draw):
    kind = draw(st.sampled_from(list(K)))
    op = draw(st.sampled_from(OPS[kind]))
    value = draw(VALUES[kind])
    if kind is K.DATE and draw(st.booleans()):
        value = Ago(draw(st.sampled_from([0, 1, 30])))
    return Test(NAMES[kind], kind, op, "" if op is Op.KNOWN else value)


@st.composite
def own(draw):
    field = draw(st.sampled_from(list(Field)))
    op = draw(st.sampled_from(OPS[K.TEXT]))
    value = draw(
        st.sampled_from(["en", "ur", "example.org", "ada@example.org", "Ada", "A", "Europe/Rome"])
    )
    return Test(field.value, K.TEXT, op, "" if op is Op.KNOWN else value)


WHEN = st.sampled_from([None, Ago(0), Ago(1), Ago(30), date(2026, 11, 24), date(2026, 1, 1)])
BEFORE = st.sampled_from([None, date(2026, 11, 25), date(2026, 1, 1)])


@st.composite
def happened(draw):
    what = draw(st.sampled_from(["joined", "subscribed", "delivered", "bounced"]))
    slug = draw(st.sampled_from(["", *LISTS])) if what == "subscribed" else ""
    return Happened(what, draw(WHEN), draw(BEFORE), slug)


LEAVES = (
    compared()
    | own()
    | happened()
    | st.builds(On, st.sampled_from(LISTS), st.sampled_from(list(S)))
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Every(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Some(tuple(parts)))
    ),
    max_leaves=6,
)
INSTANTS = st.sampled_from(
    [
        NOW,
        NOW - timedelta(hours=6),
        NOW - timedelta(hours=6, microseconds=1),
        NOW - timedelta(days=30),
        NOW - timedelta(days=400),
    ]
)
# An attribute may hold a value of another kind: it was declared otherwise once.
ATTRIBUTES = st.dictionaries(
    st.sampled_from(list(NAMES.values())), TEXTS | NUMBERS | DAYS | st.booleans(), max_size=4
)
FACTS = st.builds(
    Facts,
    st.sampled_from(["ada@example.org", "bo@mail.example.org"]),
    INSTANTS,
    st.sampled_from(["", "Ada", "Bo A"]),
    st.sampled_from(["", "en", "ur"]),
    st.sampled_from(["", "Europe/Rome"]),
    ATTRIBUTES,
    st.dictionaries(st.sampled_from(LISTS), st.tuples(st.sampled_from(list(S)), INSTANTS)),
    st.dictionaries(
        st.sampled_from(["delivered", "bounced"]), st.lists(INSTANTS, max_size=2).map(tuple)
    ),
)


@pytest.fixture
def issue(db) -> int:
    """Some issue, for events to be about."""
    newsroom = Newsroom()
    newsroom.gathered()
    return newsroom.issue()


def kept(number: int, facts: Facts, lists: dict[str, int], issue: int) -> None:
    """A row for every fact."""
    reader = models.Subscriber.objects.create(
        pk=number,
        address=facts.address,
        address_norm=facts.address,
        address_hash=f"{number:040}",
        name=facts.name,
        language=facts.language,
        zone=facts.zone,
        attributes=dict(facts.attributes),
        created_at=facts.joined,
    )
    for slug, (state, at) in facts.standings.items():
        models.Subscription.objects.create(
            list_id=lists[slug], subscriber=reader, state=state, changed_at=at
        )
    models.Event.objects.bulk_create(
        models.Event(
            natural_key=f"{number} {kind} {n}",
            issue_id=issue,
            subscriber_id=number,
            kind=kind,
            at=at,
        )
        for kind, instants in facts.events.items()
        for n, at in enumerate(instants)
    )


@pytest.mark.django_db
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=80,
)
@given(rows=st.lists(FACTS, min_size=1, max_size=3), trees=st.lists(TREES, min_size=1, max_size=8))
def test_the_database_says_of_each_reader_what_the_plain_meaning_says(issue, rows, trees):
    for table in (models.Event, models.Subscription, models.Subscriber):
        table.objects.all().delete()
    lists = {slug: make_list(slug, NOW) for slug in LISTS}
    known = {
        n: replace(facts, address=f"{n}.{facts.address}") for n, facts in enumerate(rows, start=1)
    }
    for number, facts in known.items():
        kept(number, facts, lists, issue)
    for tree in trees:
        words, values = condition(tree, TODAY)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT s.id FROM store_subscriber s WHERE {words}", values)
            said = {number for (number,) in cursor.fetchall()}
        assert said == {n for n, facts in known.items() if fits(tree, facts, TODAY)}


# ---------------------------------------------------------------- kept by name, and used

DECLARED = {"city": Attribute("city", K.TEXT), "age": Attribute("age", K.NUMBER)}


def segment(text: str, slug: str = "some") -> Segment:
    return Segment(slug, text, kinds_of(parse(text, DECLARED)))


def readers(count: int, lists: tuple[str, ...] = ("morning",)) -> None:
    """Every third lives in Rome."""
    for slug in lists:
        rows = [
            Reader(
                n,
                a := f"reader{n}@example.org",
                a,
                attributes={"city": ["Rome", "Ur", "Ys"][n % 3]},
            )
            for n in range(count)
        ]
        list(importing.bring_in(rows, importing.Terms(slug, "file", KEY, NOW)))


@pytest.mark.django_db
def test_a_segment_is_kept_once_counted_and_forgotten():
    readers(9)
    rome = segment("city = Rome", "rome")
    assert segments.keep(rome, actor="ada", now=NOW)
    assert not segments.keep(segment("city = Ur", "rome"), actor="bo", now=NOW)
    assert segments.find("rome") == rome
    assert segments.count(rome, NOW) == 3
    assert segments.remove("rome", actor="ada", now=NOW)
    assert not segments.remove("rome", actor="ada", now=NOW)
    with pytest.raises(UsageError, match="there is no segment 'rome'"):
        segments.named("rome")
    acts = models.Audit.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["segment-add", "segment-remove"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", [1, 2, 3, 100])
def test_an_audience_of_a_segment_is_the_same_whatever_the_page(monkeypatch, page):
    readers(12, ("morning", "evening"))
    monkeypatch.setattr(standing, "_PAGE", page)
    found = audience.count(
        Audience(("morning", "evening"), segment=segment("city = Rome")), now=NOW
    )
    assert (found.audience, found.readers) == (4, 4)
    none = audience.count(Audience(("morning",), segment=segment("city = Oz")), now=NOW)
    assert none.audience == 0


@pytest.mark.django_db
def test_a_segment_narrows_and_never_adds():
    readers(9)
    rome = list(models.Subscriber.objects.filter(attributes__city="Rome").order_by("pk"))
    consent.withdraw(rome[0].pk, ("morning",), source="test", actor="reader", now=NOW)
    models.Suppression.objects.create(
        address_hash=rome[1].address_hash, reason=SuppressionReason.COMPLAINT, at=NOW
    )
    found = audience.count(Audience(("morning",), segment=segment("city = Rome")), now=NOW)
    assert found.readers == 1
    assert found.excluded == {"unsubscribed": 1, "suppressed": 1}
    left = audience.count(
        Audience(("morning",), segment=segment("on(morning, unsubscribed)")), now=NOW
    )
    assert left.readers == 0


@pytest.mark.django_db(transaction=True)
def test_an_issue_keeps_the_segment_it_was_made_with_and_who_leaves_later_gets_nothing():
    newsroom = Newsroom()
    readers(9)
    newsroom.gathered()
    rome = segment("city = Rome", "rome")
    segments.keep(rome, actor="ada", now=NOW)
    order = replace(newsroom.order(), audience=Audience(("morning",), segment=rome))
    number = compose(newsroom.digest, order, now=newsroom.clock())
    assert isinstance(number, int)
    segments.remove("rome", actor="ada", now=NOW)
    assert audience_of(number) == order.audience
    advance(number, newsroom.digest, newsroom.works)
    batch = models.Batch.objects.get(issue=number)
    assert batch.n == 3
    # Moving away after the freeze changes nothing; a last word does.
    first, second, _ = models.Subscriber.objects.filter(attributes__city="Rome").order_by("pk")
    models.Subscriber.objects.filter(pk=first.pk).update(attributes={"city": "Ur"})
    consent.withdraw(second.pk, ("morning",), source="test", actor="reader", now=NOW)
    submit(batch.pk, newsroom.room())
    told = verify(number)
    assert told.holds
    assert (told.balance.submitted, dict(told.balance.excluded)) == (2, {"unsubscribed": 1})
    assert first.address in newsroom.mailer.accepted.values()
