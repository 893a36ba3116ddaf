"""All phrases of the console by id.  A new screen adds its module to `_SCREENS`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType

from digest.web.console.words import (
    blocks,
    common,
    desk,
    did,
    door,
    filters,
    first,
    house,
    imports,
    issue,
    lint,
    lintpage,
    lists,
    never,
    people,
    person,
    proof,
    readers,
    reasons,
    records,
    reported,
    schedules,
    sending,
    sources,
    states,
    steps,
    today,
    tokens,
    trend,
    uncertain,
)
from digest.web.console.words.four import Four

_SCREENS: tuple[ModuleType, ...] = (
    blocks,
    common,
    desk,
    did,
    door,
    filters,
    first,
    house,
    imports,
    issue,
    lint,
    lintpage,
    lists,
    never,
    people,
    person,
    proof,
    readers,
    reasons,
    records,
    reported,
    schedules,
    sending,
    sources,
    states,
    steps,
    today,
    tokens,
    trend,
    uncertain,
)


def _joined(screens: Iterable[ModuleType]) -> Mapping[str, Four]:
    table: dict[str, Four] = {}
    for screen in screens:
        twice = table.keys() & screen.PHRASES.keys()
        assert not twice, f"two phrases of one id: {', '.join(sorted(twice))}"
        table |= screen.PHRASES
    return MappingProxyType(table)


PHRASES: Mapping[str, Four] = _joined(_SCREENS)
