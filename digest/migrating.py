"""The database brought to the tables of this version, by whoever comes first."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.model.errors import TemporaryError
from digest.settings import Settings


def migrate(settings: Settings, *, always: bool = False) -> None:
    """Bring the database up to date; of many that start at once one does it, the others wait.

    `always`: whatever our own tables say, since a restored database lacks what Django keeps.
    TemporaryError where the database cannot be used.
    """
    from django.db import DatabaseError, connection

    try:
        if _up_to_date() and not always:
            return
        with _alone(settings):
            if always or not _up_to_date():
                _run_migrations()
    except DatabaseError as error:
        where = repr(settings.database)
        raise TemporaryError("the database cannot be used", database=where) from error
    finally:
        connection.close()


def _up_to_date() -> bool:
    """Whether our newest migration is recorded: one query instead of building the whole graph."""
    from django.db import connection

    from digest.store import migrations

    folder = Path(migrations.__file__ or "").parent
    newest = max(path.stem for path in folder.glob("[0-9]*.py"))
    if "django_migrations" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM django_migrations WHERE app = 'store' AND name = %s", [newest]
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('digest migrations'))")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('digest migrations'))")
        return
    with (settings.home / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run_migrations() -> None:
    from django.core.management import call_command

    from digest.store import building

    if building.is_empty():
        building.build()
        return
    call_command("migrate", verbosity=0, interactive=False)
