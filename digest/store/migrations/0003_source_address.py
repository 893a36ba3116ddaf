"""The configured address that a source's marks and health belong to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="address",
            field=models.TextField(blank=True, default=""),
        ),
    ]
