"""A return path names one reader of one letter, and only where we made it."""

from __future__ import annotations

from email.utils import parseaddr

from hypothesis import given
from hypothesis import strategies as st

from digest.rules import return_path
from digest.rules.return_path import LETTER, LONGEST_NAME, NOTICE
from digest.rules.tokens import TokenFor
from digest.settings.bounces import LONGEST_NAME as IN_SETTINGS

KEY, OTHER = b"k" * 48, b"o" * 48
HOME = "bounces@news.example.org"


def path(subscriber: int = 7, issue: int = 3, purpose: bytes = LETTER, home: str = HOME) -> str:
    return return_path.minter(KEY, purpose, issue, home)(subscriber)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
def test_it_says_whose_letter_it_was_whatever_became_of_its_capitals(subscriber, issue):
    told = path(subscriber, issue)
    for spelt in (told, told.upper(), told.title(), told.replace("bounces+", "bounces-")):
        assert return_path.read(spelt, LETTER, [OTHER, KEY]) == TokenFor(subscriber, issue)


def test_it_fits_the_longest_name_that_may_be_configured():
    longest = "b" * LONGEST_NAME + "@news.example.org"
    name, _, domain = path(2**64 - 1, 2**32 - 1, home=longest).partition("@")
    assert (len(name), domain) == (64, "news.example.org")
    assert LONGEST_NAME == IN_SETTINGS


@given(st.integers(8, 52), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_sign_changed_anywhere_names_nobody(at, sign):
    told = path()
    changed = told[:at] + sign + told[at + 1 :]
    known = return_path.read(changed, LETTER, [KEY])
    assert known == (TokenFor(7, 3) if changed == told else None)


def test_a_foreign_key_and_another_purpose_name_nobody():
    assert return_path.read(path(), LETTER, [OTHER]) is None
    assert return_path.read(path(), NOTICE, [KEY]) is None
    assert return_path.read(path(purpose=NOTICE), LETTER, [KEY]) is None


@given(st.text(max_size=90))
def test_any_text_is_read_without_an_error(text):
    assert return_path.read(text, LETTER, [KEY]) is None


def test_it_stays_one_plain_address():
    assert parseaddr(f"<{path()}>")[1] == path()
