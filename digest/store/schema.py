"""Whether the database fits this version of the program."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing_migrations() -> tuple[str, ...]:
    """Migrations of this version that the database does not have."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return tuple(f"{app}.{name}" for app, name in sorted(_migrations() - applied))


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """The migrations on disk, read once a process."""
    loader = MigrationLoader(None)
    replaced = {old for squash in loader.replacements.values() for old in squash.replaces}
    return frozenset(set(loader.disk_migrations or {}) - replaced)
