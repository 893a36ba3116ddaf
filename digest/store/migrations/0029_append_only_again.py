"""On SQLite a table that is made anew loses its triggers: events are append-only again."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER IF NOT EXISTS store_event_frozen BEFORE UPDATE ON store_event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)


class Migration(migrations.Migration):
    dependencies = [("store", "0028_outcomes")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
