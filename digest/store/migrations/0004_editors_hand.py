"""The editor's hand: steps about an issue, the note they may leave, and links without a story."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0003_source_address")]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="note",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="issuestory",
            name="story",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="store.story"
            ),
        ),
        migrations.CreateModel(
            name="HandStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("what", models.JSONField()),
                ("actor", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand",
                        to="store.issue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issue", "number"), name="hand_step_once_an_issue"
                    )
                ],
            },
        ),
    ]
