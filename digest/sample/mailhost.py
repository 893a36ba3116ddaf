"""A mail server for trying things out: it keeps what it accepts, and can be made to misbehave.

    connection -> commands -> an accepted letter is a line on disk before its 250 leaves
    <folder>/accepted.log     `address <blank> bytes`, one line for each letter taken: the truth
    <folder>/letters/         the bytes, where `keep` asks for them

`Fault` says what goes wrong at an address, how often.  Speaks enough SMTP for a sender of letters;
delivers nothing to anybody.
"""

from __future__ import annotations

import hashlib
import os
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from digest.sample.conduct import Conduct, Trouble
from digest.sample.mailguest import Guest


class MailHost(socketserver.ThreadingTCPServer):
    """Listens on loopback.  Use `serve`."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512
    block_on_close = False

    def __init__(self, folder: Path, conduct: Conduct, port: int = 0) -> None:
        self.folder, self.conduct = folder, conduct
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "letters").mkdir(exist_ok=True)
        self._log = os.open(folder / "accepted.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._turn = threading.Lock()
        self._seen: Counter[str] = Counter()
        self.connections = 0
        self.senders: dict[str, str] = {}
        """The envelope's sender of the last letter of each address, where letters are kept."""
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", port), Guest)

    def server_close(self) -> None:
        """No more guests; the record is closed."""
        super().server_close()
        if self._log >= 0:
            os.close(self._log)
            self._log = -1

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def trouble(self, address: str, stage: Sequence[Trouble]) -> Trouble | None:
        """What goes wrong for this address now, if it belongs to the stage; counts it."""
        fault = self.conduct.faults.get(address)
        if fault is None or fault.trouble not in stage:
            return None
        with self._turn:
            if fault.times and self._seen[address] >= fault.times:
                return None
            self._seen[address] += 1
        return fault.trouble

    def take(self, addresses: Sequence[str], letter: bytes, sender: str = "") -> None:
        """The truth, on disk before anybody is told."""
        lines = "".join(f"{address} {len(letter)}\n" for address in addresses)
        os.write(self._log, lines.encode())
        if self.conduct.keep:
            for address in addresses:
                name = hashlib.sha256(address.encode()).hexdigest()[:32]
                (self.folder / "letters" / name).write_bytes(letter)
                self.senders[address] = sender

    def letter(self, address: str) -> bytes:
        """The bytes that came last for an address."""
        name = hashlib.sha256(address.encode()).hexdigest()[:32]
        return (self.folder / "letters" / name).read_bytes()

    def accepted(self) -> Counter[str]:
        """How often a letter was accepted, by address."""
        return accepted(self.folder)


def accepted(folder: Path) -> Counter[str]:
    """The record of a mail host: how often a letter was accepted, by address."""
    lines = (folder / "accepted.log").read_text(encoding="utf-8").splitlines()
    return Counter(line.rpartition(" ")[0] for line in lines)


@contextmanager
def serve(folder: Path, conduct: Conduct | None = None, port: int = 0) -> Iterator[MailHost]:
    """A mail host for as long as the block runs."""
    with MailHost(folder, conduct or Conduct(), port) as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield host
        finally:
            host.stopping.set()
            host.shutdown()
            thread.join()
