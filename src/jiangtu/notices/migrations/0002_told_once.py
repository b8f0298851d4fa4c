from django.db import migrations, models


class Migration(migrations.Migration):
    """A notice of a fact ends when what it asks for is done, and is still told once."""

    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="told_once"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("fact__isnull", False), _connector="OR"),
                fields=("person", "kind", "once"),
                name="told_once",
            ),
        ),
    ]
