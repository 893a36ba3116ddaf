"""The preference form, read into a value: nothing of it is believed before it is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from digest.model.audience import SubscriptionState
from digest.rules.preferences import is_a_line
from digest.store.reading import Reader

LIST = "list:"
"""Before a list's slug in the name of its field."""
_CHOICE = {
    state.value: state
    for state in (
        SubscriptionState.CONFIRMED,
        SubscriptionState.PAUSED,
        SubscriptionState.UNSUBSCRIBED,
    )
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader chose.

    `wrong`: the name cannot be used.  `stranger`: the form names a list, a state or a language
    that was not offered.
    """

    name: str
    language: str
    standing: Mapping[str, SubscriptionState] = field(default_factory=dict)
    wrong: bool = False
    stranger: bool = False

    @staticmethod
    def of(reader: Reader) -> Choices:
        """The choices as they stand."""
        states = {s.slug: s.state for s in reader.standings if s.state is not None}
        return Choices(reader.name, reader.language, states)

    def state_of(self, slug: str) -> str:
        """The chosen state of a list; who was never on it does not get it."""
        return self.standing.get(slug, SubscriptionState.UNSUBSCRIBED).value


def read_choices(form: QueryDict, languages: Sequence[str], reader: Reader) -> Choices:
    """The posted choices; what the form leaves out stays as it is."""
    offered = {standing.slug for standing in reader.standings}
    asked = {key.removeprefix(LIST): form[key] for key in form if key.startswith(LIST)}
    name = re.sub(" +", " ", form.get("name", reader.name)).strip(" ")
    language = form.get("language", reader.language)
    return Choices(
        name=name,
        language=language,
        standing={slug: _CHOICE[state] for slug, state in asked.items() if state in _CHOICE},
        wrong=not is_a_line(name),
        stranger=not set(asked) <= offered
        or not set(asked.values()) <= set(_CHOICE)
        or (language != reader.language and language not in languages),
    )
