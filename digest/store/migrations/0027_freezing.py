import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0026_specimens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Freezing",
            fields=[
                (
                    "issue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="store.issue",
                    ),
                ),
                ("upto", models.BigIntegerField()),
                ("fence", models.PositiveIntegerField(default=1)),
                ("owner", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "audiences being frozen",
            },
        ),
    ]
