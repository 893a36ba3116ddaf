"""The fetcher over TLS: HTTP/2 where it is spoken, certificates checked, never back to http."""

from __future__ import annotations

import gzip
import ssl
from pathlib import Path

from digest.feeds.fetch import Fetcher
from digest.feeds.fetched import Ask, Fetched, FetchFailed
from tests.walls.feeds.encrypted import http2_site

FEED = gzip.compress(b"<rss/>" * 100)
HEADERS = [(":status", "200"), ("content-encoding", "gzip"), ("etag", '"a"')]


def fetcher(port: int, trusted: Path | None = None) -> Fetcher:
    context = ssl.create_default_context(cafile=trusted) if trusted else None
    places = frozenset({f"127.0.0.1:{port}"})
    return Fetcher(contact="desk@example.org", allow_private=places, ssl_context=context)


def test_http2_is_spoken_and_one_connection_serves_many(tmp_path: Path) -> None:
    with http2_site(tmp_path, HEADERS, FEED) as (port, trusted), fetcher(port, trusted) as client:
        asks = [Ask(f"https://127.0.0.1:{port}/{n}") for n in range(10)]
        outcomes = [outcome for _, outcome in client.fetch_many(asks)]
        for outcome in outcomes:
            assert isinstance(outcome, Fetched), outcome
            assert outcome.body == b"<rss/>" * 100
            assert outcome.marks.etag == '"a"'


def test_a_certificate_nobody_trusts_is_refused_in_words(tmp_path: Path) -> None:
    with http2_site(tmp_path, HEADERS, FEED) as (port, _), fetcher(port) as client:
        outcome = client.fetch(f"https://127.0.0.1:{port}/")
    assert isinstance(outcome, FetchFailed)
    assert "certificate of 127.0.0.1 is not valid" in outcome.reason
    assert not outcome.permanent


def test_a_redirect_from_https_to_http_is_refused(tmp_path: Path) -> None:
    away = [(":status", "302"), ("location", "http://127.0.0.1/")]
    with http2_site(tmp_path, away, b"") as (port, trusted), fetcher(port, trusted) as client:
        outcome = client.fetch(f"https://127.0.0.1:{port}/")
    assert isinstance(outcome, FetchFailed)
    assert "from https to http" in outcome.reason
