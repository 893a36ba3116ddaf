"""All tables of this version at once, in a database that has none.

    migrations -> their last state -> CREATE TABLE for each -> what they do by hand, in their order

Migrating an empty database step by step makes and remakes every table, and Python's picture of it,
some fifty times; that is most of what a first command takes.  The result is the same, which a test
holds against a database that was migrated.  It follows from a rule of the migrations: what they do
by hand is done to tables alone, never to rows, and tables are only added to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model


def is_empty() -> bool:
    """Whether nobody has made a table yet."""
    return not connection.introspection.table_names()


def build() -> None:
    """Make the tables and note every migration as done, all in one transaction."""
    loader = MigrationLoader(connection)
    state, done = loader.project_state(), MigrationRecorder(connection).Migration
    order = _order(loader)
    tables: list[type[Model]] = [*state.apps.get_models(), done]
    with connection.schema_editor() as editor:
        for model in tables:
            if model._meta.can_migrate(connection):  # noqa: SLF001 - Django's way to ask
                editor.create_model(model)
        for migration in order:
            for operation in _by_hand(migration.operations):
                operation.database_forwards(migration.app_label, editor, state, state)
        done.objects.bulk_create(done(app=m.app_label, name=m.name) for m in order)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _order(loader: MigrationLoader) -> list[Migration]:
    keys = dict.fromkeys(
        key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)
    )
    return [loader.graph.nodes[key] for key in keys]


def _by_hand(operations: Sequence[Operation]) -> Iterator[Operation]:
    """What a migration does that its state says nothing of."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _by_hand(operation.database_operations)
        elif isinstance(operation, RunPython | RunSQL):
            yield operation
