from django.db import migrations, models


class Migration(migrations.Migration):
    """In which language somebody last signed in: they are written to in it until they choose one."""

    dependencies = [
        ("people", "0007_first_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="last_language",
            field=models.CharField(blank=True, max_length=10),
            preserve_default=False,
        ),
    ]
