"""A socket with a talk on it: bytes in, bytes out, never blocking.

Keeps what the kernel did not take yet, and knows whether a letter's final dot was among it.
"""

from __future__ import annotations

import ssl
from contextlib import suppress

from digest.mail.smtp_open import Opened, Server
from digest.mail.smtp_talk import END, Item, Said, Talk

_READ = 4_096
"""Replies are short, and room for them is taken anew at each read."""
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
        self._unsent: list[bytes | memoryview] = []

    @property
    def wants_to_write(self) -> bool:
        """The kernel has not taken everything yet."""
        return bool(self._unsent)

    def read(self) -> bytes:
        """What has come; raises ConnectionError at the end of the stream."""
        data = whole = self._received()
        while len(data) == _READ or (self._secure and self._decrypted):
            data = self._received()
            whole += data
        self.heard = self.heard or bool(whole)
        return whole

    @property
    def _decrypted(self) -> int:
        """Bytes that TLS has read already: nobody wakes us for them."""
        return self.socket.pending() if isinstance(self.socket, ssl.SSLSocket) else 0

    def _received(self) -> bytes:
        try:
            data = self.socket.recv(_READ)
        except _WAITS:
            return b""
        if not data:
            raise ConnectionResetError("the server closed the connection")
        return data

    def write(self, parts: list[bytes]) -> None:
        """Hand these to the kernel, after what still waits."""
        if self._secure and len(parts) > 1:
            # Few large records: each call makes one record at least.
            parts = [b"".join(parts)]
        self._unsent += parts
        try:
            while self._unsent:
                self._taken(self._send())
        except _WAITS:
            return

    def _send(self) -> int:
        if self._secure or len(self._unsent) == 1:
            return self.socket.send(self._unsent[0])
        return self.socket.sendmsg(self._unsent)

    def _taken(self, count: int) -> None:
        """Forget what the kernel took: nearly always everything."""
        unsent, done = self._unsent, 0
        if count == sum(map(len, unsent)):
            unsent.clear()
            return
        while done < len(unsent) and count >= len(unsent[done]):
            count -= len(unsent[done])
            done += 1
        del unsent[:done]
        if count:
            unsent[0] = memoryview(unsent[0])[count:]

    @property
    def dot_is_out(self) -> bool:
        """Whether a dot that was said may have reached the server.

        Of an encrypted write that was begun nobody can say how far it got.
        """
        return self._secure or not any(_is_end(part) for part in self._unsent)

    def close(self, reason: str) -> list[Item]:
        """Shut it; letters without a verdict are the talk's to judge."""
        dot_is_out = self.dot_is_out
        with suppress(OSError):
            self.socket.close()
        return self.talk.end(reason, dot_is_out=dot_is_out) if self.talk else []

    def leave(self) -> None:
        """Politely, when nothing is in the air."""
        with suppress(OSError):
            self.socket.send(b"QUIT\r\n")
        with suppress(OSError):
            self.socket.close()


def _is_end(part: bytes | memoryview) -> bool:
    """A final dot, or what is left of one."""
    return (part.obj if isinstance(part, memoryview) else part) is END


def spelt(said: list[Said]) -> list[bytes]:
    """The bytes, letters in their parts."""
    parts: list[bytes] = []
    for one in said:
        if isinstance(one, Item):
            parts += one.body()
        else:
            parts.append(one)
    return parts
