"""An enterprise that a college named is asked, and opened by its own word.

What stands already counts as asked; where the enterprise has people in a class of the college, the room training
writes down that it has agreed.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("institutions", "0005_name_key")]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "asked"),
                    ("agreed", "agreed"),
                    ("declined", "declined"),
                    ("withdrawn", "withdrawn"),
                ],
                default="asked",
                max_length=10,
            ),
        ),
    ]
