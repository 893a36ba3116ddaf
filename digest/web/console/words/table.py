"""All phrases of the console by id.  A new screen adds its module to `_SCREENS`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from digest.web.console.words.four import Four

_SCREENS = (
    "blocks",
    "common",
    "desk",
    "did",
    "door",
    "filters",
    "first",
    "house",
    "imports",
    "issue",
    "lint",
    "lintpage",
    "lists",
    "never",
    "people",
    "person",
    "proof",
    "readers",
    "reasons",
    "records",
    "reported",
    "schedules",
    "sending",
    "sources",
    "states",
    "steps",
    "today",
    "tokens",
    "trend",
    "uncertain",
)
"""The modules of phrases in this folder."""


def _joined() -> Mapping[str, Four]:
    table: dict[str, Four] = {}
    for name in _SCREENS:
        screen = import_module(f"{__package__}.{name}")
        twice = table.keys() & screen.PHRASES.keys()
        assert not twice, f"two phrases of one id: {', '.join(sorted(twice))}"
        table |= screen.PHRASES
    return MappingProxyType(table)


PHRASES: Mapping[str, Four] = _joined()
