"""A token of the JSON API: who a machine is, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.operator import Operator, Role


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as it is kept: its secret is not.  `mark` is its open part, by which it is found.

    `expires_at` None = it does not; `revoked_at` None = it may still open; `used_at` to the minute.
    """

    id: int
    name: str
    roles: frozenset[Role]
    mark: str
    made_by: str
    made_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    @property
    def actor(self) -> str:
        """How the audit names it."""
        return f"token {self.name}"

    def standing(self, now: datetime) -> str:
        """`live`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "live"

    def bearer(self, now: datetime) -> Operator:
        """Its powers, as an operator's."""
        return Operator(self.actor, self.roles, active=self.standing(now) == "live")
