"""The network is off: a test reaches loopback and Unix sockets, nothing else.

An audit hook sees every connection of this process, whichever library opens it, and cannot be
taken out again by accident.  Looking up a name is refused too: no test depends on a resolver.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

LOOPBACK_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}
_installed = False


class NetworkIsOff(RuntimeError):  # not an OSError: a retry or a fallback must not hide it
    """A test tried to reach something beyond this machine."""


def switch_off() -> None:
    """From now on this process reaches only itself."""
    global _installed  # noqa: PLW0603 - a hook can be added, never removed, hence once
    if not _installed:
        sys.addaudithook(_watch)
        _installed = True


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise NetworkIsOff(f"a test may not connect to {address}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
        if not (_is_loopback(host) or _is_numeric(host)):
            raise NetworkIsOff(f"a test may not look up {host!r}")


def _is_loopback(host: object) -> bool:
    name = _text(host)
    if name in LOOPBACK_NAMES or name.endswith(".localhost"):
        return True
    return _is_numeric(name) and ipaddress.ip_address(name.partition("%")[0]).is_loopback


def _is_numeric(host: object) -> bool:
    try:
        ipaddress.ip_address(_text(host).partition("%")[0])
    except ValueError:
        return False
    return True


def _text(host: object) -> str:
    if host is None:
        return ""
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
