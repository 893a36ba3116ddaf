"""One connection to the mail host: a small server's half of SMTP, with what may go wrong in it.

    bytes -> lines -> command -> reply, kept back until everything that came is read
    DATA -> the letter, up to its final dot -> taken (on disk) or not -> reply

Replies leave together, after `Conduct.delay` where one is set: that is a round trip of that length.
"""

from __future__ import annotations

import base64
import re
import socket
import socketserver
import ssl
from typing import TYPE_CHECKING, cast

from digest.sample.conduct import Trouble

if TYPE_CHECKING:
    from digest.sample.mailhost import MailHost

_PATH = re.compile(rb"(?:FROM|TO):\s*<([^>]*)>", re.IGNORECASE)
_END = b"\r\n.\r\n"


class Gone(Exception):
    """The connection ends here."""


_AT_RCPT = (Trouble.REFUSED, Trouble.GREYLISTED, Trouble.CLOSING, Trouble.SILENT)
_AT_DATA = (Trouble.NO_DATA,)
_IN_BODY = (Trouble.HALF_READ,)
_AT_DOT = (
    Trouble.REFUSED_AFTER,
    Trouble.REFUSED_AND_KEPT,
    Trouble.LATER_AFTER,
    Trouble.CLOSING_AFTER,
    Trouble.TAKEN_THEN_RESET,
    Trouble.TAKEN_THEN_SILENT,
    Trouble.BABBLE,
)
_TAKEN = (Trouble.TAKEN_THEN_RESET, Trouble.TAKEN_THEN_SILENT, Trouble.BABBLE)
_SAID = {
    Trouble.REFUSED: "550 5.1.1 no such mailbox here",
    Trouble.GREYLISTED: "450 4.2.0 greylisted, come again",
    Trouble.REFUSED_AFTER: "554 5.7.1 this letter is not wanted",
    Trouble.REFUSED_AND_KEPT: "554 5.7.1 this letter is not wanted",
    Trouble.LATER_AFTER: "451 4.3.0 try again later",
    Trouble.CLOSING: "421 4.3.2 the server is going down",
    Trouble.CLOSING_AFTER: "421 4.3.2 the server is going down",
    Trouble.BABBLE: "HTTP/1.1 200 OK",
    Trouble.NO_DATA: "554 5.5.1 no valid recipients",
}
_CLOSES = (Trouble.CLOSING, Trouble.CLOSING_AFTER, Trouble.BABBLE)


