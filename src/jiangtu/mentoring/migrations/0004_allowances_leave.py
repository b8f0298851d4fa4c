"""Measures and allowances are the room allowances' now; their tables went over by its first migration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("mentoring", "0003_by_enterprise_and_kept_reasons"),
        ("allowances", "0001_from_mentoring"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name=name)
                for name in ("Objection", "PayEntry", "AllowanceLine", "AllowanceRun", "MeasuresChoice")
            ]
        )
    ]
