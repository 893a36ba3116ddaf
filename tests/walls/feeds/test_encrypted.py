"""The fetcher over TLS: HTTP/2 where it is spoken, certificates checked, never back to http."""

from __future__ import annotations

import gzip
import ssl
from pathlib import Path

from digest.feeds.fetch import Fetcher
from digest.feeds.fetched import Ask, Fetched, FetchFailed, Outcome
from tests.walls.feeds.encrypted import Http2Site, http2_site

FEED = gzip.compress(b"<rss/>" * 100)
HEADERS = [(":status", "200"), ("content-encoding", "gzip"), ("etag", '"a"')]


def fetcher(site: Http2Site, *, trusting: bool = True) -> Fetcher:
    context = ssl.create_default_context(cafile=site.trusted) if trusting else None
    places = frozenset({f"127.0.0.1:{site.port}"})
    return Fetcher(contact="desk@example.org", allow_private=places, ssl_context=context)


def assert_all_came(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        assert isinstance(outcome, Fetched), outcome
        assert outcome.body == b"<rss/>" * 100
        assert outcome.marks.etag == '"a"'


def test_http2_is_spoken_and_one_connection_serves_many(tmp_path: Path) -> None:
    with http2_site(tmp_path, HEADERS, FEED) as site, fetcher(site) as client:
        assert_all_came([client.fetch(site.url(n)) for n in range(10)])
        assert site.served == [10]


def test_requests_under_way_at_once_never_share_a_connection(tmp_path: Path) -> None:
    with http2_site(tmp_path, HEADERS, FEED, together=2) as site, fetcher(site) as client:
        asks = [Ask(site.url(n)) for n in range(10)]
        assert_all_came([outcome for _, outcome in client.fetch_many(asks)])
        assert site.served == [5, 5]


def test_a_certificate_nobody_trusts_is_refused_in_words(tmp_path: Path) -> None:
    with http2_site(tmp_path, HEADERS, FEED) as site, fetcher(site, trusting=False) as client:
        outcome = client.fetch(site.url(""))
    assert isinstance(outcome, FetchFailed)
    assert "certificate of 127.0.0.1 is not valid" in outcome.reason
    assert not outcome.permanent


def test_a_redirect_from_https_to_http_is_refused(tmp_path: Path) -> None:
    away = [(":status", "302"), ("location", "http://127.0.0.1/")]
    with http2_site(tmp_path, away, b"") as site, fetcher(site) as client:
        outcome = client.fetch(site.url(""))
    assert isinstance(outcome, FetchFailed)
    assert "from https to http" in outcome.reason
