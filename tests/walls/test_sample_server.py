"""The newsroom over real HTTP on loopback."""

from __future__ import annotations

import gzip
import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from digest.sample.server import loopback_url, serve

NOW = datetime(2026, 5, 12, 7, 34, 56, tzinfo=UTC)
FEED = "/courier/feed.xml"


@pytest.fixture(scope="module")
def newsroom():
    with serve(NOW) as running:
        yield running


def ask(newsroom, path, method="GET", **headers):
    connection = http.client.HTTPConnection(*newsroom.address, timeout=10)
    try:
        connection.request(
            method, path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/courier/", "text/html; charset=utf-8"),
        (FEED, "application/rss+xml; charset=utf-8"),
        ("/gazette/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/wire/rss", "application/rss+xml; charset=utf-8"),
        ("/bandargah/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/courier/sitemap.xml", "application/xml; charset=utf-8"),
        ("/courier/editorials", "text/html; charset=utf-8"),
        ("/courier/robots.txt", "text/plain; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/courier/pictures/barrier.jpg", "image/jpeg"),
        ("/wire/articles/assembly-backs-tidal-barrier", "text/html; charset=utf-8"),
    ],
)
def test_each_kind_of_document_says_what_it_is(newsroom, path, content_type):
    answer, body = ask(newsroom, path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == content_type
    assert int(answer.headers["Content-Length"]) == len(body) > 0


def test_the_bundled_address_of_a_public_link_is_served(newsroom):
    public = "https://www.tarnholmgazette.example.org/articles/castellane-wins-weir-end"
    twin = loopback_url(public, newsroom.base_url)
    assert twin == newsroom.url_for("/gazette/articles/castellane-wins-weir-end")
    answer, body = ask(newsroom, twin.removeprefix(newsroom.base_url))
    assert answer.status == 200
    assert f'<link rel="canonical" href="{public}">'.encode() in body


def test_a_query_does_not_change_the_document(newsroom):
    assert ask(newsroom, f"{FEED}?utm_source=x")[1] == ask(newsroom, FEED)[1]


def test_a_known_mark_is_answered_with_304_and_no_body(newsroom):
    first, _ = ask(newsroom, FEED)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in (
        {"If_None_Match": etag},
        {"If_None_Match": f'"other", {etag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": changed},
        {"If_None_Match": etag, "If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        answer, body = ask(newsroom, FEED, **headers)
        assert (answer.status, body) == (304, b""), headers
        assert answer.headers["ETag"] == etag


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": 'W/"other"'},
        {"If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday or so"},
        {"If_None_Match": '"other"', "If_Modified_Since": "Mon, 01 Jan 2085 00:00:00 GMT"},
    ],
)
def test_an_unknown_mark_is_answered_in_full(newsroom, headers):
    answer, body = ask(newsroom, FEED, **headers)
    assert answer.status == 200
    assert body


def test_the_marks_of_two_starts_in_one_hour_agree(newsroom):
    first, whole = ask(newsroom, FEED)
    with serve(NOW + timedelta(minutes=20)) as again:
        second, same = ask(again, FEED)
        known, _ = ask(again, FEED, If_None_Match=first.headers["ETag"])
    assert same == whole
    assert second.headers["ETag"] == first.headers["ETag"]
    assert known.status == 304


def test_a_later_hour_has_other_marks(newsroom):
    first, _ = ask(newsroom, FEED)
    with serve(NOW + timedelta(hours=1)) as later:
        answer, _ = ask(later, FEED, If_None_Match=first.headers["ETag"])
    assert answer.status == 200


def test_text_is_packed_where_gzip_is_accepted(newsroom):
    _, plain = ask(newsroom, FEED)
    answer, packed = ask(newsroom, FEED, Accept_Encoding="br, gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    picture, _ = ask(newsroom, "/courier/pictures/bell.jpg", Accept_Encoding="gzip")
    assert picture.headers["Content-Encoding"] is None


def test_head_gives_the_headers_alone(newsroom):
    full, body = ask(newsroom, FEED)
    answer, nothing = ask(newsroom, FEED, "HEAD")
    assert nothing == b""
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.headers["ETag"] == full.headers["ETag"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path", ["/", "/courier/articles/no-such", "/courier/pictures/..%2Fx", "//"]
)
def test_what_is_not_there_is_a_404(newsroom, path, method):
    assert ask(newsroom, path, method)[0].status == 404


def test_the_newsroom_takes_nothing(newsroom):
    assert ask(newsroom, FEED, "POST")[0].status == 501


def test_many_readers_are_served_at_once(newsroom):
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: ask(newsroom, FEED)[1], range(64)))
    assert len(set(answers)) == 1


def test_it_stops_although_a_reader_keeps_the_connection():
    before = set(threading.enumerate())
    with serve(NOW) as running:
        kept = http.client.HTTPConnection(*running.address, timeout=10)
        kept.request("GET", FEED)
        kept.getresponse().read()
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    kept.close()
    assert not [thread for thread in threading.enumerate() if thread not in before]
    with pytest.raises(OSError, match=r".+"):
        http.client.HTTPConnection(*running.address, timeout=2).request("GET", FEED)


def test_it_starts_and_stops_quickly():
    def once():
        begun = time.perf_counter()
        with serve(NOW):
            return time.perf_counter() - begun

    assert min(once() for _ in range(5)) < 0.05


def test_a_taken_port_is_an_error(newsroom):
    with pytest.raises(OSError, match=r".+"), serve(NOW, port=newsroom.address[1]):
        pass
