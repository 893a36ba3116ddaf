"""Feeds broken in the ways real ones are: every item and every word survives."""

from __future__ import annotations

import gzip

import pytest

from digest.feeds.feed import parse_feed
from digest.feeds.parsed import ParsedFeed

URL = "https://example.org/feed.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def feed(title: str = "Item", *, items: int = 20, more: str = "", head: str = HEAD) -> str:
    rows = "".join(
        f"<item><title>{title}</title><link>https://example.org/{n}</link><guid>{n}</guid>{more}"
        "<pubDate>Tue, 03 Feb 2026 06:00:00 GMT</pubDate></item>"
        for n in range(items)
    )
    return f'{head}<rss version="2.0"><channel><title>T</title>{rows}</channel></rss>'


def read(body: str | bytes) -> ParsedFeed:
    return parse_feed(body.encode() if isinstance(body, str) else body, url=URL)


CASES: dict[str, tuple[str | bytes, str]] = {
    "bare ampersands": (feed("AT&T & co"), "AT&T & co"),
    "HTML entities": (feed("a&nbsp;b&rsquo;s &eacute;t&eacute;"), "a\xa0b’s été"),
    "an entity nobody knows": (feed("a &bogus; b"), "a &bogus; b"),
    "cp1252 said to be UTF-8": (feed("Caf\xe9 \u201cok\u201d").encode("cp1252"), "Café “ok”"),
    "cp1252 said to be Latin-1": (
        feed("\u201cok\u201d", head='<?xml version="1.0" encoding="iso-8859-1"?>').encode("cp1252"),
        "“ok”",
    ),
    "UTF-8 said to be Latin-1": (
        feed("Café", head='<?xml version="1.0" encoding="iso-8859-1"?>').encode(),
        "Café",
    ),
    "one cp1252 byte in UTF-8": (
        feed("Café na\0ve").encode().replace(b"\0", b"\xef"),
        "Café naïve",
    ),
    "UTF-16": (feed("Café", head="").encode("utf-16"), "Café"),
    "UTF-16 without a mark": (feed("Café", head="").encode("utf-16-le"), "Café"),
    "windows-1251": (
        feed("Новости", head='<?xml version="1.0" encoding="windows-1251"?>').encode("cp1251"),
        "Новости",
    ),
    "Shift_JIS": (
        feed("新聞", head='<?xml version="1.0" encoding="Shift_JIS"?>').encode("shift_jis"),
        "新聞",
    ),
    "UTF-7 is not decoded": (
        feed("+ADw-script+AD4-", head='<?xml version="1.0" encoding="utf-7"?>'),
        "+ADw-script+AD4-",
    ),
    "an encoding nobody knows": (
        feed("Café", head='<?xml version="1.0" encoding="x-none"?>'),
        "Café",
    ),
    "a byte order mark": (b"\xef\xbb\xbf" + feed("Café").encode(), "Café"),
    "a byte order mark after a blank line": (b"\n\xef\xbb\xbf" + feed("Café").encode(), "Café"),
    "a line of junk before the XML": ("Warning: line 7\n" + feed("Item"), "Item"),
    "HTML before the XML": ("<br />\n<b>Notice</b>: x<br />\n" + feed("Item"), "Item"),
    "blank lines before the declaration": ("\n\n  " + feed("Item"), "Item"),
    "two declarations": (HEAD + feed("Item"), "Item"),
    "a comment before the declaration": ("<!-- made by x -->\n" + feed("Item"), "Item"),
    "words after the end": (feed("Item") + "\n<!-- 0.3 s -->\ntrailing <b>words", "Item"),
    "control characters": (feed("It\x02em\x0b"), "Item"),
    "NUL bytes": (feed("It\x00em"), "Item"),
    "references to control characters": (feed("It&#2;em&#x0;"), "Item"),
    "a lone less-than": (feed("1 < 2"), "1 < 2"),
    "undeclared namespaces": (feed("Item", more="<dc:creator>Ann</dc:creator><x:y/>"), "Item"),
    "an unclosed tag": (feed("Item", more="<category>x"), "Item"),
    "wrongly nested tags": (feed("Item", more="<a><b></a></b>"), "Item"),
    "an attribute without quotes": (feed("Item", more="<enclosure url=/a.mp3 length=1/>"), "Item"),
    "gzip that nobody announced": (gzip.compress(feed("Item").encode()), "Item"),
    "an entity of its own": (
        '<!DOCTYPE rss [<!ENTITY co "x">]>' + feed("A &co; B", head=""),
        "A &co; B",
    ),
    "a DOCTYPE of 1999": (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">' + feed("caf&eacute;", head=""),
        "café",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_item_and_every_word_survives(case: str) -> None:
    body, title = CASES[case]
    found = read(body)
    assert len(found.entries) == 20
    assert {entry.title for entry in found.entries} == {title}
    assert [entry.link for entry in found.entries] == [
        f"https://example.org/{n}" for n in range(20)
    ]


def test_a_feed_cut_off_in_the_middle_keeps_what_came() -> None:
    whole = feed("Item")
    found = read(whole[: whole.index("<guid>15")])
    assert [entry.id for entry in found.entries][:15] == [str(n) for n in range(15)]
    assert len(found.entries) <= 16


def test_what_stands_in_cdata_is_text_and_stays() -> None:
    found = read(feed("<![CDATA[a < b && c &nbsp; d]]>", more="<x>&nbsp; & </x>"))
    assert found.entries[0].title == "a < b && c \xa0 d"


def test_the_headers_charset_helps_where_the_document_says_nothing() -> None:
    body = feed("Новости", head="").encode("koi8-r")
    assert parse_feed(body, url=URL, charset="koi8-r").entries[0].title == "Новости"
    wrong = parse_feed(feed("Café").encode(), url=URL, charset="iso-8859-1")
    assert wrong.entries[0].title == "Café"


def test_script_in_a_description_is_not_text() -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;Fine"
    (entry, *_) = read(feed("Item", more=f"<description>{evil}</description>")).entries
    assert entry.summary == "Fine"
    assert entry.content == "Fine"
