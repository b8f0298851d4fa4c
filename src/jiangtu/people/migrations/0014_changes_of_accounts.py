from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_changes_of_roles")]

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
                    ("password", "password changed"),
                    ("username", "username changed"),
                    ("email", "e-mail address changed"),
                    ("number", "phone on record changed"),
                    ("phone", "phone to sign in with set"),
                    ("phone_removed", "phone to sign in with removed"),
                    ("passkey", "passkey added"),
                    ("passkey_removed", "passkey removed"),
                    ("factor", "second factor set up"),
                    ("factor_removed", "second factor removed"),
                    ("recovery_codes", "new recovery codes made"),
                    ("sessions", "signed out everywhere"),
                    ("reopened", "account reopened"),
                ],
                max_length=20,
            ),
        )
    ]
