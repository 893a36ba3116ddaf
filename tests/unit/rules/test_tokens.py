"""A token opens one purpose for one subscriber, and nothing else opens anything."""

import string

from hypothesis import given
from hypothesis import strategies as st

from digest.rules import tokens

KEY, OLD, OTHER = b"k" * 32, b"o" * 32, b"x" * 32
ALPHABET = string.ascii_letters + string.digits + "-_"


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
def test_a_token_speaks_for_its_subscriber_and_issue(subscriber, issue):
    token = tokens.mint(KEY, tokens.READER, subscriber, issue)
    assert len(token) == tokens.LENGTH
    assert set(token) <= set(ALPHABET)
    assert tokens.read(token, tokens.READER, [KEY]) == tokens.TokenFor(subscriber, issue)


def test_every_changed_character_closes_it():
    token = tokens.mint(KEY, tokens.READER, 7, 3)
    for place, sign in enumerate(token):
        for other in ALPHABET:
            if other != sign:
                forged = token[:place] + other + token[place + 1 :]
                assert tokens.read(forged, tokens.READER, [KEY]) is None


def test_another_purpose_or_key_does_not_open():
    token = tokens.mint(KEY, tokens.READER, 7, 3)
    assert tokens.read(token, b"erase", [KEY]) is None
    assert tokens.read(token, tokens.READER, [OTHER]) is None


def test_an_old_key_still_reads_during_a_rotation():
    token = tokens.mint(OLD, tokens.READER, 7, 3)
    assert tokens.read(token, tokens.READER, [KEY, OLD]) == tokens.TokenFor(7, 3)


@given(st.text(max_size=60))
def test_no_text_crashes_the_reader(text):
    assert tokens.read(text, tokens.READER, [KEY]) is None
    assert tokens.read_delivery(text, [KEY]) is None


def delivery(subscriber: int, issue: int, key: bytes = KEY) -> str:
    token = tokens.mint(key, tokens.READER, subscriber, issue)
    return token[: tokens.NAMED] + tokens.seal(key, issue)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
def test_a_delivery_key_names_the_copy_and_opens_no_page(subscriber, issue):
    key = delivery(subscriber, issue)
    assert tokens.read_delivery(key, [OTHER, KEY]) == tokens.TokenFor(subscriber, issue)
    assert tokens.read(key, tokens.READER, [KEY]) is None
    assert tokens.read_delivery(key, [OTHER]) is None


def test_the_seal_of_another_issue_names_no_copy():
    key = delivery(7, 3)[: tokens.NAMED] + tokens.seal(KEY, 4)
    assert tokens.read_delivery(key, [KEY]) is None
    for place, sign in enumerate(ALPHABET[:32]):
        forged = delivery(7, 3)[: tokens.NAMED] + (tokens.seal(KEY, 3)[:-1] + sign)
        same = forged == delivery(7, 3)
        assert (tokens.read_delivery(forged, [KEY]) is not None) is same, place


def test_a_delivery_key_in_its_former_spelling_is_still_read():
    former = tokens.mint(OLD, tokens.DELIVERY, 7, 3)
    assert tokens.read_delivery(former, [KEY, OLD]) == tokens.TokenFor(7, 3)


@given(st.lists(st.integers(1, 2**63), max_size=9), st.integers(0, 2**32 - 1))
def test_tokens_minted_together_are_those_minted_one_by_one(subscribers, issue):
    mint = tokens.minter(KEY, tokens.READER, issue)
    assert tokens.mint_all(KEY, tokens.READER, issue, subscribers) == [mint(n) for n in subscribers]


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
def test_a_counted_links_token_says_who_and_opens_no_page(subscriber, issue):
    reader = tokens.mint(KEY, tokens.READER, subscriber, issue)
    click = tokens.click_of(reader)
    assert len(click) == tokens.LENGTH
    assert tokens.read_click(click, [OTHER, KEY]) == tokens.TokenFor(subscriber, issue)
    assert tokens.read(click, tokens.READER, [KEY]) is None
    assert tokens.read_click(reader, [KEY]) is None
    assert tokens.read_click(click, [OTHER]) is None


def test_every_changed_character_of_a_counted_links_token_closes_it():
    click = tokens.click_of(tokens.mint(KEY, tokens.READER, 7, 3))
    for place in range(len(click)):
        for other in set(ALPHABET) - {click[place]}:
            forged = click[:place] + other + click[place + 1 :]
            assert tokens.read_click(forged, [KEY]) is None


@given(st.lists(st.integers(1, 2**63), max_size=9), st.integers(0, 2**32 - 1))
def test_counted_links_tokens_of_many_are_those_of_each(subscribers, issue):
    readers = tokens.mint_all(KEY, tokens.READER, issue, subscribers)
    assert tokens.clicks_of(readers) == [tokens.click_of(one) for one in readers]
