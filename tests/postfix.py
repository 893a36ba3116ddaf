"""A real Postfix for one test: its own configuration, queue, port and log, ended with it.

    master -> smtpd (rejects, asks the policy) -> cleanup -> qmgr -> discard      log: what became of each
                                                                  -> virtual      a maildir, or a bounce

Needs root, since Postfix changes users, and Debian's package; no init system and nothing in /etc.
Greylisting is a policy service of ours: it defers the first attempt for an address, as real ones do.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socketserver
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.waiting import until

NOTHING: Mapping[str, str] = {}
SBIN = "/usr/sbin:/usr/lib/postfix/sbin:/usr/libexec/postfix"
FOLDERS = (
    "active bounce corrupt defer deferred flush hold incoming maildrop private public saved trace"
).split()
MASTER = """
127.0.0.1:{port} inet n - n - 50 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/mail.log
maillog_file_prefixes = {home}
myhostname = mail.example.org
mydestination =
mynetworks = 127.0.0.1/32
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
default_transport = discard:
relay_transport = discard:
smtpd_error_sleep_time = 0
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions =
 check_recipient_access inline:{{ {at_rcpt} }},
 check_policy_service inet:127.0.0.1:{policy}
smtpd_end_of_data_restrictions = check_recipient_access inline:{{ {at_end} }}
"""
DELIVERING = """
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {home}/boxes
virtual_mailbox_maps = inline:{{ {boxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
virtual_minimum_uid = 1
transport_maps = inline:{{ {failing} }}
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
"""
_SENT = re.compile(r" to=<([^>]*)>.* status=sent ")
_REJECTED = re.compile(r" reject: \S+ from \S+: (\d\d\d) .* to=<([^>]*)>")


@dataclass
class Postfix:
    """Where it listens, and what its log says."""

    port: int
    log: Path
    boxes: Path
    greylisted: Counter[str] = field(default_factory=Counter)

    def sent(self) -> Counter[str]:
        """How often it took a letter on and delivered it, by address."""
        return Counter(_SENT.findall(self.log.read_text()))

    def rejected(self) -> Counter[tuple[str, str]]:
        """How often it refused, by code and address."""
        return Counter(_REJECTED.findall(self.log.read_text()))


def needed() -> str:
    """Skip where there is no Postfix to start; else the path of its master."""
    master = shutil.which("master", path=SBIN)
    if master is None:
        pytest.skip("needs postfix, which is not installed")
    if os.geteuid():
        pytest.skip("needs root: Postfix changes users")
    return master


@contextmanager
def postfix(
    *,
    at_rcpt: Mapping[str, str] = NOTHING,
    at_end: Mapping[str, str] = NOTHING,
    greylist: frozenset[str] = frozenset(),
    mailboxes: Mapping[str, str] = NOTHING,
    failing: Mapping[str, str] = NOTHING,
) -> Iterator[Postfix]:
    """A Postfix that answers as told at RCPT and after the final dot, and greylists addresses.

    With `mailboxes` (address to folder under `boxes`) it takes a letter for whoever it is, delivers
    to those, bounces `failing` with the status and words given, and the rest as unknown.  Without,
    it delivers to nobody.
    """
    master = needed()
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder, _policy(greylist) as policy:
        home = Path(folder)
        port = _free_port()
        _prepare(home)
        rules = {"at_rcpt": _inline(at_rcpt), "at_end": _inline(at_end)}
        main = MAIN.format(home=home, policy=policy.port, **rules) + _delivering(
            home, mailboxes, failing
        )
        (home / "etc/main.cf").write_text(main)
        (home / "etc/master.cf").write_text(MASTER.format(port=port))
        running = subprocess.Popen([master, "-c", str(home / "etc")])
        try:
            until(lambda: running.poll() is not None or _listens(port), seconds=30)
            assert running.poll() is None, "Postfix did not start"
            yield Postfix(port, home / "mail.log", home / "boxes", policy.seen)
        finally:
            running.terminate()
            running.wait()


def _prepare(home: Path) -> None:
    """Folders with the owners that Postfix insists on; it walks through ours as another user."""
    home.chmod(0o755)
    owner = pwd.getpwnam("postfix").pw_uid
    for name in ("etc", "data", "queue", "queue/pid", *(f"queue/{one}" for one in FOLDERS)):
        path = home / name
        path.mkdir()
        if name not in ("etc", "queue", "queue/pid"):
            os.chown(path, owner, -1)


def _delivering(home: Path, mailboxes: Mapping[str, str], failing: Mapping[str, str]) -> str:
    if not mailboxes:
        return ""
    owner = pwd.getpwnam("mail").pw_uid
    (home / "boxes").mkdir()
    os.chown(home / "boxes", owner, -1)
    return DELIVERING.format(
        home=home,
        uid=owner,
        domains=" ".join(sorted({one.rpartition("@")[2] for one in mailboxes})),
        boxes=_inline(mailboxes),
        failing=_inline({one: f"error:{words}" for one, words in failing.items()}),
    )


def _inline(table: Mapping[str, str]) -> str:
    """Postfix takes no empty table."""
    rows = table or {"nobody@example.invalid": "DUNNO"}
    return ", ".join(f"{{ {address} = {answer} }}" for address, answer in rows.items())


def _free_port() -> int:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as taken:
        return int(taken.server_address[1])


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


class _Policy(socketserver.ThreadingTCPServer):
    """SMTPD_POLICY_README: attributes, an empty line; an action, an empty line."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, greylist: frozenset[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.greylist, self.seen = greylist, Counter[str]()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def action(self, address: str) -> str:
        self.seen[address] += 1
        new = address in self.greylist and self.seen[address] == 1
        return "450 4.2.0 greylisted, come again" if new else "DUNNO"


class _Asked(socketserver.StreamRequestHandler):
    server: _Policy

    def handle(self) -> None:
        told: dict[str, str] = {}
        for line in self.rfile:
            name, _, value = line.decode().rstrip("\n").partition("=")
            if name:
                told[name] = value
                continue
            self.wfile.write(f"action={self.server.action(told['recipient'])}\n\n".encode())
            told = {}


@contextmanager
def _policy(greylist: frozenset[str]) -> Iterator[_Policy]:
    with _Policy(greylist) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
