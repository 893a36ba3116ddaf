"""A server of the shape of IMAP on loopback: as much of it as a box of bounces is asked for.

with serve(mails, move=True) as host:
host.port, host.folders      {"INBOX": {uid: bytes}, …}; `flags` by uid
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "bounces", 'se"cret'


@dataclass
class ImapHost:
    """The server, its folders, and what it can."""

    folders: dict[str, dict[int, bytes]]
    move: bool = True
    uidplus: bool = True
    port: int = 0
    flags: dict[int, set[str]] = field(default_factory=dict)
    breaks_after: int = 0
    """Close the connection instead of the answer to so many FETCHes; 0 = never."""
    fetched: int = 0

    def capabilities(self) -> str:
        return "IMAP4rev1" + " MOVE" * self.move + " UIDPLUS" * self.uidplus


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.folder = "INBOX"
        self._say("* OK ready")
        for raw in self.rfile:
            tag, _, rest = raw.decode().strip().partition(" ")
            word, _, rest = rest.partition(" ")
            if word.upper() == "UID":
                word, _, rest = rest.partition(" ")
            answer = getattr(self, f"_{word.lower()}", None)
            told = answer(rest) if answer else "BAD unknown"
            if told is None:
                return
            self._say(f"{tag} {told}")
            if word.upper() == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    @property
    def host(self) -> ImapHost:
        return self.server.host

    def _capability(self, _: str) -> str:
        self._say(f"* CAPABILITY {self.host.capabilities()}")
        return "OK done"

    def _login(self, rest: str) -> str:
        escaped = PASSWORD.replace('"', '\\"')
        return "OK in" if rest in (f'{USER} "{escaped}"', f'"{USER}" "{escaped}"') else "NO wrong"

    def _select(self, rest: str) -> str:
        self.folder = rest.strip('"')
        if self.folder not in self.host.folders:
            return "NO there is no such folder"
        self._say(f"* {len(self.host.folders[self.folder])} EXISTS")
        return "OK selected"

    def _create(self, rest: str) -> str:
        name = rest.strip('"')
        if name in self.host.folders:
            return "NO it is there"
        self.host.folders[name] = {}
        return "OK made"

    def _search(self, _: str) -> str:
        here = self.host.folders[self.folder]
        left = [uid for uid in here if "\\Deleted" not in self.host.flags.get(uid, set())]
        self._say(f"* SEARCH {' '.join(map(str, left))}".rstrip())
        return "OK searched"

    def _fetch(self, rest: str) -> str | None:
        uid, most = map(int, re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest).groups())  # type: ignore[union-attr]
        self.host.fetched += 1
        if self.host.breaks_after and self.host.fetched > self.host.breaks_after:
            return None
        body = self.host.folders[self.folder].get(uid)
        if body is not None:
            head = f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(body[:most])}}}\r\n".encode()
            self.wfile.write(head + body[:most] + b")\r\n")
        return "OK fetched"

    def _copy(self, rest: str) -> str:
        uids, target = _uids(rest)
        here = self.host.folders[self.folder]
        if target not in self.host.folders:
            return "NO [TRYCREATE]"
        self.host.folders[target].update({uid: here[uid] for uid in uids if uid in here})
        return "OK copied"

    def _move(self, rest: str) -> str:
        told = self._copy(rest)
        for uid in _uids(rest)[0]:
            self.host.folders[self.folder].pop(uid, None)
        return told

    def _store(self, rest: str) -> str:
        uids, _, flags = rest.partition(" +FLAGS.SILENT ")
        for uid in uids.split(","):
            self.host.flags.setdefault(int(uid), set()).update(flags.strip("()").split())
        return "OK stored"

    def _expunge(self, rest: str) -> str:
        assert rest, "a bare EXPUNGE takes what others flagged"
        for uid in map(int, rest.split(",")):
            self.host.folders[self.folder].pop(uid, None)
        return "OK gone"

    def _logout(self, _: str) -> str:
        return "OK bye"


def _uids(rest: str) -> tuple[list[int], str]:
    told, _, target = rest.partition(" ")
    return [int(uid) for uid in told.split(",")], target.strip('"')


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, host: ImapHost) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.host = host


@contextmanager
def serve(mails: Sequence[bytes], *, move: bool = True, uidplus: bool = True) -> Iterator[ImapHost]:
    """The server, for as long as the block runs."""
    host = ImapHost({"INBOX": dict(enumerate(mails, 5))}, move, uidplus)
    server = _Server(host)
    host.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
