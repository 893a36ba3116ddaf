"""Readers are left out for what they chose; a variant's key has room for many sections.

SQLite does not mind the length of a text, and a table made anew would lose its trigger: there
nothing is altered.
"""

from django.db import migrations, models

REASONS = [
    "suppressed",
    "erased",
    "not_allowed",
    "paused",
    "pending",
    "unsubscribed",
    "not_today",
    "no_language",
    "no_section",
]


def longer(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE store_edition ALTER COLUMN variant TYPE text")


def shorter(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE store_edition ALTER COLUMN variant TYPE varchar(200)")


class Migration(migrations.Migration):
    dependencies = [("store", "0018_times_of_events")]
    operations = [
        migrations.RemoveConstraint(model_name="excluded", name="excluded_reason_is_known"),
        migrations.AddConstraint(
            model_name="excluded",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", REASONS)), name="excluded_reason_is_known"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(longer, shorter)],
            state_operations=[
                migrations.AlterField(
                    model_name="edition", name="variant", field=models.TextField()
                )
            ],
        ),
    ]
