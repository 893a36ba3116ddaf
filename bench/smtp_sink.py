"""A mail server that takes everything and keeps nothing, quick enough not to be what is measured.

    python bench/smtp_sink.py MILLISECONDS CERTIFICATE PIPELINING    prints its port, serves until ended

One process, one loop.  Every reply leaves so many milliseconds after what it answers came: a server
that is as far away.  With a file of key and certificate (else `-`) it speaks TLS from the start;
PIPELINING (`yes` or `no`) is what it offers.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import sys
import time
from collections import deque
from contextlib import suppress

_READ = 1 << 18
_WAITS = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"QUIT": b"221 bye\r\n",
}
_END = b"\r\n.\r\n"


class Guest:
    """One connection: what came and is not answered yet."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire, self.in_letter, self.rest = wire, False, b""

    def answers(self, data: bytes) -> bytes:
        """The replies to everything that is complete by now."""
        out, rest = [], self.rest + data
        while rest:
            if self.in_letter:
                at = rest.find(_END)
                if at < 0:
                    rest = rest[-len(_END) + 1 :]
                    break
                self.in_letter, rest = False, rest[at + len(_END) :]
                out.append(b"250 2.0.0 taken\r\n")
                continue
            line, found, behind = rest.partition(b"\n")
            if not found:
                break
            rest = behind
            verb = line[:4].upper()
            # The line end before a lone dot belongs to the letter.
            self.in_letter = verb == b"DATA"
            rest = b"\r\n" + rest if self.in_letter else rest
            out.append(_ANSWERS.get(verb, b"250 2.1.0 ok\r\n"))
        self.rest = rest
        return b"".join(out)


class Sink:
    """The loop."""

    def __init__(self, late: float, tls: ssl.SSLContext | None) -> None:
        self.late, self.tls = late, tls
        self.due: deque[tuple[float, Guest, bytes]] = deque()
        self.selector = selectors.DefaultSelector()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.selector.register(self.door, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """For ever."""
        print(self.door.getsockname()[1], flush=True)
        while True:
            wait = max(0.0, self.due[0][0] - time.monotonic()) if self.due else None
            for key, _ in self.selector.select(wait):
                if key.data is None:
                    self._welcome()
                else:
                    self._hear(key.data)
            while self.due and self.due[0][0] <= time.monotonic():
                _, guest, words = self.due.popleft()
                with suppress(OSError):
                    guest.wire.sendall(words)

    def _welcome(self) -> None:
        wire, _ = self.door.accept()
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            wire = self.tls.wrap_socket(wire, server_side=True)
        wire.setblocking(False)
        guest = Guest(wire)
        self.selector.register(wire, selectors.EVENT_READ, guest)
        self._say(guest, b"220 sink ESMTP\r\n")

    def _hear(self, guest: Guest) -> None:
        try:
            while data := guest.wire.recv(_READ):
                self._say(guest, guest.answers(data))
        except _WAITS:
            return
        except OSError:
            pass
        self.selector.unregister(guest.wire)
        guest.wire.close()

    def _say(self, guest: Guest, words: bytes) -> None:
        if not words:
            return
        if self.late:
            self.due.append((time.monotonic() + self.late, guest, words))
        else:
            with suppress(OSError):
                guest.wire.sendall(words)


def _context(path: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(path)
    return made


if __name__ == "__main__":
    _late, _certificate, _pipelining = sys.argv[1:]
    if _pipelining == "no":
        _ANSWERS[b"EHLO"] = b"250-sink\r\n250 8BITMIME\r\n"
    Sink(float(_late) / 1000, None if _certificate == "-" else _context(_certificate)).serve()
