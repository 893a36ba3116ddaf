"""Gathering over a line of 100 ms, beside a bare parallel download of the same addresses.

    python -m bench gather                 200 feeds and 100 pages, best of five rounds
    python -m bench gather --rounds 1

Fetched both ways with as many requests at once (64): once everything, once with the marks of the
first time so that all is 304.  The bare way downloads and does nothing else: no guard, no robots
(fifty requests more), no politeness, no unpacking, no limits.  Then the whole verb is run twice on a new database:
fetch, parse, decide, article pages, store; and again, when nothing has changed.

Names end in .test and lead to loopback; nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpcore2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from digest.feeds.fetch import Fetcher
from digest.feeds.fetched import Ask, Fetched, Marks, NotModified
from digest.feeds.newsstand import Newsstand
from digest.model.source import Source, SourceKind

SITES, PAPERS, PER_PAPER = 200, 50, 2
"""200 feeds; 100 pages, two on each of 50 of the papers."""
LATE = 100
AT_ONCE = 64
NOW = datetime(2026, 2, 4, tzinfo=UTC)


@contextmanager
def newsroom() -> Iterator[int]:
    """The port of a newsroom behind a slow line, in a process of its own."""
    script = Path(__file__).with_name("faraway.py")
    command = [sys.executable, str(script), str(SITES), str(LATE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield int(child.stdout.readline())
        finally:
            child.terminate()


def addresses(port: int) -> list[str]:
    """Every address that is fetched, feeds first."""
    feeds = [f"http://paper{site}.test:{port}/feed.xml" for site in range(SITES)]
    pages = [
        f"http://paper{site}.test:{port}/page/{number}"
        for site in range(PAPERS)
        for number in range(PER_PAPER)
    ]
    return feeds + pages


def fetcher(port: int) -> Fetcher:
    """Ours, with names that lead to loopback and are opened for it."""
    opened = frozenset(f"paper{site}.test:{port}" for site in range(SITES))
    return Fetcher(
        contact="desk@example.org",
        allow_private=opened,
        parallel=AT_ONCE,
        resolve=lambda _host, _port: ["127.0.0.1"],
    )


class Inwards(httpcore2.SyncBackend):
    """Every name leads to loopback; nothing is checked."""

    def connect_tcp(self, host: str, port: int, **how: object) -> httpcore2.NetworkStream:
        """A plain connection."""
        assert host.endswith(".test")
        return super().connect_tcp("127.0.0.1", port, **how)  # type: ignore[arg-type]


def bare(urls: Sequence[str], marks: dict[str, str]) -> dict[str, str]:
    """A download in parallel and nothing else; the ETag of every address."""
    pool = httpcore2.ConnectionPool(
        max_connections=AT_ONCE * 2, max_keepalive_connections=AT_ONCE, network_backend=Inwards()
    )

    def one(url: str) -> tuple[str, str]:
        headers = [(b"If-None-Match", marks[url].encode())] if url in marks else []
        answer = pool.request("GET", url, headers=headers)
        return url, dict(answer.headers)[b"ETag"].decode()

    with pool, ThreadPoolExecutor(AT_ONCE) as workers:
        return dict(workers.map(one, urls))


def ours(urls: Sequence[str], marks: dict[str, str], port: int) -> dict[str, str]:
    """The same through the guarded fetcher: hosts in turn, robots.txt asked for pages."""
    asks = [Ask(url, Marks(etag=marks.get(url)), robots="/page/" in url) for url in urls]
    found = {}
    with fetcher(port) as client:
        for ask, outcome in client.fetch_many(asks):
            assert isinstance(outcome, NotModified if marks else Fetched), outcome
            found[ask.url] = outcome.marks.etag or ""
    return found


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def compare(urls: Sequence[str], marks: dict[str, str], port: int, rounds: int) -> None:
    """Both ways in turns, the best of the rounds of each."""
    plain, guarded = [], []
    for _ in range(rounds):
        plain.append(timed(lambda: bare(urls, marks)))
        guarded.append(timed(lambda: ours(urls, marks, port)))
    (bare_wall, bare_cpu), (wall, cpu) = min(plain), min(guarded)
    what = "all 304" if marks else "everything"
    print(
        f"fetch, {what:10}  bare {bare_wall:6.2f} s (CPU {bare_cpu:4.2f})   "
        f"digest {wall:6.2f} s (CPU {cpu:4.2f})   x {wall / bare_wall:.2f}   (at most 1.3)"
    )


class StoryWrites:
    """Counts the statements that change stories."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, run: Callable[..., object], sql: str, *rest: object) -> object:
        """Passes the statement on."""
        self.count += 'store_story"' in sql and not sql.startswith("SELECT")
        return run(sql, *rest)


def whole(port: int) -> None:
    """The verb itself, twice, on a new SQLite database."""
    import django

    with tempfile.TemporaryDirectory(prefix="digest-bench-") as home:
        os.environ |= {
            "DIGEST_HOME": home,
            "DIGEST_CONFIG": str(Path(__file__).resolve().parent.parent / "config"),
            "DJANGO_SETTINGS_MODULE": "digest.django_settings",
        }
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        import trafilatura  # noqa: F401 - its import is not what is measured

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for what in ("everything", "all 304"):
            writes = StoryWrites()
            with connection.execute_wrapper(writes):
                wall, cpu = timed(partial(_gathered, port, what))
            print(f"gather, {what:10} {wall:6.2f} s (CPU {cpu:4.2f}), {writes.count} story writes")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"memory: {peak - before:.0f} MB over {before:.0f} MB with imports done (at most 150)"
        )
        connection.close()


def _gathered(port: int, what: str) -> None:
    from digest.flow.gather import gather

    sources = [
        Source(
            f"paper{site}",
            SourceKind.FEED,
            f"http://paper{site}.test/feed.xml",
            articles=site < PAPERS,
            limit=PER_PAPER if site < PAPERS else 60,
        )
        for site in range(SITES)
    ]
    with fetcher(port) as client:
        stand = Newsstand(client, lambda url: url.replace(".test/", f".test:{port}/"))
        reports = list(gather(sources, newsstand=stand, clock=lambda: NOW))
    wanted = "read" if what == "everything" else "not_modified"
    odd = [report for report in reports if report.status != wanted]
    assert not odd, odd[0]


def main(words: Sequence[str] | None = None) -> None:
    """The table."""
    options = argparse.ArgumentParser(
        prog="bench gather",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args(words)
    with newsroom() as port:
        urls = addresses(port)
        print(f"{SITES} feeds, {PAPERS * PER_PAPER} pages, {LATE} ms, {AT_ONCE} requests at once")
        compare(urls, {}, port, chosen.rounds)
        compare(urls, bare(urls, {}), port, chosen.rounds)
        whole(port)


if __name__ == "__main__":
    main()
