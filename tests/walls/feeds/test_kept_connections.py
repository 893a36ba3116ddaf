"""A server that ends a kept connection just when it is used again costs nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from digest.feeds.fetch import Fetcher
from digest.feeds.fetched import Fetched, FetchFailed

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 6\r\n\r\n<rss/>"


@contextmanager
def forgetful(answers: list[int]) -> Iterator[tuple[int, list[bytes]]]:
    """Connection n answers `answers[n]` requests and ends at the next one, unanswered."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for count in answers:
                with suppress(OSError):
                    connection, _ = server.accept()
                    with connection:
                        for at in range(count + 1):
                            asked.append(connection.recv(65_536))
                            if at < count:
                                connection.sendall(ANSWER)

        thread = Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], asked
        for _ in answers:  # whoever still waits for a connection gets one that says nothing
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", server.getsockname()[1]), 1).close()
        thread.join(10)


def client(port: int) -> Fetcher:
    return Fetcher(contact="desk@example.org", allow_private=frozenset({f"127.0.0.1:{port}"}))


def test_a_request_that_met_an_ending_connection_is_asked_once_more():
    with forgetful([1, 1]) as (port, asked), client(port) as fetcher:
        first = fetcher.fetch(f"http://127.0.0.1:{port}/one")
        second = fetcher.fetch(f"http://127.0.0.1:{port}/two")
        assert isinstance(first, Fetched)
        assert isinstance(second, Fetched), second
        assert [line.split()[1] for line in asked if line] == [b"/one", b"/two", b"/two"]


def test_a_server_that_never_answers_is_asked_twice_and_no_more():
    with forgetful([0, 0, 1]) as (port, asked), client(port) as fetcher:
        told = fetcher.fetch(f"http://127.0.0.1:{port}/one")
        assert isinstance(told, FetchFailed)
        assert "broke off" in told.reason
        assert len(asked) == 2
