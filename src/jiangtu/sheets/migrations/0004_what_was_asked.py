from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sheets", "0003_kept_for_a_time")]

    operations = [migrations.AddField("givenfile", "asked", models.JSONField(default=dict))]
