"""A socket with a talk on it: bytes in, bytes out, never blocking.

Keeps what the kernel did not take yet, and knows whether a letter's final dot was among it.
"""

from __future__ import annotations

import ssl
from collections import deque
from contextlib import suppress

from digest.mail.smtp_open import Opened, Server
from digest.mail.smtp_talk import Item, Talk

_READ = 65_536
_WAITS = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError, InterruptedError)


class Line:
    """One connection, kept from parcel to parcel."""

    def __init__(self, server: Server, opened: Opened) -> None:
        self.server = server
        self.socket = opened.socket
        self.features = opened.features
        self.talk: Talk | None = None
        self.due = 0.0
        self.letters = 0
        self.heard = False
        self._secure = isinstance(opened.socket, ssl.SSLSocket)
        self._unsent: deque[memoryview] = deque()

    @property
    def wants_to_write(self) -> bool:
        """The kernel has not taken everything yet."""
        return bool(self._unsent)

    def read(self) -> bytes:
        """What has come; raises ConnectionError at the end of the stream."""
        parts: list[bytes] = []
        with suppress(*_WAITS):
            while True:
                data = self.socket.recv(_READ)
                if not data:
                    if parts:
                        break  # The next look finds the end again.
                    raise ConnectionResetError("the server closed the connection")
                parts.append(data)
                if len(data) < _READ and not self._secure:
                    break
        self.heard = self.heard or bool(parts)
        return b"".join(parts)

    def write(self, parts: list[bytes]) -> None:
        """Hand these to the kernel, after what still waits."""
        if self._secure:
            # Few large records: each call makes one record at least.
            parts = [b"".join(parts)] if len(parts) > 1 else parts
        self._unsent += [memoryview(part) for part in parts if part]
        with suppress(*_WAITS):
            while self._unsent:
                self._taken(self._send())

    def _send(self) -> int:
        if self._secure or len(self._unsent) == 1:
            return self.socket.send(self._unsent[0])
        return self.socket.sendmsg(list(self._unsent))

    def _taken(self, count: int) -> None:
        while self._unsent and count >= len(self._unsent[0]):
            count -= len(self._unsent.popleft())
        if count:
            self._unsent[0] = self._unsent[0][count:]

    @property
    def dot_is_out(self) -> bool:
        """Whether a dot that was said may have reached the server.

        A write is [letter, next envelope]: while part of the letter waits, its dot does too.  Of
        an encrypted write that was begun nobody can say how far it got.
        """
        return self._secure or (len(self._unsent) <= 1 and not self._holds_letter())

    def _holds_letter(self) -> bool:
        return bool(self._unsent) and bytes(self._unsent[0][-5:]) == b"\r\n.\r\n"

    def close(self) -> list[Item]:
        """Shut it; letters without a verdict are the talk's to judge."""
        dot_is_out = self.dot_is_out
        with suppress(OSError):
            self.socket.close()
        return self.talk.end(dot_is_out=dot_is_out) if self.talk else []

    def leave(self) -> None:
        """Politely, when nothing is in the air."""
        with suppress(OSError):
            self.socket.send(b"QUIT\r\n")
        with suppress(OSError):
            self.socket.close()
