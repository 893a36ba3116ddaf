"""Migrations: workers of the version before go on while the newest one is there already."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from digest.store import models

FIRST = "0020"
"""From this one on the rule holds: what was before was never in anybody's house."""
PLAIN = (operations.CreateModel, operations.AddIndex, operations.RemoveIndex, operations.RunPython)
APPEND_ONLY = (models.Edition, models.Event, models.Consent, models.Audit, models.Change)


def steps() -> list[tuple[str, operations.base.Operation]]:
    found = MigrationLoader(None).disk_migrations
    return [
        (name, operation)
        for (app, name), migration in sorted(found.items())
        if app == "store" and name >= FIRST
        for operation in migration.operations
    ]


def tolerated(operation: operations.base.Operation, all_of_it: list) -> bool:
    """Whether a program that knows nothing of the step still reads and writes."""
    if isinstance(operation, PLAIN):
        return True
    if isinstance(operation, operations.AddField):
        return operation.field.null or operation.field.db_default is not NOT_PROVIDED
    if isinstance(operation, operations.RemoveConstraint):
        return True
    if isinstance(operation, operations.AddConstraint):
        # One that was there and is now wider, or one of a table that is new too.
        added: Any = operation  # Django's stubs know nothing of its fields
        there: list[Any] = [o for o in all_of_it if isinstance(o, operations.RemoveConstraint)]
        names = [o.name for o in there if o.model_name == added.model_name]
        made = [o.name.lower() for o in all_of_it if isinstance(o, operations.CreateModel)]
        return added.constraint.name in names or added.model_name in made
    return False


def test_a_migration_only_adds_what_older_programs_need_not_know():
    all_of_it = [operation for _, operation in steps()]
    assert len(all_of_it) > 10
    wrong = [f"{n}: {o.describe()}" for n, o in steps() if not tolerated(o, all_of_it)]
    assert not wrong, wrong


@pytest.mark.django_db
def test_what_is_only_ever_added_to_is_kept_so_by_the_database():
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {name for (name,) in cursor.fetchall()}
    assert {f"{model._meta.db_table}_frozen" for model in APPEND_ONLY} <= there
