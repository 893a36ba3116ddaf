"""A server on loopback that speaks HTTP/2 over TLS, with a certificate of its own making."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def http2_site(
    folder: Path, headers: list[tuple[str, str]], body: bytes
) -> Iterator[tuple[int, Path]]:
    """Answers every request alike; gives its port and the certificate to trust."""
    chain, private = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    context.set_alpn_protocols(["h2"])
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                plain, _ = listener.accept()
            except TimeoutError:
                continue
            try:
                with context.wrap_socket(plain, server_side=True) as stream:
                    stream.settimeout(5)
                    _answer(stream, headers, body)
            except OSError:
                plain.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], chain
    finally:
        over.set()
        thread.join()
        listener.close()


def _answer(stream: ssl.SSLSocket, headers: list[tuple[str, str]], body: bytes) -> None:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    stream.sendall(connection.data_to_send())
    while data := stream.recv(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                assert event.stream_id is not None
                connection.send_headers(event.stream_id, headers)
                connection.send_data(event.stream_id, body, end_stream=True)
        stream.sendall(connection.data_to_send())
