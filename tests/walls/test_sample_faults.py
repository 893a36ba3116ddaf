"""The server of faults does what its page says, so that tests can lean on it."""

from __future__ import annotations

import gzip
import http.client
import urllib.error
import urllib.request

import pytest

from tests.faults import FAULTS, MEGABYTES, PRIVATE, faults


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


@pytest.fixture(scope="module")
def bad():
    with faults() as running:
        yield running


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("missing", 404),
        ("gone", 410),
        ("error", 500),
        ("busy", 503),
        ("loop", 302),
        ("inward", 302),
    ],
)
def test_a_status_is_what_it_is_called(bad, fault, status):
    with pytest.raises(urllib.error.HTTPError) as caught:
        OPENER.open(bad.url(fault), timeout=10)
    with caught.value as answer:
        assert answer.status == status
        assert fault != "busy" or answer.headers["Retry-After"] == "120"
        assert fault != "inward" or answer.headers["Location"] == PRIVATE


def test_a_page_comes_where_a_feed_should_be(bad):
    with OPENER.open(bad.url("html"), timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/html")
        assert b"<html>" in answer.read()


def test_the_huge_feed_is_fifty_megabytes_and_well_formed_at_both_ends(bad):
    with OPENER.open(bad.url("huge"), timeout=60) as answer:
        size, last = 0, b""
        while piece := answer.read(1 << 20):
            size, last = size + len(piece), piece
    assert size >= MEGABYTES * 1024 * 1024
    assert last.endswith(b"</channel></rss>\n")


def test_the_bomb_is_small_until_it_is_unpacked(bad):
    with OPENER.open(bad.url("bomb"), timeout=30) as answer:
        packed = answer.read()
    assert len(packed) < 200_000
    assert len(gzip.decompress(packed)) >= MEGABYTES * 1024 * 1024


def test_a_reader_that_hangs_up_in_the_huge_feed_does_no_harm(bad):
    answer = OPENER.open(bad.url("huge"), timeout=10)
    answer.read(100_000)
    answer.close()
    with OPENER.open(bad.url("html"), timeout=10) as again:
        assert again.status == 200


def test_less_comes_than_was_announced(bad):
    with (
        OPENER.open(bad.url("short"), timeout=10) as answer,
        pytest.raises(http.client.IncompleteRead),
    ):
        answer.read()


@pytest.mark.parametrize("fault", ["hang", "stall"])
def test_a_waiting_answer_waits_until_the_reader_gives_up(bad, fault):
    with pytest.raises(TimeoutError), OPENER.open(bad.url(fault), timeout=0.2) as answer:
        answer.read()


def test_a_waiting_answer_ends_with_the_server():
    with faults() as short_lived:
        connection = http.client.HTTPConnection(*short_lived.address, timeout=10)
        connection.request("GET", "/stall")
        answer = connection.getresponse()
    assert answer.read().startswith(b"<?xml")
    connection.close()
    assert short_lived.asked == ["/stall"]


def test_a_fault_that_does_not_exist_is_named(bad):
    with pytest.raises(KeyError, match="no fault 'nonsense'"):
        bad.url("nonsense")
    assert "hang" in FAULTS
