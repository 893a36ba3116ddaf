"""A newsroom behind a slow line: feeds and pages on loopback, each answer so many milliseconds late.

    python bench/faraway.py SITES MILLISECONDS     prints its port, serves until it is ended

Its own process, so that serving costs the measured one nothing.  Every document has an ETag and
answers 304 to it; bodies leave gzipped, as papers send them.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import random
import sys

WORDS = (
    "harbour council ferry island market budget rail storm vote school bridge tide library".split()
)
ITEMS = 20
"""Entries of a feed; the pages behind the first PER_SITE of them exist."""
PER_SITE = 2


def sentence(dice: random.Random, words: int) -> str:
    """So many words and a full stop."""
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."


def feed(site: int, home: str) -> bytes:
    """An RSS feed with teasers."""
    dice = random.Random(site)
    items = "".join(
        f"<item><title>{sentence(dice, 8)}</title><link>{home}/page/{n}</link>"
        f"<guid>{home}/page/{n}</guid><pubDate>Tue, 03 Feb 2026 {n:02}:00:00 +0000</pubDate>"
        f"<description>{sentence(dice, 30)}</description></item>"
        for n in range(ITEMS)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {site}</title>'
        f"<link>{home}/</link>{items}</channel></rss>"
    ).encode()


def page(site: int, number: int) -> bytes:
    """An article page with menus and lists round it."""
    dice = random.Random(site * 1000 + number)
    title = sentence(dice, 8)
    text = "".join(f"<p>{sentence(dice, 45)}</p>" for _ in range(14))
    others = "".join(f'<li><a href="/page/{n}">{sentence(dice, 7)}</a></li>' for n in range(40))
    return (
        f'<!doctype html><html lang="en"><head><title>{title} - Paper {site}</title>'
        f'<meta property="og:title" content="{title}"><meta name="author" content="Ann Miller">'
        f'<meta property="article:published_time" content="2026-02-03T{number % 24:02}:10:00Z">'
        f"</head><body><nav><ul>{others}</ul></nav><article><h1>{title}</h1>{text}</article>"
        f"<aside><ul>{others}</ul></aside></body></html>"
    ).encode()


def documents(sites: int) -> dict[tuple[str, str], bytes]:
    """What is served, by host and path; robots.txt allows everything."""
    found = {}
    for site in range(sites):
        host = f"paper{site}.test"
        found[host, "/feed.xml"] = feed(site, f"http://{host}")
        found[host, "/robots.txt"] = b"User-agent: *\nDisallow: /admin/\n"
        for number in range(PER_SITE):
            found[host, f"/page/{number}"] = page(site, number)
    return {place: gzip.compress(body, 6) for place, body in found.items()}


class Line(asyncio.Protocol):
    """One connection: requests of GET without a body, answered in order and late."""

    def __init__(self, served: dict[tuple[str, str], bytes], late: float) -> None:
        self.served, self.late, self.rest = served, late, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport to answer through."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers every request that is complete by now."""
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, _, self.rest = self.rest.partition(b"\r\n\r\n")
            answer = self.answer(head.decode("latin-1").split("\r\n"))
            asyncio.get_running_loop().call_later(self.late, self.send, answer)

    def send(self, answer: bytes) -> None:
        """Writes, unless the other side has gone."""
        if not self.transport.is_closing():
            self.transport.write(answer)

    def answer(self, lines: list[str]) -> bytes:
        """The whole answer to one head."""
        fields = {
            name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])
        }
        host = fields.get("host", "").partition(":")[0]
        body = self.served.get((host, lines[0].split(" ")[1]))
        if body is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if fields.get("if-none-match") == mark:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {mark}\r\n\r\n".encode()
        head = (
            f"HTTP/1.1 200 OK\r\nETag: {mark}\r\nContent-Encoding: gzip\r\n"
            f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def serve(sites: int, late: float) -> None:
    """Listens on a free port of loopback for ever."""
    served = documents(sites)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(served, late), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 1000))
