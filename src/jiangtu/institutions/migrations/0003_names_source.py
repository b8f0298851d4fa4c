"""Where an institution's names were read, where that is not plain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("institutions", "0002_gathered_by")]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="names_source",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
