"""Who may be mailed outside production: reserved domains, and whom the operator named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

_RESERVED = ("example.org", "example.com", "example.net", "test", "invalid", "example", "localhost")
"""RFC 2606 and 6761: nobody lives there, nor in any domain below."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A question for normalised addresses: some by name, the others by how they end."""

    addresses: frozenset[str]
    endings: tuple[str, ...]

    def __call__(self, address: str) -> bool:
        """Whether this one may be mailed."""
        return address.endswith(self.endings) or address in self.addresses

    def all(self, addresses: Sequence[str]) -> bool:
        """Whether surely every one of them may: asked first, since it costs next to nothing."""
        return all(map(str.endswith, addresses, repeat(self.endings)))


def allowed_by(words: Sequence[str]) -> Allowed:
    """`words` are addresses or `@domains`, lower case; a domain does not stand for those below."""
    domains = [word for word in words if word.startswith("@")]
    below = [f"{mark}{name}" for name in _RESERVED for mark in ".@"]
    return Allowed(frozenset(words).difference(domains), (*below, *domains))
