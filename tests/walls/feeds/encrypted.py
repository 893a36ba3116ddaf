"""A server on loopback that speaks HTTP/2 over TLS, with a certificate of its own making."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import h2.config
import h2.connection
import h2.events

from tests.certificate import for_address


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, as files."""
    chain, private = folder / "chain.pem", folder / "key.pem"
    for path, content in zip((chain, private), for_address(), strict=True):
        path.write_bytes(content)
    return chain, private


@dataclass
class Http2Site:
    """A running site: its port, the certificate to trust, and the requests of each connection."""

    port: int
    trusted: Path
    served: list[int] = field(default_factory=list)

    def url(self, path: object) -> str:
        return f"https://127.0.0.1:{self.port}/{path}"


@contextmanager
def http2_site(
    folder: Path, headers: list[tuple[str, str]], body: bytes, *, together: int = 1
) -> Iterator[Http2Site]:
    """Answers every request alike, but only while so many connections wait for one `together`."""
    chain, private = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    context.set_alpn_protocols(["h2"])
    gathered = threading.Barrier(together, timeout=20)

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        site = Http2Site(listener.getsockname()[1], chain)

        def serve(plain: socket.socket, number: int) -> None:
            # a client that goes away early, or does not trust us, is what some tests are about
            with (
                suppress(OSError, threading.BrokenBarrierError),
                plain,
                context.wrap_socket(plain, server_side=True) as stream,
            ):
                for stream_id, connection in _asked(stream):
                    gathered.wait()
                    site.served[number] += 1
                    connection.send_headers(stream_id, headers)
                    connection.send_data(stream_id, body, end_stream=True)

        thread = threading.Thread(target=_accept, args=(listener, site, serve))
        thread.start()
        try:
            yield site
        finally:
            listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept()
            gathered.abort()
            thread.join()


def _accept(
    listener: socket.socket, site: Http2Site, serve: Callable[[socket.socket, int], None]
) -> None:
    """Each connection in a thread of its own: none waits for another's handshake or end."""
    with suppress(OSError):
        while True:
            plain, _ = listener.accept()
            site.served.append(0)
            number = len(site.served) - 1
            threading.Thread(target=serve, args=(plain, number), daemon=True).start()


def _asked(stream: ssl.SSLSocket) -> Iterator[tuple[int, h2.connection.H2Connection]]:
    """Each request of a connection, until the client ends it."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    stream.sendall(connection.data_to_send())
    while data := stream.recv(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                assert event.stream_id is not None
                yield event.stream_id, connection
        stream.sendall(connection.data_to_send())
