"""allauth finds an address only as small letters: whoever was invited as Chen@… could not sign in by it."""

from django.db import migrations
from django.db.models.functions import Lower


def small(apps, editor):
    accounts = apps.get_model("people", "Account").objects.exclude(email=Lower("email"))
    accounts.update(email=Lower("email"))


class Migration(migrations.Migration):
    dependencies = [("people", "0014_changes_of_accounts")]

    operations = [migrations.RunPython(small, migrations.RunPython.noop)]