class Guest(socketserver.BaseRequestHandler):
    """One connection."""

    host: MailHost
    wire: socket.socket

    def handle(self) -> None:
        """Until either side has enough."""
        self.host = cast("MailHost", self.server)
        self.host.connections += 1
        self.wire = self.request
        self._sender, self._to, self._known, self._letters = False, list[str](), False, 0
        self._from = ""
        self._heard, self._kept = bytearray(), list[str]()
        try:
            if self.host.conduct.implicit:
                self._secure()
            self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._say(self.host.conduct.greeting)
            while True:
                self._command(self._until(b"\n"))
        except (OSError, Gone, ValueError, IndexError):
            pass
        finally:
            self.wire.close()

    def _until(self, end: bytes) -> bytes:
        """What comes up to `end`; what was to be said is said before anything is waited for."""
        searched = 0
        while (at := self._heard.find(end, max(0, searched - len(end)))) < 0:
            searched = len(self._heard)
            self._flush()
            data = self.wire.recv(1 << 20)
            if not data:
                raise Gone
            self._heard += data
        found = bytes(self._heard[: at + len(end)])
        del self._heard[: at + len(end)]
        return found

    def _secure(self) -> None:
        tls = self.host.conduct.tls
        if tls is None:
            raise Gone
        self.wire = tls.wrap_socket(self.wire, server_side=True)
        self._known = False

    def _say(self, *lines: str) -> None:
        self._kept += lines

    def _flush(self) -> None:
        if not self._kept:
            return
        if self.host.conduct.delay:
            self.host.stopping.wait(self.host.conduct.delay)
        said = "".join(f"{line}\r\n" for line in self._kept)
        self._kept.clear()
        self.wire.sendall(said.encode())

    def _command(self, line: bytes) -> None:
        verb = line.split(None, 1)[0].upper() if line.strip() else b""
        {
            b"EHLO": self._ehlo,
            b"HELO": self._ehlo,
            b"STARTTLS": self._starttls,
            b"AUTH": self._auth,
            b"MAIL": self._mail,
            b"RCPT": self._rcpt,
            b"DATA": self._data,
            b"RSET": self._rset,
            b"QUIT": self._quit,
        }.get(verb, self._unknown)(line)

    def _unknown(self, line: bytes) -> None:
        self._say("500 5.5.2 not understood" if line.strip() else "500 5.5.2 an empty line")

    def _ehlo(self, line: bytes) -> None:
        if line[:4].upper() == b"HELO":
            self._say("250 mail.example.org")
            return
        conduct = self.host.conduct
        offers = list(conduct.features)
        if conduct.tls and not isinstance(self.wire, ssl.SSLSocket):
            offers.append("STARTTLS")
        if conduct.login:
            offers.append("AUTH PLAIN LOGIN")
        lines = ["mail.example.org", *offers]
        self._say(*(f"250-{one}" for one in lines[:-1]), f"250 {lines[-1]}")

    def _starttls(self, _: bytes) -> None:
        if self.host.conduct.tls is None or isinstance(self.wire, ssl.SSLSocket):
            self._say("502 5.5.1 not here")
            return
        self._say("220 2.0.0 go ahead")
        self._flush()
        self._secure()

    def _auth(self, line: bytes) -> None:
        words = line.split()
        if len(words) > 2 and words[1].upper() == b"PLAIN":
            _, user, password = base64.b64decode(words[2]).split(b"\0")
        elif words[1].upper() == b"LOGIN":
            user = base64.b64decode(words[2]) if len(words) > 2 else self._asked("VXNlcm5hbWU6")
            password = self._asked("UGFzc3dvcmQ6")
        else:
            self._say("504 5.5.4 PLAIN or LOGIN")
            return
        if self.host.conduct.login_refused:
            self._say(self.host.conduct.login_refused)
            return
        self._known = (user.decode(), password.decode()) == self.host.conduct.login
        self._say("235 2.7.0 welcome" if self._known else "535 5.7.8 wrong user or password")

    def _asked(self, challenge: str) -> bytes:
        self._say(f"334 {challenge}")
        return base64.b64decode(self._until(b"\n"))

    def _mail(self, line: bytes) -> None:
        conduct = self.host.conduct
        if conduct.most_letters and self._letters >= conduct.most_letters:
            self._say("421 4.7.0 too many letters on this connection")
            self._flush()
            raise Gone
        if conduct.login and not self._known:
            self._say("530 5.7.0 log in first")
        elif self._sender:
            self._say("503 5.5.1 nested MAIL command")
        elif conduct.mail_refused:
            self._say(conduct.mail_refused)
        else:
            self._sender = True
            found = _PATH.search(line)
            self._from = found[1].decode() if found else ""
            self._say("250 2.1.0 sender ok")

    def _rcpt(self, line: bytes) -> None:
        found = _PATH.search(line)
        if not self._sender or not found:
            self._say("503 5.5.1 MAIL first")
            return
        address = found[1].decode()
        if trouble := self.host.trouble(address, _AT_RCPT):
            self._wrong(trouble)
            return
        self._to.append(address)
        self._say("250 2.1.5 recipient ok")

    def _wrong(self, trouble: Trouble) -> None:
        if trouble in (Trouble.SILENT, Trouble.TAKEN_THEN_SILENT):
            self._flush()
            self.host.stopping.wait()
            raise Gone
        if trouble in (Trouble.TAKEN_THEN_RESET, Trouble.HALF_READ):
            self._reset()
        self._say(_SAID[trouble])
        if trouble in _CLOSES:
            self._flush()
            raise Gone

    def _reset(self) -> None:
        """Gone at once, what is unread thrown away."""
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.wire.close()
        raise Gone

    def _data(self, _: bytes) -> None:
        if not self._to:
            self._say("554 5.5.1 no valid recipients" if self._sender else "503 5.5.1 MAIL first")
            return
        addresses = self._to
        if trouble := self.host.trouble(addresses[0], _AT_DATA):
            self._wrong(trouble)
            return
        self._say("354 go ahead")
        letter = self._letter(addresses[0])
        self._sender, self._to = False, []
        self._letters += 1
        trouble = self.host.trouble(addresses[0], _AT_DOT)
        if trouble is Trouble.REFUSED_AND_KEPT:
            self._sender, self._to = True, addresses
        if trouble is None or trouble in _TAKEN:
            self.host.take(addresses, letter, self._from)
        if trouble:
            self._wrong(trouble)
        else:
            self._say("250 2.0.0 taken")

    def _letter(self, address: str) -> bytes:
        if half := self.host.trouble(address, _IN_BODY):
            self._until(b"\n")
            self._wrong(half)
        letter = self._until(_END)[:-3]
        # Dots are doubled at the start of a line on the wire.
        return letter.replace(b"\r\n..", b"\r\n.")

    def _rset(self, _: bytes) -> None:
        self._sender, self._to = False, []
        self._say("250 2.0.0 forgotten")

    def _quit(self, _: bytes) -> None:
        self._say("221 2.0.0 bye")
        self._flush()
        raise Gone
