"""Rows of a dump back into an empty database: into the tables as they were then, all or nothing.

    is_empty ─▶ fit (the tables of the dump's day) ─▶ load … ─▶ count_on ─▶ migrate to today's

Decides nothing about what the rows mean now: that is `digest.store.restored`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.db.models import Model

from digest.model.errors import DigestError, UsageError
from digest.store import dumping

_CHUNK = 2000
_OF_THE_HOUSE = frozenset({"store.WrappedKey", "store.Timetable", "store.Source"})
"""What any command writes by itself: no sign that somebody uses the database."""


def is_empty() -> bool:
    """Whether nothing would be lost: no tables, or none with anything of somebody's in it."""
    from django.apps import apps

    present = set(connection.introspection.table_names())
    models = (apps.get_model(label) for label in dumping.tables() if label not in _OF_THE_HOUSE)
    return not any(
        model._meta.db_table in present and model._base_manager.exists() for model in models
    )


def fit(migrations: Mapping[str, str]) -> StateApps:
    """Give the database the tables of that day; the models that describe them.

    UsageError where the dump knows migrations that this version does not.
    """
    executor = MigrationExecutor(connection)
    targets = list(migrations.items())
    unknown = [f"{app} {name}" for app, name in targets if (app, name) not in executor.loader.graph]
    if unknown:
        raise UsageError(
            f"made by a newer digest (it knows {', '.join(unknown)}); restore it with that version"
        )
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def clear(models: Apps, labels: Iterable[str]) -> None:
    """Take out what the house itself had written before."""
    for label in labels:
        models.get_model(label)._base_manager.all().delete()


def load(model: type[Model], columns: Sequence[str], rows: Iterator[list[Any]]) -> int:
    """Put the rows in; how many there were."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(columns) != fields.keys():
        raise DigestError("the table has other columns than the backup", table=model._meta.label)
    chosen, count = [fields[name] for name in columns], 0
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in chosen)
    marks = ", ".join(["%s"] * len(chosen))
    table = connection.ops.quote_name(model._meta.db_table)
    insert = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, _CHUNK)):
            cursor.executemany(insert, [_prepared(chosen, row) for row in chunk])
            count += len(chunk)
    return count


def _prepared(fields: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    pairs = zip(fields, row, strict=True)
    return [field.get_db_prep_save(field.to_python(value), connection) for field, value in pairs]


def count_on(models: Iterable[type[Model]]) -> None:
    """Numbers given from now on begin after the loaded ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
