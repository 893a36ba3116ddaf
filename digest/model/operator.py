"""Operators: who works at the desk, and what each role may do.  Sending is apart from editing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Power(StrEnum):
    """What a page or a button asks for."""

    LOOK = "look"
    EDIT = "edit"
    SEND = "send"
    RULE = "rule"


class Tongue(StrEnum):
    """A language that the console speaks."""

    EN = "en"
    DE = "de"
    FR = "fr"
    UR = "ur"


class Role(StrEnum):
    """What an operator is; somebody may be several."""

    VIEWER = "viewer"
    EDITOR = "editor"
    SENDER = "sender"
    ADMIN = "admin"


POWERS: dict[Role, frozenset[Power]] = {
    Role.VIEWER: frozenset({Power.LOOK}),
    Role.EDITOR: frozenset({Power.LOOK, Power.EDIT}),
    Role.SENDER: frozenset({Power.LOOK, Power.SEND}),
    Role.ADMIN: frozenset(Power),
}

ROLE_WORDS: dict[Role, str] = {
    Role.VIEWER: "looks at everything, changes nothing",
    Role.EDITOR: "changes what an issue says; does not send",
    Role.SENDER: "sends, pauses, stops and settles; does not edit",
    Role.ADMIN: "all of that, and operators and their roles",
}


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody with a login.

    `factor` is whether a code is asked for beside the password; `language` what they chose to read
    the console in, '' where they leave it to their browser.
    """

    name: str
    roles: frozenset[Role]
    active: bool = True
    factor: bool = False
    seen_at: datetime | None = None
    language: str = ""

    @property
    def powers(self) -> frozenset[Power]:
        """Everything their roles allow; nothing once the account is closed."""
        if not self.active:
            return frozenset()
        return frozenset(power for role in self.roles for power in POWERS[role])

    def may(self, power: Power) -> bool:
        """Whether they may do that."""
        return power in self.powers
