"""Opening a connection to a mail server: greeting, EHLO, TLS with a verified name, login.

What is rare and slow is left to the standard library; the socket that comes out is ready for MAIL.
"""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from dataclasses import dataclass, field

from digest.mail.smtp_words import readable
from digest.model.errors import ConfigurationError, TemporaryError

SOCKET_BUFFER = 1 << 20
"""A letter is one system call."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over.  `weight`: its share of the connections beside other servers."""

    host: str
    port: int
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    weight: int = 1

    @property
    def name(self) -> str:
        """As it is shown."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A socket after the login, and what the server offers on it."""

    socket: socket.socket
    features: frozenset[str]


def context(trusted: str | None = None) -> ssl.SSLContext:
    """TLS that verifies chain and name; `trusted` is a file of roots, None = the machine's."""
    made = ssl.create_default_context(cafile=trusted)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def open_socket(server: Server, tls: ssl.SSLContext | None, *, timeout: float, me: str) -> Opened:
    """Log in.  ConfigurationError where only a person can mend it, else TemporaryError."""
    try:
        post = _greeted(server, tls, timeout, me)
    except (OSError, smtplib.SMTPException) as error:
        words = f"{server.name}: {_words(error)}"
        if remedy := _remedy(error):
            raise ConfigurationError(f"{words}; {remedy}") from None
        raise TemporaryError(words) from None
    plain = post.sock
    if plain is None:
        raise TemporaryError(f"{server.name}: the connection was lost during the login")
    plain.settimeout(0)
    return Opened(plain, frozenset(post.esmtp_features))


def _greeted(server: Server, tls: ssl.SSLContext | None, timeout: float, me: str) -> smtplib.SMTP:
    post: smtplib.SMTP
    if server.tls == "implicit":
        post = smtplib.SMTP_SSL(local_hostname=me, timeout=timeout, context=tls)
    else:
        post = smtplib.SMTP(local_hostname=me, timeout=timeout)
    try:
        # By hand, since the constructor forgets the host's name when it does not connect itself.
        post._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001
        _introduced(post, server, tls)
    except BaseException:
        post.close()
        raise
    return post


def _tune(plain: socket.socket | None) -> None:
    """Without NODELAY a letter over TLS waits 40 ms for an acknowledgement."""
    if plain is not None:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)


def _introduced(post: smtplib.SMTP, server: Server, tls: ssl.SSLContext | None) -> None:
    code, words = post.connect(server.host, server.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    _tune(post.sock)
    post.ehlo_or_helo_if_needed()
    if server.tls == "starttls":
        post.starttls(context=tls)
        # What was offered in the clear may have been put there by somebody else.
        post.ehlo()
    if server.user:
        _log_in(post, server.user, server.password)


def _log_in(post: smtplib.SMTP, user: str, password: str) -> None:
    """PLAIN, or LOGIN where that is all there is.  Not the library's login: that is ASCII only."""
    offered = post.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, words = post.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}')}")
    elif "LOGIN" in offered:
        code, words = post.docmd("AUTH", f"LOGIN {_base64(user)}")
        if code == 334:
            code, words = post.docmd(_base64(password))
    else:
        raise smtplib.SMTPNotSupportedError("the server offers no login by PLAIN or LOGIN")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, words)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _words(error: Exception) -> str:
    """Why a login failed, in words; never with what was sent."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the login is refused: {error.smtp_code} {_said(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_said(error.smtp_error)}".strip()
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    told = error.strerror if isinstance(error, OSError) else None
    return told or str(error) or type(error).__name__


def _remedy(error: Exception) -> str:
    """What a person has to look at; empty where the same may go well later."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            "mail goes only to the host that DELIVERY_URL names: look at its name and certificate"
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "look at tls= and the login in DELIVERY_URL"
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
        return "look at user, password and tls= in DELIVERY_URL, and at what the server allows"
    return ""


def _said(words: bytes | str) -> str:
    return readable(words if isinstance(words, bytes) else words.encode())
