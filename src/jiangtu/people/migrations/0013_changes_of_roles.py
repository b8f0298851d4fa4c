from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0012_people_by_name")]

    operations = [
        migrations.AlterField(
            "accessrecord",
            "kind",
            models.CharField(
                choices=[
                    ("signed_in", "signed in"),
                    ("wrong_password", "wrong password"),
                    ("wrong_code", "wrong second factor"),
                    ("refused", "refused: no right"),
                    ("roles", "changed roles"),
                ],
                max_length=20,
            ),
        )
    ]
