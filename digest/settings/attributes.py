"""`[attributes]` of digest.toml: what is kept of readers, by name, each with its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.model.attribute import Attribute, AttributeKind
from digest.model.segment import BUILT_IN, RESERVED
from digest.settings.table import Table

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NAMED = "lower-case letters, digits and underscores, such as home_city"
_KINDS = 'text | number | date | boolean, or the allowed words: ["free", "paid"]'


def read_attributes(defaults: Table) -> Mapping[str, Attribute]:
    """The declared attributes; a name that a filter or a column uses already is refused."""
    table = defaults.table("attributes")
    return {name: _attribute(name, table) for name in table.names}


def _attribute(name: str, table: Table) -> Attribute:
    if not _NAME.fullmatch(name):
        raise table.wrong(name, name, f"as a name: {_NAMED}")
    if name in RESERVED or name in BUILT_IN:
        raise table.wrong(name, name, f"another name: {name} is a word of its own already")
    if table.is_list(name):
        choices = table.texts(name, allowed="the allowed words")
        if not choices:
            raise table.wrong(name, [], "at least one word")
        return Attribute(name, AttributeKind.CHOICE, choices)
    kind = table.checked(name, _kind, _KINDS)
    return Attribute(name, AttributeKind(kind))


def _kind(word: str) -> str:
    if AttributeKind(word) is AttributeKind.CHOICE:
        raise ValueError("")
    return word
