"""A folder of an IMAP server as the box of bounces.

UIDs name the mails; a mail is fetched without being marked as read, its first megabyte alone.
Moved by MOVE where the server has it.  Elsewhere it is copied and flagged as deleted, and taken
out by UID where the server can: a bare EXPUNGE would take what others flagged.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from digest.mail.bounce_box import OTHER, READ
from digest.mail.bounce_mail import LARGEST
from digest.model.errors import ConfigurationError, TemporaryError

_SECONDS = 30.0
_TOGETHER = 100
"""UIDs in one command."""


_GONE = "[EXPUNGEISSUED]"
"""RFC 5530: some of the mails that were named are no longer there."""


class _GoneError(TemporaryError):
    """Another reader of the box moved them."""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where the box is.  `tls` is implicit, starttls or none."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "implicit"
    folder: str = "INBOX"


class Imap:
    """The folder, selected; errors of the line are TemporaryError, of the login ConfigurationError."""

    def __init__(self, server: ImapServer, context: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._made: set[str] = set()
        try:
            self._line = _opened(server, context or ssl.create_default_context())
            self._enter()
        except (OSError, imaplib.IMAP4.abort) as error:
            raise TemporaryError(f"the box of bounces cannot be reached: {_words(error)}") from None

    def _enter(self) -> None:
        try:
            self._log_in()
            self._done("SELECT", self._line.select(_quoted(self._server.folder)))
        except BaseException:
            self.close()
            raise

    def letters(self) -> Iterator[tuple[str, bytes]]:
        """Mails that nobody flagged as deleted, by UID, one in memory at a time."""
        found = self._done("SEARCH", self._ask("SEARCH", None, "UNDELETED"))
        for uid in sorted(
            int(word) for one in found if isinstance(one, bytes) for word in one.split()
        ):
            told = self._done("FETCH", self._ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)"))
            # Somebody else may have moved it meanwhile: then there is nothing.
            for part in told:
                if isinstance(part, tuple):
                    yield str(uid), bytes(part[1])

    def settle(self, names: Sequence[str], *, understood: bool) -> None:
        """Move them, some at a time."""
        target = _quoted(READ if understood else OTHER)
        self._folder(target)
        for start in range(0, len(names), _TOGETHER):
            self._settle(names[start : start + _TOGETHER], target)

    def close(self) -> None:
        """Leave; the folder is not closed, since that expunges."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._line.logout()
        with suppress(OSError, imaplib.IMAP4.error):
            self._line.shutdown()

    def _settle(self, names: Sequence[str], target: str) -> None:
        """Together; where another reader of the box took some of them meanwhile, one by one."""
        try:
            self._move(",".join(names), target)
        except _GoneError:
            for name in names if len(names) > 1 else ():
                self._settle([name], target)

    def _move(self, uids: str, target: str) -> None:
        if "MOVE" in self._line.capabilities:
            self._done("MOVE", self._ask("MOVE", uids, target))
            return
        self._done("COPY", self._ask("COPY", uids, target))
        self._done("STORE", self._ask("STORE", uids, "+FLAGS.SILENT", r"(\Seen \Deleted)"))
        if "UIDPLUS" in self._line.capabilities:
            self._done("EXPUNGE", self._ask("EXPUNGE", uids))

    def _folder(self, target: str) -> None:
        """One that is there already is a refusal, and a fine one."""
        if target not in self._made:
            with suppress(imaplib.IMAP4.error):
                self._line.create(target)
            self._made.add(target)

    def _log_in(self) -> None:
        try:
            self._line.login(self._server.user, self._server.password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeError):
            raise ConfigurationError(
                "DIGEST_BOUNCE_BOX: the server refuses the login; look at user and password",
                host=self._server.host,
            ) from None

    def _ask(self, command: str, *words: str | None) -> tuple[str, list[object]]:
        try:
            return self._line.uid(command, *[word for word in words if word is not None])
        except (OSError, imaplib.IMAP4.error) as error:
            raise TemporaryError(f"the box of bounces broke off: {_words(error)}") from None

    def _done(self, what: str, answer: tuple[str, Sequence[object]]) -> Sequence[object]:
        status, told = answer
        if status != "OK":
            words = _words(told[0] if told else "")
            kind = _GoneError if words.startswith(_GONE) else TemporaryError
            raise kind(f"the box of bounces refuses {what}: {words}")
        return told


def _opened(server: ImapServer, context: ssl.SSLContext) -> imaplib.IMAP4:
    if server.tls == "implicit":
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=_SECONDS)
    line = imaplib.IMAP4(server.host, server.port, timeout=_SECONDS)
    if server.tls == "starttls":
        try:
            line.starttls(context)
        except BaseException:
            # A broken handshake has taken the socket with it; what broke it is what matters.
            with suppress(OSError):
                line.shutdown()
            raise
    return line


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _words(told: object) -> str:
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return " ".join(text.split())[:200]
