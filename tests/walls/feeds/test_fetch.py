"""The fetcher against a real server on loopback: what it asks, what it takes, where it stops."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from digest.feeds.exchange import Timeouts
from digest.feeds.fetch import Fetcher
from digest.feeds.fetched import Ask, Fetched, FetchFailed, Marks, NotModified, Outcome
from tests.walls.feeds.loopback import Asked, Site, site

MEGABYTE = 1 << 20


def fetcher(*sites: Site, **more: object) -> Fetcher:
    places = frozenset(one.place for one in sites)
    return Fetcher(contact="desk@example.org", allow_private=places, **more)  # type: ignore[arg-type]


def failed(outcome: Outcome, words: str) -> FetchFailed:
    assert isinstance(outcome, FetchFailed), outcome
    assert words in outcome.reason
    return outcome


def taken(outcome: Outcome) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


# ---------------------------------------------------------------- what is asked and kept


def test_a_document_comes_with_its_marks_its_type_and_its_sizes() -> None:
    body = b"<rss/>" * 1000
    packed = gzip.compress(body)

    def feed(asked: Asked) -> None:
        asked.reply(packed, ETag='W/"a b"', Last_Modified="Tue, 03 Feb 2026 06:00:00 GMT",
                    Content_Type="text/xml; charset=UTF-8", Content_Encoding="gzip")  # fmt: skip

    with site(feed=feed) as server, fetcher(server) as client:
        found = taken(client.fetch(server.url("/feed#part")))
        (path, asked), *_ = server.seen
    assert found.body == body
    assert found.bytes == len(packed)
    assert (found.content_type, found.charset) == ("text/xml", "utf-8")
    assert found.marks == Marks('W/"a b"', "Tue, 03 Feb 2026 06:00:00 GMT")
    assert (path, found.moved_to) == ("/feed", None)
    assert asked["user-agent"].startswith("digest/")
    assert "desk@example.org" in asked["user-agent"]
    assert "cookie" not in asked


def test_an_unchanged_document_costs_a_304_and_the_marks_go_out_as_they_came() -> None:
    marks = Marks('W/"a b"', "Tue, 03 Feb 2026 06:00:00 GMT")
    with site(feed=lambda asked: asked.reply(b"", 304)) as server, fetcher(server) as client:
        found = client.fetch(server.url("/feed"), marks=marks)
        asked = server.seen[0][1]
    assert isinstance(found, NotModified)
    assert found.marks == marks
    assert (asked["if-none-match"], asked["if-modified-since"]) == (marks.etag, marks.last_modified)


def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    with site(feed=lambda asked: asked.reply(b"", 304)) as server, fetcher(server) as client:
        failed(client.fetch(server.url("/feed")), "304")


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("gzip", lambda body: gzip.compress(body[:10]) + gzip.compress(body[10:])),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("identity", bytes),
        ("GZIP", gzip.compress),
    ],
)
def test_every_encoding_asked_for_is_read(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = b"word " * 200_000

    def feed(asked: Asked) -> None:
        asked.reply(pack(body), Content_Encoding=encoding)

    with site(feed=feed) as server, fetcher(server) as client:
        assert taken(client.fetch(server.url("/feed"))).body == body


def test_proxy_variables_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with site(feed=lambda asked: asked.reply(b"x")) as server, fetcher(server) as client:
        assert taken(client.fetch(server.url("/feed"))).body == b"x"


def test_connections_are_kept_and_used_again() -> None:
    peers = set()

    def feed(asked: Asked) -> None:
        peers.add(asked.client_address)
        asked.reply(b"x")

    with site(feed=feed) as server, fetcher(server) as client:
        for _ in range(5):
            taken(client.fetch(server.url("/feed")))
    assert len(peers) == 1


# ---------------------------------------------------------------- redirects


def to(target: str, status: int = 302) -> Callable[[Asked], None]:
    return lambda asked: asked.reply(b"", status, Location=target)


def test_permanent_redirects_name_the_new_address_and_others_do_not() -> None:
    with (
        site(a=to("/b", 301), b=to("/c", 308), c=lambda asked: asked.reply(b"x"),
             d=to("/c"), e=to("/d", 301), f=to("/a")) as server,
        fetcher(server) as client,
    ):  # fmt: skip
        moved = {
            path: taken(client.fetch(server.url(path))).moved_to
            for path in ("/a", "/d", "/e", "/f")
        }
        assert taken(client.fetch(server.url("/a"))).url == server.url("/c")
        expected = {"/a": server.url("/c"), "/d": None, "/e": server.url("/d"), "/f": None}
    assert moved == expected


def test_a_circle_of_redirects_ends_after_five() -> None:
    with site(a=to("/b"), b=to("/a")) as server, fetcher(server) as client:
        assert failed(client.fetch(server.url("/a")), "more than 5 redirects").permanent
        assert len(server.seen) == 6


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://169.254.169.254/latest/meta-data/", "link-local"),
        ("http://127.0.0.1/", "loopback"),
        ("http://[::1]/", "loopback"),
        ("http://10.0.0.1/", "private"),
        ("http://[64:ff9b::7f00:1]/", "NAT64"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1:6379/_INFO", "only http and https"),
        ("http://user:word@127.0.0.1/", "user name"),
        ("http://[broken", "not an address"),
    ],
)
def test_a_redirect_inwards_or_elsewhere_is_refused(target: str, words: str) -> None:
    with site(a=to(target)) as server, fetcher(server) as client:
        assert failed(client.fetch(server.url("/a")), words).permanent
        assert len(server.seen) == 1


def test_a_name_that_changes_between_two_look_ups_gets_nowhere() -> None:
    asked: list[str] = []

    def resolve(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with site(a=lambda one: one.reply(b"secret")) as server:
        opened = frozenset({f"opened.test:{server.port}"})
        with Fetcher(contact="desk@example.org", allow_private=opened, resolve=resolve) as client:
            assert taken(client.fetch(f"http://opened.test:{server.port}/a")).body == b"secret"
            failed(client.fetch("http://rebound.test/a"), "loopback")
            failed(client.fetch(f"http://rebound.test:{server.port}/a"), "port")
            assert len(server.seen) == 1
    assert asked == ["opened.test", "rebound.test", "rebound.test"]  # once for each connection


# ---------------------------------------------------------------- sizes and times


@pytest.fixture
def endless() -> Iterator[Site]:
    def chunks(asked: Asked) -> None:
        asked.send_response(200)
        asked.send_header("Transfer-Encoding", "chunked")
        asked.end_headers()
        while not asked.server.over.is_set():
            asked.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    with site(stream=chunks) as server:
        yield server


def test_an_endless_stream_is_left_at_the_limit(endless: Site) -> None:
    with fetcher(endless) as client:
        refusal = failed(client.fetch(endless.url("/stream"), limit=MEGABYTE), "larger than 1 MB")
    assert refusal.permanent
    assert refusal.bytes < 2 * MEGABYTE


def test_a_document_that_says_it_is_too_large_is_not_read() -> None:
    with (
        site(feed=lambda asked: asked.reply(b"x" * 3 * MEGABYTE)) as server,
        fetcher(server) as client,
    ):
        assert (
            failed(client.fetch(server.url("/feed"), limit=MEGABYTE), "larger than 1 MB").bytes == 0
        )


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_stopped_by_what_comes_out(encoding: str) -> None:
    pack = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda body: brotli.compress(body, quality=5),
        "zstd": zstd.compress,
    }
    bomb = pack[encoding](b"\0" * (50 * MEGABYTE))

    def feed(asked: Asked) -> None:
        asked.reply(bomb, Content_Encoding=encoding)

    with site(feed=feed) as server, fetcher(server) as client:
        start = time.process_time()
        failed(client.fetch(server.url("/feed"), limit=5 * MEGABYTE), "larger than 5 MB")
        assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("packed", "encoding", "words"),
    [
        (gzip.compress(b"word " * 50_000)[:-40], "gzip", "breaks off"),
        (b"not gzip at all", "gzip", "damaged"),
        (b"\x00\x01\x02\x03" * 9, "br", "damaged"),
        (b"no zstd", "zstd", "damaged"),
        (b"x", "compress", "was not asked for"),
        (b"x", "gzip, gzip", "was not asked for"),
    ],
)
def test_damaged_compression_is_said_in_words(packed: bytes, encoding: str, words: str) -> None:
    def feed(asked: Asked) -> None:
        asked.reply(packed, Content_Encoding=encoding)

    with site(feed=feed) as server, fetcher(server) as client:
        assert not failed(client.fetch(server.url("/feed")), words).permanent


def _drip(asked: Asked, first: bytes) -> None:
    asked.wfile.write(first)
    while not asked.server.over.wait(0.02):
        asked.wfile.write(b"x")
        asked.wfile.flush()


@pytest.mark.parametrize(
    "first",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HT"],
    ids=["in the body", "in a header", "in the first line"],
)
def test_a_byte_at_a_time_is_left_when_the_time_is_over(first: bytes) -> None:
    quick = Timeouts(connect=1, read=1, whole=0.4)
    with (
        site(any=lambda asked: _drip(asked, first)) as server,
        fetcher(server, timeouts=quick) as client,
    ):
        start = time.monotonic()
        outcome = client.fetch(server.url("/feed"))
        assert time.monotonic() - start < 2
    assert isinstance(outcome, FetchFailed)
    assert not outcome.permanent


def _say_nothing(asked: Asked) -> None:
    asked.server.over.wait()


def test_a_server_that_says_nothing_is_left_after_the_read_time() -> None:
    quick = Timeouts(connect=1, read=0.2, whole=5)
    with (
        site(any=_say_nothing) as server,
        fetcher(server, timeouts=quick) as client,
    ):
        failed(client.fetch(server.url("/feed")), "sent nothing for 0.2 s")


def test_a_slow_look_up_is_left_after_the_connect_time() -> None:
    over = threading.Event()

    def resolve(_: str, __: int) -> list[str]:
        over.wait()
        return []

    quick = Timeouts(connect=0.2, read=1, whole=5)
    with Fetcher(contact="desk@example.org", resolve=resolve, timeouts=quick) as client:
        failed(client.fetch("http://slow.test/"), "no connection within 0.2 s")
    over.set()


def test_a_connection_that_breaks_off_is_a_temporary_failure() -> None:
    def half(asked: Asked) -> None:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        asked.close_connection = True

    with site(feed=half) as server, fetcher(server) as client:
        assert not failed(client.fetch(server.url("/feed")), "broke off").permanent


def test_a_port_nobody_listens_on_is_a_temporary_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"
        with Fetcher(contact="desk@example.org", allow_private=frozenset({place})) as client:
            assert not failed(client.fetch(f"http://{place}/"), "refuses connections").permanent


# ---------------------------------------------------------------- what servers answer


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (401, True), (403, True), (404, True), (408, False), (410, True), (429, False),
     (500, False), (502, False), (503, False), (204, False), (206, False)],
)  # fmt: skip
def test_a_status_decides_whether_asking_again_may_help(status: int, permanent: bool) -> None:
    with site(feed=lambda asked: asked.reply(b"", status)) as server, fetcher(server) as client:
        refusal = failed(client.fetch(server.url("/feed")), str(status))
    assert (refusal.permanent, refusal.status, refusal.gone) == (permanent, status, status == 410)


def test_retry_after_is_told_and_the_host_is_left_alone_until_then() -> None:
    busy = {"Retry_After": "Tue, 03 Feb 2026 06:02:00 GMT"}
    with (
        site(
            feed=lambda asked: asked.reply(b"", 429, **busy), other=lambda asked: asked.reply(b"x")
        ) as server,
        fetcher(server, now=lambda: 1_770_098_400.0) as client,
    ):
        assert failed(client.fetch(server.url("/feed")), "fewer requests").retry_after == 120
        waiting = failed(client.fetch(server.url("/other")), "asked to wait")
        assert len(server.seen) == 1
    assert not waiting.permanent


# ---------------------------------------------------------------- many at once


def test_one_failing_source_does_not_cost_the_others() -> None:
    def feed(asked: Asked) -> None:
        asked.reply(asked.path.encode())

    with (
        site(any=feed, bad=lambda asked: asked.reply(b"", 500)) as server,
        fetcher(server) as client,
    ):
        asks = [Ask(server.url(f"/{n}"), key=n) for n in range(20)]
        odd = [
            Ask(server.url("/bad"), key="bad"),
            Ask("nonsense", key="odd"),
            Ask("http://127.0.0.1/", key="in"),
        ]
        answers = {ask.key: outcome for ask, outcome in client.fetch_many([*asks, *odd])}
    assert {n: taken(answers[n]).body for n in range(20)} == {
        n: f"/{n}".encode() for n in range(20)
    }
    for key in ("bad", "odd", "in"):
        assert isinstance(answers[key], FetchFailed)


def test_a_host_sees_at_most_two_requests_at_once_and_others_do_not_wait_for_it() -> None:
    now, most, lock, both = 0, 0, threading.Lock(), threading.Event()

    def slow(asked: Asked) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        if now == 2:
            both.set()
        both.wait(20)
        with lock:
            now -= 1
        asked.reply(b"x")

    with (
        site(any=slow) as busy,
        site(any=lambda asked: asked.reply(b"y")) as free,
        fetcher(busy, free) as client,
    ):
        asks = [Ask(busy.url(f"/{n}")) for n in range(12)] + [Ask(free.url("/"))]
        answers = list(client.fetch_many(asks))
    assert len(answers) == 13
    assert most == 2


def test_an_iterator_left_early_asks_for_nothing_more() -> None:
    with site(any=lambda asked: asked.reply(b"x")) as server, fetcher(server, parallel=2) as client:
        answers = client.fetch_many([Ask(server.url(f"/{n}")) for n in range(200)])
        next(answers)
        answers.close()  # type: ignore[attr-defined]
        assert len(server.seen) < 200


def test_nothing_to_fetch_is_nothing_fetched() -> None:
    with Fetcher(contact="desk@example.org") as client:
        assert list(client.fetch_many([])) == []


# ---------------------------------------------------------------- robots.txt


def test_robots_is_asked_once_per_site_and_obeyed_for_pages() -> None:
    rules = b"User-agent: *\nDisallow: /private\n"
    pages = {
        "/robots.txt": lambda asked: asked.reply(rules),
        "*": lambda asked: asked.reply(b"x"),
    }
    with site() as server, fetcher(server) as client:
        server.pages.update(pages)
        asks = [Ask(server.url(path), robots=True) for path in ("/open", "/private/a", "/open?b")]
        answers = {ask.url: outcome for ask, outcome in client.fetch_many(asks)}
        taken(answers[server.url("/open")])
        taken(answers[server.url("/open?b")])
        assert failed(answers[server.url("/private/a")], "robots.txt asks not to").permanent
        taken(
            client.fetch(server.url("/private/a"))
        )  # a feed is asked for by its reader, not crawled
        paths = [path for path, _ in server.seen]
    assert paths.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)]
)
def test_a_site_without_rules_is_open_and_one_that_cannot_say_is_not(
    status: int, allowed: bool
) -> None:
    with site() as server, fetcher(server) as client:
        server.pages["/robots.txt"] = lambda asked: asked.reply(b"", status)
        server.pages["*"] = lambda asked: asked.reply(b"x")
        outcome = client.fetch(server.url("/page"), robots=True)
    assert isinstance(outcome, Fetched) is allowed
    if not allowed:
        assert not failed(outcome, "robots.txt cannot be read").permanent


def test_a_contact_that_could_break_a_header_is_refused() -> None:
    for contact in ("", "a\r\nX-Evil: 1", "désk"):
        with pytest.raises(ValueError, match="contact"):
            Fetcher(contact=contact)
