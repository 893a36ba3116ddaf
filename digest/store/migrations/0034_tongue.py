# The language an operator reads the console in; '' where their browser says it.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0033_asked_by_post"),
    ]

    operations = [
        migrations.AddField(
            model_name="operator",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
    ]
