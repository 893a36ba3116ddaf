"""`digest inspect`, `source` and `gather`, as a person and a script call them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from digest.sample.server import serve

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>
<item><title>Bridge &amp; ferry</title><link>/bridge</link>
<pubDate>Wed, 25 Nov 2026 05:30:00 GMT</pubDate></item></channel></rss>"""
ARTICLE = """<html lang="en"><head><title>Bridge closed - Paper</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge closed",
"datePublished": "2026-11-25T05:30:00Z", "author": {"@type": "Person", "name": "Ada Example"}}
</script></head><body><article><h1>Bridge closed</h1><p>The bridge is closed until noon, the city
says, because of the wind, which is expected to reach its height before dawn.</p></article></body>
</html>"""


def told(done) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_manifest_is_answered_line_by_line_in_order_and_a_missing_file_costs_its_line(
    digest, tmp_path
):
    (tmp_path / "a.xml").write_text(FEED)
    (tmp_path / "b.xml").write_text(FEED.replace("Bridge", "Tram"))
    lines = [
        {"path": "a.xml", "url": "https://paper.example.org/feed"},
        {"path": "none.xml", "url": "https://paper.example.org/none"},
        {"path": "b.xml", "url": "https://paper.example.org/feed", "charset": "utf-8"},
    ]
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("".join(json.dumps(line) + "\n" for line in lines))
    first, missing, last = told(
        digest("inspect", "feed", "--manifest", str(manifest), exit_code=6, cwd=tmp_path)
    )
    assert first["path"] == "a.xml"
    assert first["entries"][0]["title"] == "Bridge & ferry"
    assert first["entries"][0]["link"] == "https://paper.example.org/bridge"
    assert first["entries"][0]["published"] == "2026-11-25T05:30:00+00:00"
    assert missing["path"] == "none.xml"
    assert "No such file" in missing["error"]
    assert last["entries"][0]["title"] == "Tram & ferry"


def test_an_article_tells_its_fields_and_where_the_date_was_read(digest, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(ARTICLE)
    (seen,) = told(digest("inspect", "article", str(page), "--url", "https://paper.example.org/b"))
    assert seen["title"] == "Bridge closed"
    assert seen["authors"] == ["Ada Example"]
    assert (seen["published"], seen["published_source"]) == ("2026-11-25T05:30:00+00:00", "json-ld")
    assert seen["image"] is None
    assert "closed until noon" in seen["body"]


def test_every_kind_reads_the_sample_newsroom_over_http(digest, environ):
    with serve(NOW) as newsroom:
        environ["DIGEST_ALLOW_PRIVATE"] = "{}:{}".format(*newsroom.address)
        paper = f"{newsroom.base_url}/courier"
        (feed,) = told(digest("inspect", "feed", f"{paper}/feed.xml"))
        assert len(feed["entries"]) == 24
        (sitemap,) = told(digest("inspect", "sitemap", f"{paper}/sitemap-news.xml"))
        assert len(sitemap["entries"]) == 24
        (front,) = told(digest("inspect", "frontpage", f"{paper}/editorials"))
        assert len(front["editorials"]) == 6


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["inspect", "feed"], 2),
        (["inspect", "weather", "x"], 2),
        (["inspect", "feed", "/nowhere/feed.xml"], 1),
        (["source", "check", "nobody"], 4),
    ],
)
def test_what_cannot_be_meant_or_read_has_its_exit_code(digest, words, code):
    done = digest(*words, exit_code=code)
    assert done.stderr or "error" in done.stdout


def test_texts_are_answered_in_order(digest, tmp_path):
    lines = tmp_path / "dates.jsonl"
    lines.write_text('{"text": "25 Nov 2026 06:30 GMT"}\n{"text": "no date"}\n')
    known, unknown = told(digest("inspect", "dates", "--manifest", str(lines)))
    assert known["date"] == "2026-11-25T06:30:00+00:00"
    assert unknown["date"] is None


@pytest.mark.sqlite
def test_headlines_of_one_event_share_a_cluster_and_a_line_without_one_costs_itself(
    digest, tmp_path
):
    titles = (
        "کوئٹہ میں زلزلے سے عمارت گر گئی، دس ہلاک",
        "زلزلے سے کوئٹہ میں عمارت گر گئی، بارہ ہلاک",
    )
    names = (7, "n1")  # an id comes back as it was given
    lines = [
        {"id": name, "title": title, "source": "a"}
        for name, title in zip(names, titles, strict=True)
    ]
    lines += [{"id": "bare"}, {"title": "Bridge closed"}]
    manifest = tmp_path / "headlines.jsonl"
    manifest.write_text("\n".join(map(json.dumps, lines)) + "\n[1]\n\nno JSON\n")
    words = ("inspect", "cluster", "--manifest", str(manifest))
    one, other, *wrong = told(digest(*words, exit_code=6))
    assert (one["id"], other["id"]) == names
    assert one["cluster"] == other["cluster"]
    assert one["cluster"] in names
    assert [answer["error"] for answer in wrong] == [
        'this line has no "title"',
        'this line has no "id"',
        "this line of the manifest is not an object",
        "this line of the manifest is not JSON",
    ]
    manifest.write_text("")
    assert told(digest(*words)) == []


def test_a_second_gathering_is_all_304_and_the_sources_show_their_health(digest):
    first = told(digest("gather", "morning", "--json"))
    assert sum(report["new"] for report in first) > 60
    assert all(report["bytes"] and report["status"] == "read" for report in first)
    again = told(digest("gather", "morning", "--json"))
    assert {report["status"] for report in again} == {"not_modified"}
    assert not sum(report["new"] + report["changed"] for report in again)
    listed = digest("source", "list").stdout
    assert all(report["source"] in listed for report in first)
