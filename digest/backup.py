"""A backup: one file with every row and every own copy of a picture, of one moment.

    manifest.json          when, by which version, which tables, how many rows
    tables/{label}.jsonl   a line of columns, then a line a row
    media/…                own copies of pictures

No secret is in it: links in mail that is out open again only with the `DIGEST_SECRET_KEY` of
before, which is kept elsewhere.  Same form on SQLite and PostgreSQL, so it also moves a house from
one to the other.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from digest import __version__
from digest.bootstrap import House
from digest.model.errors import DigestError, UsageError
from digest.rules.owncopies import is_media_name

FORM = 1
MANIFEST = "manifest.json"
MEDIA = "media/"


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds.  `rows` by table."""

    made_at: datetime
    rows: Mapping[str, int]
    pictures: int
    bytes: int


def write(house: House, path: Path) -> Made:
    """Write the backup; the file appears under its name whole or not at all."""
    if path.exists():
        raise UsageError(f"{path} is there already; nothing was written")
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("xb") as file:
            rows, pictures = _fill(house, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except OSError as error:
        raise DigestError(f"{path} cannot be written: {error.strerror or error}") from None
    finally:
        aside.unlink(missing_ok=True)
    return Made(house.clock(), rows, pictures, path.stat().st_size)


def _fill(house: House, file: IO[bytes]) -> tuple[dict[str, int], int]:
    from digest.store import dumping

    rows: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        with dumping.snapshot():
            made_at = house.clock()
            for label in dumping.tables():
                lines = _lines(dumping.columns(label), dumping.rows(label))
                rows[label] = _put(archive, member(label), lines) - 1
        pictures = _put_pictures(archive, house.settings.home / "media")
        manifest = {
            "form": FORM,
            "version": __version__,
            "made_at": made_at.isoformat(),
            "migrations": dumping.migrations(),
            "rows": rows,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return rows, pictures


def member(label: str) -> str:
    """The name of a table's rows in the file."""
    return f"tables/{label}.jsonl"


def _lines(columns: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    yield json.dumps(list(columns))
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _put(archive: zipfile.ZipFile, name: str, lines: Iterable[str]) -> int:
    count = 0
    with archive.open(name, "w", force_zip64=True) as member:
        for line in lines:
            member.write(line.encode() + b"\n")
            count += 1
    return count


def _put_pictures(archive: zipfile.ZipFile, folder: Path) -> int:
    """Pictures are packed as they are: they do not shrink."""
    count = 0
    for path in sorted(folder.glob("*")):
        # One that no page shows may be cleared away meanwhile.
        with suppress(FileNotFoundError):
            if is_media_name(path.name):
                archive.write(path, MEDIA + path.name, compress_type=zipfile.ZIP_STORED)
                count += 1
    return count
