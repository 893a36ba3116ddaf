"""What looking for readers reads: names, who is not confirmed, the newest suppressions, words by day."""

from django.db import migrations, models
from django.db.models import Q

# Text is compared byte by byte: then the beginning of a name is a stretch of the index.  Readers
# without a name are left out, so that an import of bare addresses pays nothing for it.
NAMES = {
    "postgresql": """CREATE INDEX subscriber_names ON store_subscriber
                     (LOWER(name) text_pattern_ops, id) WHERE name <> ''""",
    "sqlite": """CREATE INDEX subscriber_names ON store_subscriber
                 (LOWER(name), id) WHERE name <> ''""",
}
# Words are only ever added, later ones behind: a few marks for many rows are enough.
DAYS = {
    "postgresql": "CREATE INDEX consents_by_time ON store_consent USING brin (at)",
    "sqlite": "CREATE INDEX consents_by_time ON store_consent (at)",
}


def forwards(apps, schema_editor):
    for made in (NAMES, DAYS):
        schema_editor.execute(made[schema_editor.connection.vendor])


def backwards(apps, schema_editor):
    for name in ("subscriber_names", "consents_by_time"):
        schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0037_triggers"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=~Q(state="confirmed"),
                fields=["state", "list", "subscriber"],
                name="subscriptions_unconfirmed",
            ),
        ),
        migrations.AddIndex(
            model_name="suppression",
            index=models.Index(fields=["-at", "address_hash"], name="suppressed_by_time"),
        ),
    ]
