"""One id per entry, also where a feed gives none or the same one twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from digest.feeds.parsed import ParsedEntry


def made_id(title: str, text: str, published: object) -> str:
    """A stable id for an entry that has neither an id nor a link of its own."""
    digest = sha256(f"{title}\0{text[:2000]}\0{published or ''}".encode("utf-8", "replace"))
    return f"sha256:{digest.hexdigest()[:32]}"


def distinct(entries: Iterable[ParsedEntry]) -> tuple[ParsedEntry, ...]:
    """The entries with repeated ids replaced: by the link where that differs, else by a digest."""
    seen: dict[str, str] = {}
    kept = []
    for given in entries:
        entry = _renamed(given, seen) if given.id in seen else given
        seen[entry.id] = entry.link
        kept.append(entry)
    return tuple(kept)


def _renamed(entry: ParsedEntry, seen: dict[str, str]) -> ParsedEntry:
    if entry.link != seen[entry.id] and entry.link not in seen:
        return replace(entry, id=entry.link)
    digest = made_id(entry.title, entry.markup, entry.published)[7:19]
    other = f"{entry.id}#{digest}"
    return replace(entry, id=other if other not in seen else f"{other}-{len(seen)}")
