import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0030_two_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Canary",
            fields=[
                (
                    "issue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="store.issue",
                    ),
                ),
                ("readers", models.PositiveIntegerField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "canaries",
            },
        ),
        migrations.AddField(
            model_name="approval",
            name="guards",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
