from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0038_finding"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="said",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
