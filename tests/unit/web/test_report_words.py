"""A report says the same in every language: all phrases, and in each the same gaps."""

from __future__ import annotations

from string import Formatter

import pytest

from digest.reporting.words import ENGLISH, WORDS


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", sorted(set(WORDS) - {"en"}))
def test_a_language_has_every_phrase_with_its_gaps(language):
    words = WORDS[language]
    assert words.keys() == ENGLISH.keys()
    for name, text in ENGLISH.items():
        assert gaps(words[name]) == gaps(text), name
        assert words[name].strip() == words[name]
        assert len(text) < 12 or words[name] != text, name
