"""Events come in order of time: PostgreSQL finds the recent ones by blocks, at no cost for who writes."""

from django.db import migrations


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX event_times ON store_event USING brin (at)")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX event_times")


class Migration(migrations.Migration):
    dependencies = [("store", "0017_withdrawn")]
    operations = [migrations.RunPython(forwards, backwards)]
