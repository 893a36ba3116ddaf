"""Asks the system's resolver for TXT records: what the sending domain says to readers' servers.

Never raises for an answer that does not come: it is told as SILENT, and there is an end to all
waiting, so that a dead resolver costs three seconds and no more.
"""

from __future__ import annotations

import time

import dns.exception
import dns.resolver

from digest.model.domain import Texts, Told

SECONDS = 3.0
"""For all questions of one look together."""
_ONE = 1.0
"""For one of them, so that a lame server leaves time for the rest."""
_TURN = 0.4
"""For one server of the machine's, then the next one's turn comes."""
_LARGEST = 1232
"""Bytes of an answer in one piece: a long key needs no second connection."""


class NameService:
    """Answers for `seconds` from now, each name once; what is asked later is SILENT at once."""

    def __init__(self, resolver: dns.resolver.Resolver | None, seconds: float = SECONDS) -> None:
        self._resolver = resolver
        self._known: dict[str, Texts] = {}
        if resolver is not None:
            resolver.timeout = _TURN
        self._end = time.monotonic() + seconds

    def texts(self, name: str) -> Texts:
        """The TXT records of a name, the strings of each put together."""
        asked = name.lower().rstrip(".")
        if asked not in self._known:
            self._known[asked] = self._found(asked)
        return self._known[asked]

    def _found(self, asked: str) -> Texts:
        left = self._end - time.monotonic()
        if self._resolver is None or left <= 0:
            return Texts(asked, Told.SILENT)
        try:
            return _asked(self._resolver, asked, min(left, _ONE))
        except dns.resolver.NXDOMAIN as error:
            return Texts(asked, Told.NOTHING, (), _spelt(error.canonical_name))
        except (dns.exception.DNSException, OSError):
            return Texts(asked, Told.SILENT)


def name_service() -> NameService:
    """The one that this machine is set up with; SILENT to everything where it has none."""
    try:
        resolver = dns.resolver.Resolver()
        resolver.use_edns(0, 0, _LARGEST)
        return NameService(resolver)
    except (dns.exception.DNSException, OSError):
        return NameService(None)


def _asked(resolver: dns.resolver.Resolver, name: str, seconds: float) -> Texts:
    answer = resolver.resolve(
        f"{name}.", "TXT", lifetime=seconds, search=False, raise_on_no_answer=False
    )
    texts = tuple(
        b"".join(record.strings).decode("utf-8", "replace") for record in answer.rrset or ()
    )
    told = Told.FOUND if texts else Told.NOTHING
    return Texts(name, told, texts, _spelt(answer.canonical_name))


def _spelt(name: object) -> str:
    return str(name).lower().rstrip(".")
