"""Entries that an Atom feed says it deleted."""

from __future__ import annotations

from digest.feeds.feed import parse_feed

FEED = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<title>The Paper</title><id>urn:paper</id><updated>2026-11-25T05:00:00Z</updated>
<at:deleted-entry ref="urn:paper:2" when="2026-11-25T04:00:00Z"><at:comment>in error</at:comment>
</at:deleted-entry>
<at:deleted-entry when="2026-11-25T04:00:00Z"/>
<at:deleted-entry ref=" urn:paper:2 " when="2026-11-25T04:30:00Z"/>
<entry><id>urn:paper:1</id><title>Bridge closed</title><updated>2026-11-25T05:00:00Z</updated>
<link href="https://paper.example.org/1"/></entry>
</feed>"""


def test_an_atom_feed_names_what_it_deleted():
    feed = parse_feed(FEED, url="https://paper.example.org/atom.xml")
    assert [entry.id for entry in feed.entries] == ["urn:paper:1"]
    assert feed.deleted == ("urn:paper:2",)


def test_a_feed_without_tombstones_deletes_nothing():
    feed = parse_feed(FEED.replace(b"deleted-entry", b"other"), url="https://paper.example.org/")
    assert feed.deleted == ()
