"""A copy of a database keeps still: two houses with the same readers would mail them twice.

The database remembers where it is: the file's own number on its disk, or the cluster's own
identifier and the database's number in it.  Found elsewhere, it is a copy, or was moved by
copying: everything is frozen once, until a person says which of the two it is.

A disk or machine cloned as a whole has the same numbers: that cannot be seen from inside.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from digest.store import house, models

_NAME = "database"
WORDS = (
    "this database is a copy, or was moved by copying: if it is the one that sends from now on, "
    "digest thaw"
)


def drop(now: datetime) -> bool:
    """Look where we are; True where it is a copy, which is frozen from now on."""
    place = _place()
    if not place:
        return False
    row, _ = models.Anchor.objects.get_or_create(
        name=_NAME, defaults={"place": place, "since": now}
    )
    return row.place != place and _move(row.place, place, now)


@transaction.atomic
def _move(former: str, place: str, now: datetime) -> bool:
    """Of many processes that notice one freezes, so that a thaw is not undone by a late one."""
    here = models.Anchor.objects.filter(name=_NAME, place=former)
    if not here.update(place=place, since=now):
        return False
    house.freeze("", actor="digest", reason=WORDS, now=now)
    return True


def _place() -> str:
    """Where the database is, as it can be told from inside; '' where that is not known."""
    if connection.vendor == "sqlite":
        try:
            return f"file {Path(connection.settings_dict['NAME']).stat().st_ino}"
        except OSError:
            return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT system_identifier, d.oid FROM pg_control_system(), pg_database d "
                "WHERE d.datname = current_database()"
            )
            cluster, database = cursor.fetchone()
    except DatabaseError:
        # A server whose owner allows no look at it.
        return ""
    return f"cluster {cluster} database {database}"
