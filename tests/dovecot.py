"""A real IMAP server for a few tests: Dovecot with its own configuration, folders and ports.

    with dovecot() as server:
    server.box("ada")    the maildir behind the INBOX of that user; folders are `.name` in it
    server.port, server.tls_port

Needs root, since Dovecot changes users, and Debian's package; no init system and nothing in /etc.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import certificate
from tests.waiting import until

PASSWORD = 'se"cret'
"""Of every user."""
KEEPER = "mail"
"""Whose the mails are: a user that every Debian has."""
CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/pem
ssl_key = <{home}/pem
disable_plaintext_auth = no
auth_mechanisms = plain
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/box/%u
{more}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={keeper} gid={keeper} home={home}/box/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """Where it listens, whose certificate it shows, and the maildir behind it."""

    port: int
    tls_port: int
    boxes: Path
    trusted: Path

    def box(self, user: str) -> Path:
        """A maildir of that user's, new or known."""
        box = self.boxes / user
        for part in (box, box / "new", box / "cur", box / "tmp"):
            part.mkdir(exist_ok=True)
            shutil.chown(part, KEEPER, KEEPER)
        return box


@contextmanager
def dovecot(*, capabilities: str = "") -> Iterator[Dovecot]:
    """A server with an empty INBOX; `capabilities` = what it says it can, in place of the truth."""
    program = needed()
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        home = Path(folder)
        made = _prepared(home, f"imap_capability = {capabilities}" if capabilities else "")
        running = subprocess.Popen([program, "-F", "-c", str(home / "conf")])
        try:
            until(lambda: running.poll() is not None or _listens(made.tls_port), seconds=30)
            assert running.poll() is None, (home / "log").read_text()
            yield made
        finally:
            running.terminate()
            running.wait()


def needed() -> str:
    """Skip where there is no Dovecot to start; else its path."""
    program = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.skip("needs dovecot-imapd, which is not installed")
    if os.geteuid():
        pytest.skip("needs root: Dovecot changes users")
    return program


def _prepared(home: Path, more: str) -> Dovecot:
    home.chmod(0o755)
    (home / "box").mkdir()
    pem, key = certificate.for_address()
    (home / "pem").write_bytes(key + pem)
    (home / "trusted").write_bytes(pem)
    with ExitStack() as taken:
        found = [taken.enter_context(closing(socket.create_server(("127.0.0.1", 0)))) for _ in "ab"]
        port, tls_port = (one.getsockname()[1] for one in found)
    (home / "conf").write_text(
        CONFIGURATION.format(
            home=home,
            port=port,
            tls_port=tls_port,
            more=more,
            keeper=KEEPER,
            password=PASSWORD,
        )
    )
    return Dovecot(port, tls_port, home / "box", home / "trusted")


def _listens(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0
