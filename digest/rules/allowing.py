"""Who may be mailed outside production: reserved domains, and whom the operator named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_RESERVED = ("example.org", "example.com", "example.net")
_RESERVED_TOPS = ("test", "invalid", "example", "localhost")
"""RFC 2606 and 6761: nobody lives there."""


def allowed_by(words: Sequence[str]) -> Callable[[str], bool]:
    """A question for a normalised address; `words` are addresses or `@domains`, lower case."""
    addresses = {word for word in words if not word.startswith("@")}
    domains = {word[1:] for word in words if word.startswith("@")}

    def allowed(address: str) -> bool:
        domain = address.rpartition("@")[2]
        return address in addresses or domain in domains or _reserved(domain)

    return allowed


def _reserved(domain: str) -> bool:
    top = domain.rpartition(".")[2]
    return top in _RESERVED_TOPS or any(
        domain == name or domain.endswith(f".{name}") for name in _RESERVED
    )
