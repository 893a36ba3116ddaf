"""A database as an older version left it, and that version's workers after the newer one came.

    python -m tests.olden back 0001_first      the tables of then, with what is in them
    python -m tests.olden write 0020_cohorts   rows read, changed and made by the models of then

The house of the environment; nobody else may be using it.
"""

from __future__ import annotations

import sys
from typing import Any

UNIQUE = {
    "Subscriber": ("address_norm", "address_hash"),
    "MailingList": ("slug",),
    "Source": ("slug",),
    "Story": ("guid",),
    "Occurrence": ("slot",),
    "Edition": ("variant",),
    "Consent": (),
    "Audit": (),
    "Batch": ("number",),
}
"""Tables that workers write, with what must differ in a second row like the first."""
ADDED_TO = ("Edition", "Consent", "Audit")


def back(name: str) -> None:
    """The schema of that migration."""
    from django.core.management import call_command

    call_command("migrate", "store", name, verbosity=0)


def write(name: str) -> None:
    """What a program of that version does all day, with its own idea of the tables."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    apps = MigrationLoader(connection).project_state(("store", name)).apps
    for table, unique in UNIQUE.items():
        model = apps.get_model("store", table)
        row = model.objects.first()
        assert row is not None, table
        if table not in ADDED_TO:
            row.save()
        _again(model, row, unique)


def _again(model: Any, row: Any, unique: tuple[str, ...]) -> None:
    values = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not (field.primary_key and field.get_internal_type().endswith("AutoField"))
    }
    for name in unique:
        values[name] = values[name] + 1000 if isinstance(values[name], int) else f"{values[name]}-2"
    model.objects.create(**values)


if __name__ == "__main__":
    from digest.bootstrap import ready

    ready()
    {"back": back, "write": write}[sys.argv[1]](sys.argv[2])
