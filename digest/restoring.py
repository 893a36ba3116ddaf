"""A backup back into an empty house, which then keeps still until a person says otherwise.

read, check ─▶ tables of that day ─▶ rows and a freeze, all or nothing ─▶ today's tables
─▶ nothing under way any more, who was erased since erased again, what is past its time gone
─▶ pictures
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.backup import FORM, MANIFEST, MEDIA, member
from digest.bootstrap import House
from digest.erasing import FILE, marks
from digest.migrating import migrate
from digest.model.errors import DigestError, GuardRefused, UsageError
from digest.pruning import prune
from digest.rules.owncopies import is_media_name

if TYPE_CHECKING:
    from digest.store.restored import Passive

UNFINISHED = "a restore that did not finish; restore into an empty database again"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    made_at: datetime
    version: str
    rows: int
    pictures: int
    passive: Passive


def restore(house: House, path: Path, erased: Iterable[Path], *, actor: str) -> Restored:
    """Bring the backup in.  The house is `ready`, its database empty or not made yet.

    `erased`: further files of marks, from the homes of other machines.  UsageError where the file
    is no backup; GuardRefused where the database holds something; ConfigurationError where
    `DIGEST_SECRET_KEY` is not the one of the backup.
    """
    from django.db import transaction

    from digest.store import restored

    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        _check(house, archive)
        rows = _load(house, archive, manifest)
        migrate(house.settings, always=True)
        made_at = datetime.fromisoformat(manifest["made_at"])
        files = (house.settings.home / FILE, *erased)
        away = [mark for file in files for mark in marks(file)]
        with transaction.atomic():
            passive = restored.make_passive(made_at, away, actor=actor, now=house.clock())
        prune(house)
        pictures = _take_pictures(archive, house.settings.home)
    return Restored(made_at, str(manifest["version"]), rows, pictures, passive)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The file, every byte of which is as it was written: its checksums are read first."""
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            if damaged:
                raise UsageError(f"{path} is damaged at {damaged}; nothing was restored")
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UsageError(f"{path} is no backup, or is damaged: {error}") from None
    except FileNotFoundError:
        raise UsageError(f"{path} is not there") from None


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise UsageError(f"{path} is no backup of digest: it has no {MANIFEST}") from None
    if manifest.get("form") != FORM:
        raise UsageError(f"{path} has form {manifest.get('form')}; this version reads form {FORM}")
    return manifest


def _check(house: House, archive: zipfile.ZipFile) -> None:
    """Everything that can be known before anything is changed."""
    from digest.store import loading
    from digest.store.addresskey import opened

    if not loading.is_empty():
        raise GuardRefused(
            "the database holds something; restore into a new DIGEST_HOME, or an empty database",
            guard="not-empty",
            database=repr(house.settings.database),
        )
    for row in _rows(archive, "store.WrappedKey")[1]:
        opened(str(row[1]), house.settings.secret_keys)


def _rows(archive: zipfile.ZipFile, label: str) -> tuple[list[str], Iterator[list[Any]]]:
    lines = iter(archive.open(member(label)))
    return json.loads(next(lines)), map(json.loads, lines)


def _load(house: House, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    from django.db import transaction

    from digest.store import loading

    models = loading.fit(manifest["migrations"])
    labels, count = list(manifest["rows"]), 0
    with transaction.atomic():
        loading.clear(models, labels)
        for label in labels:
            found = loading.load(models.get_model(label), *_rows(archive, label))
            if found != manifest["rows"][label]:
                raise DigestError("the backup is cut short", table=label, rows=found)
            count += found
        loading.count_on(models.get_model(label) for label in labels)
        # With the rows, not after them: a crash in between must not leave a copy that sends.
        freeze = {"at": house.clock(), "actor": "restore", "reason": UNFINISHED}
        models.get_model("store.Freeze").objects.update_or_create(digest="", defaults=freeze)
    return count


def _take_pictures(archive: zipfile.ZipFile, home: Path) -> int:
    names = [
        n for n in archive.namelist() if n.startswith(MEDIA) and is_media_name(n[len(MEDIA) :])
    ]
    (home / "media").mkdir(parents=True, exist_ok=True)
    for name in names:
        (home / "media" / name[len(MEDIA) :]).write_bytes(archive.read(name))
    return len(names)
