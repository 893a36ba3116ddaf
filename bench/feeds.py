"""Milliseconds of CPU per feed, in this process, beside the readers that happen to be installed.

    python -m bench feeds                        120 feeds made here, always the same
    python -m bench feeds --corpus FOLDER        FOLDER/feeds/real/*.gz, feeds as they were fetched

feedparser and fastfeedparser are measured when they can be imported and are never needed:
    python -m venv /tmp/bench && /tmp/bench/bin/pip install feedparser fastfeedparser
    PYTHONPATH=/tmp/bench/lib/python3.11/site-packages .venv/bin/python -m bench feeds
"""

from __future__ import annotations

import contextlib
import gzip
import importlib
import io
import random
import resource
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.readings import Reader, asked, table
from digest.feeds.feed import parse_feed

WORDS = (
    "harbour council ferry island market budget rail storm vote school bridge tide library".split()
)
URL = "https://example.org/feed.xml"


def made(count: int) -> list[bytes]:
    """Feeds of the sizes real ones have: RSS with full texts, RSS with teasers, Atom."""
    dice = random.Random(7)
    return [(_atom if n % 3 == 2 else _rss)(dice, full=n % 3 == 0) for n in range(count)]


def _sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + " &amp; more &#8217;s."


def _markup(dice: random.Random, paragraphs: int) -> str:
    parts = [
        f'<p>{_sentence(dice, 30)} <a href="https://example.org/{n}">{_sentence(dice, 4)}</a></p>'
        for n in range(paragraphs)
    ]
    return f'<figure><img src="https://example.org/{dice.random()}.jpg"/></figure>{"".join(parts)}'


def _rss(dice: random.Random, *, full: bool) -> bytes:
    items = "".join(
        f"<item><title>{_sentence(dice, 8)}</title><link>https://example.org/{n}</link>"
        f"<guid>https://example.org/{n}</guid><dc:creator>Ann Miller</dc:creator>"
        f"<category>{dice.choice(WORDS)}</category><pubDate>Tue, 03 Feb 2026 {n % 24:02}:00:00 +0000</pubDate>"
        f"<description><![CDATA[{_markup(dice, 1)}]]></description>"
        f"<content:encoded><![CDATA[{_markup(dice, 25 if full else 0)}]]></content:encoded></item>"
        for n in range(30)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>'
        f"<link>https://example.org/</link>{items}</channel></rss>"
    ).encode()


def _atom(dice: random.Random, *, full: bool) -> bytes:
    entries = "".join(
        f'<entry><title type="html">{_sentence(dice, 8)}</title><link href="/{n}"/><id>urn:x:{n}</id>'
        f"<updated>2026-02-03T{n % 24:02}:00:00Z</updated><author><name>Bo Chen</name></author>"
        f'<content type="html"><![CDATA[{_markup(dice, 25 if full else 8)}]]></content></entry>'
        for n in range(30)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{entries}</feed>'.encode()


def readers() -> dict[str, Reader]:
    """The readers to measure, ours first."""
    found: dict[str, Reader] = {"digest": lambda body: parse_feed(body, url=URL)}
    with contextlib.suppress(ImportError):
        fast = importlib.import_module("fastfeedparser")
        found["fastfeedparser"] = fast.parse
    with contextlib.suppress(ImportError):
        universal = importlib.import_module("feedparser")
        # Never the bare bytes: a body that is a path would be opened.
        found["feedparser"] = lambda body: universal.parse(io.BytesIO(body))
    return found


def main(words: Sequence[str] | None = None) -> None:
    """The table."""
    chosen = asked("feeds", __doc__, words, corpus="feeds/real/*.gz", rounds=3)
    warnings.simplefilter("ignore")
    bodies = made(120)
    if chosen.corpus:
        bodies = [
            gzip.decompress(path.read_bytes())
            for path in sorted(chosen.corpus.glob("feeds/real/*.gz"))
        ]
    if not bodies:
        sys.exit(f"no feeds in {chosen.corpus}/feeds/real")
    size = sum(map(len, bodies)) / len(bodies) / 1024
    print(
        f"{len(bodies)} feeds, {size:.0f} KB each on average; ms of CPU per feed, best of {chosen.rounds}"
    )
    table(readers(), bodies, chosen.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process {peak:.0f} MB")


if __name__ == "__main__":
    main()
