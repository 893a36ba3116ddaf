"""Triggers: editions never change; events, consents and the audit are only ever added to.

Both engines get the same rule in their own words.  Deleting stays possible for retention and for
a reader's erasure, which the audit records.
"""

from django.db import migrations

TABLES = {
    "store_edition": "an edition is immutable",
    "store_event": "events are append-only",
    "store_consent": "consents are append-only",
    "store_audit": "the audit is append-only",
}

SQLITE = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{words}'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_frozen();
"""


def forwards(apps, schema_editor):
    words = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for table, reason in TABLES.items():
        schema_editor.execute(words.format(table=table, words=reason))


def backwards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        place = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen{place}")
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {table}_frozen")


class Migration(migrations.Migration):
    dependencies = [("store", "0001_first")]
    operations = [migrations.RunPython(forwards, backwards)]
