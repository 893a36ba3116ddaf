"""Real feeds and real dates against gold that others wrote: nothing may be lost again.

The gold's meaning is that of the folder it lies in; the comparisons here are the plain ones.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from digest.feeds.dates import read_date
from digest.feeds.feed import parse_feed
from digest.feeds.parsed import Moment, NotAFeed, ParsedFeed


def rows(shared: Path, name: str) -> Iterator[dict[str, Any]]:
    for line in (shared / "corpus" / name).read_text("utf-8").splitlines():
        yield json.loads(line)


def feed_of(shared: Path, row: dict[str, Any]) -> ParsedFeed:
    body = (shared / "corpus" / row["path"]).read_bytes()
    if row["path"].endswith(".gz"):
        body = gzip.decompress(body)
    return parse_feed(body, url=row["url"], charset=row["charset"])


def plain(text: str) -> str:
    bare = html.unescape(html.unescape(re.sub(r"<[^>]+>", "", text)))
    return " ".join(bare.replace("\xad", "").replace("\u200b", "").split())


def instant(moment: Moment) -> datetime | None:
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None


def test_real_feeds_agree_with_the_vote_of_five_readers(shared: Path) -> None:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows(shared, "feeds/real.jsonl"):
        found = feed_of(shared, row).entries
        assert len(found) == row["count"], row["path"]
        for gold, entry in zip(row["entries"], found, strict=True):
            asked["link"] += bool(gold.get("link"))
            right["link"] += html.unescape(gold.get("link") or "").replace(" ", "%20").rstrip(
                "/"
            ) == (entry.link.rstrip("/"))
            if gold.get("title"):
                asked["title"] += 1
                right["title"] += plain(gold["title"]) == plain(entry.title)
            if "date" in gold:
                asked["date"] += 1
                want = datetime.fromisoformat(gold["date"]) if gold["date"] else None
                right["date"] += instant(entry.published or entry.updated) == instant(want)
    for name, count in asked.items():
        assert right[name] >= 0.999 * count, name


def test_the_written_policy_of_another_reader_holds(shared: Path) -> None:
    wrong = []
    for row in rows(shared, "feeds/miniflux.jsonl"):
        try:
            found = feed_of(shared, row)
        except NotAFeed:
            found = None
        for field, number, want in row["expect"]:
            if field == "error":
                wrong += [] if found is None else [(row["case"], field)]
            elif found is None or not _meets(found, field, number, want):
                wrong.append((row["case"], field))
    assert wrong == []


def _meets(feed: ParsedFeed, field: str, number: int | None, want: Any) -> bool:
    if field == "count":
        return len(feed.entries) == want
    if field == "feed.title":
        return plain(feed.title) == plain(want)
    if field == "feed.link":
        return feed.link == want
    entry = feed.entries[number or 0]
    found = {
        "title": plain(entry.title) == plain(str(want)),
        "link": entry.link.removesuffix("/") == str(want).removesuffix("/"),
        "authors": set(entry.authors) == set(want) if isinstance(want, list) else False,
        "date": instant(entry.published or entry.updated)
        == (_when(want) if field == "date" else None),
    }
    return found[field]


def _when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_odd_dates_are_all_right(shared: Path) -> None:
    wrong = []
    for row in rows(shared, "dates.jsonl"):
        found = read_date(row["text"])
        if not any(_same(found, want, row["precision"]) for want in row["ok"]):
            wrong.append((row["text"], found))
    assert wrong == []


def _same(found: Moment, want: str | None, precision: str) -> bool:
    if found is None or want is None:
        return found is None and want is None
    if precision == "instant":
        return isinstance(found, datetime) and found == datetime.fromisoformat(want)
    return found.isoformat().startswith(want)
