"""Every row of every table as plain values: the same on both engines.

    snapshot ─▶ tables ─▶ columns, rows ─▶ … (a file, elsewhere; back in `digest.store.loading`)

Left out is what belongs to one running house only: sessions, heartbeats, the bytes of files that
are being brought in, and what Django makes anew.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

_LEFT_OUT = frozenset(
    {
        "sessions.Session",
        "contenttypes.ContentType",
        "auth.Permission",
        "auth.Group_permissions",
        "auth.User_user_permissions",
        "admin.LogEntry",
        "store.Anchor",
        "store.Heartbeat",
        "store.SignIn",
        "store.UploadPiece",
    }
)
_CHUNK = 2000


def tables() -> tuple[str, ...]:
    """The labels of all tables that are kept, such as `store.Subscriber`."""
    every = apps.get_models(include_auto_created=True)
    return tuple(m._meta.label for m in every if m._meta.label not in _LEFT_OUT)


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment of the whole database for everything read inside; nobody who writes waits."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Not `atomic`: it would begin IMMEDIATE and keep every writer out until the end.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def columns(label: str) -> tuple[str, ...]:
    """The fields of a table in the order of its rows."""
    return _columns(apps.get_model(label))


def rows(label: str) -> Iterator[list[Any]]:
    """The rows of a table, each a list of what JSON knows; memory stays flat."""
    model = apps.get_model(label)
    every = model._base_manager.order_by().values_list(*_columns(model))
    for row in every.iterator(chunk_size=_CHUNK):
        yield [_plain(value) for value in row]


def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def migrations() -> dict[str, str]:
    """The newest applied migration of each app: which tables a dump fits."""
    graph = MigrationExecutor(connection).loader.graph
    return dict(graph.leaf_nodes())
