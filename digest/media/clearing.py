"""What no page shows any more leaves the album.

    names that pages show | names in the folder | older than a grace -> taken out, and their notes

Each copy is judged and taken out with the album held alone, and keeping one makes it young: so a
copy that a page being set relies on stays, whichever of both comes first.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.media.album import Album
from digest.rules.owncopies import is_media_name

_MARK = ".cleared"
"""Ends the name of the file beside the folder that tells when it was cleared last."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many copies stayed and how many went (or would), with the bytes that these had."""

    kept: int = 0
    gone: int = 0
    bytes: int = 0


def clear(
    album: Album, shown: Container[str], *, before: datetime, rehearsed: bool = False
) -> Cleared:
    """Take out every copy that is not `shown` and was kept before that instant."""
    names = [path.name for path in _files(album.folder) if is_media_name(path.name)]
    spare = [album.folder / name for name in names if name not in shown]
    sizes = [_take(album, path, before, rehearsed=rehearsed) for path in spare]
    gone = [size for size in sizes if size is not None]
    if not rehearsed:
        _clear_notes(album, before)
        _clear_remains(album, before)
    return Cleared(len(names) - len(gone), len(gone), sum(gone))


def last_cleared(album: Album) -> datetime | None:
    """When `mark_cleared` was called last; None where it never was."""
    return _kept_at(album.folder.with_suffix(_MARK))


def mark_cleared(album: Album) -> None:
    """It was done just now."""
    if album.folder.is_dir():
        album.folder.with_suffix(_MARK).touch()


def _take(album: Album, path: Path, before: datetime, *, rehearsed: bool) -> int | None:
    """Its bytes if it went, None if it stays or was gone already."""
    with album.held(alone=True):
        at = _kept_at(path)
        if at is None or at >= before:
            return None
        size = path.stat().st_size
        if not rehearsed:
            path.unlink()
        return size


def _clear_notes(album: Album, before: datetime) -> None:
    """A note of a copy that is gone tells of nothing."""
    for note in _files(album.folder / "notes"):
        at = _kept_at(note)
        if at is not None and at < before and not (album.folder / _noted_name(note)).is_file():
            note.unlink(missing_ok=True)


def _noted_name(note: Path) -> str:
    try:
        return str(json.loads(note.read_bytes())["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return ".no-copy"


def _clear_remains(album: Album, before: datetime) -> None:
    """Files of a process that died while it wrote them aside."""
    for folder in (album.folder, album.folder / "notes"):
        for part in _files(folder):
            at = _kept_at(part)
            if part.name.endswith(".part") and at is not None and at < before:
                part.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.iterdir()) if folder.is_dir() else ())


def _kept_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
