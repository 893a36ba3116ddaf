"""Which addresses gathering may reach."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest
from httpcore2 import ConnectError, NetworkStream

from digest.feeds import guard
from digest.feeds.guard import GuardedBackend, Refused, why_refused

INWARDS = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001::7f00:1", "2001:db8::1", "100::1",
]  # fmt: skip
SPELLINGS = ["2130706433", "0x7f000001", "127.1", "0x7f.1", "0177.0.0.1", "017700000001"]


def as_the_system_does(host: str, _: int) -> list[str]:
    """Numbers in any spelling, without asking a resolver."""
    return [socket.inet_ntoa(socket.inet_aton(host))]


@pytest.mark.parametrize("address", INWARDS)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert why_refused(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_not(address: str) -> None:
    assert why_refused(ip_address(address)) is None


@pytest.mark.parametrize("host", SPELLINGS)
def test_loopback_is_refused_in_every_spelling(host: str) -> None:
    with pytest.raises(Refused, match="loopback"):
        GuardedBackend(resolve=as_the_system_does).connect_tcp(host, 80)


@pytest.mark.parametrize("host", [*INWARDS, "fe80::1%eth0"])
def test_a_literal_is_refused_without_a_look_up(host: str) -> None:
    def resolve(*_: object) -> list[str]:
        raise AssertionError("a literal needs no look-up")

    with pytest.raises(Refused):
        GuardedBackend(resolve=resolve).connect_tcp(host, 80)


def test_one_private_address_among_public_ones_is_enough() -> None:
    backend = GuardedBackend(resolve=lambda *_: ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(Refused, match=r"mixed\.test leads to 127\.0\.0\.1"):
        backend.connect_tcp("mixed.test", 443)


def test_other_ports_are_refused_and_the_words_say_how_to_open_them() -> None:
    backend = GuardedBackend(resolve=lambda *_: ["93.184.216.34"])
    with pytest.raises(Refused, match=r"add news\.test:6379 to DIGEST_ALLOW_PRIVATE"):
        backend.connect_tcp("news.test", 6379)


def test_an_opened_pair_opens_that_host_and_port_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[list[str], int]] = []

    def connected(addresses: list[str], port: int, _: float | None) -> NetworkStream:
        opened.append((addresses, port))
        return NetworkStream()

    monkeypatch.setattr(guard, "_connected", connected)
    pairs = frozenset({"Intranet.test:8080", "[::1]:9000"})
    backend = GuardedBackend(allow_private=pairs, resolve=lambda *_: ["10.0.0.7"])
    backend.connect_tcp("intranet.test", 8080)
    backend.connect_tcp("::1", 9000)
    assert opened == [(["10.0.0.7"], 8080), (["::1"], 9000)]
    for host, port in (
        ("intranet.test", 80),
        ("10.0.0.7", 8080),
        ("other.test", 8080),
        ("::1", 80),
    ):
        with pytest.raises(Refused):
            backend.connect_tcp(host, port)


def test_the_address_that_was_checked_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    used: list[list[str]] = []

    def connected(addresses: list[str], *_: object) -> NetworkStream:
        used.append(addresses)
        return NetworkStream()

    monkeypatch.setattr(guard, "_connected", connected)
    GuardedBackend(resolve=lambda *_: next(answers)).connect_tcp("rebinding.test", 443)
    assert used == [["93.184.216.34"]]


def test_a_name_without_addresses_or_that_cannot_be_looked_up_is_an_error_of_the_connection() -> (
    None
):
    def fails(*_: object) -> list[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(ConnectError, match="cannot be resolved"):
        GuardedBackend(resolve=fails).connect_tcp("none.test", 443)
    with pytest.raises(ConnectError, match="no address"):
        GuardedBackend(resolve=lambda *_: []).connect_tcp("none.test", 443)


def test_local_sockets_are_never_opened() -> None:
    with pytest.raises(Refused):
        GuardedBackend().connect_unix_socket("/run/docker.sock")
