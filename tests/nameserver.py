"""A small name server on loopback: answers over UDP what a test put into it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dns.message
import dns.name
import dns.rcode
import dns.resolver
import dns.rrset

from digest.mail.domain import SECONDS, NameService

Told = Sequence[str] | str
"""The texts of a name, each as in a zone file; or `cname NAME`, `servfail`, `silent`, `empty`."""


class NameServer(socketserver.ThreadingUDPServer):
    """`zone` by name in lower case; a name that is not in it does not exist."""

    daemon_threads = True

    def __init__(self, zone: Mapping[str, Told]) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.zone = zone
        self.asked: list[str] = []

    def resolver(self) -> dns.resolver.Resolver:
        """One that knows no other server."""
        made = dns.resolver.Resolver(configure=False)
        made.nameservers = ["127.0.0.1"]
        made.port = self.server_address[1]
        return made

    def names(self, seconds: float = SECONDS) -> NameService:
        """The wall in front of it."""
        return NameService(self.resolver(), seconds)


class _Asked(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, socket = self.request
        assert isinstance(self.server, NameServer)
        question = dns.message.from_wire(data)
        name = question.question[0].name.to_text().rstrip(".").lower()
        self.server.asked.append(name)
        answer = dns.message.make_response(question)
        if _filled(answer, name, self.server.zone):
            socket.sendto(answer.to_wire(), self.client_address)


def _filled(answer: dns.message.Message, name: str, zone: Mapping[str, Told]) -> bool:
    """Puts in what the zone has of a name; False where it keeps silent."""
    told: Any = zone.get(name)
    if told is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif told == "servfail":
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif told == "silent":
        return False
    elif isinstance(told, str) and told.startswith("cname "):
        target = told.removeprefix("cname ")
        answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{target}."))
        return _filled(answer, target.lower(), zone)
    elif told != "empty":
        answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *told))
    return True


@contextmanager
def name_server(zone: Mapping[str, Told]) -> Iterator[NameServer]:
    """Runs one for as long as it is asked."""
    with NameServer(zone) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
