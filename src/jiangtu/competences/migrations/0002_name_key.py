from django.db import migrations, models

from jiangtu.core.pinyin import name_key

KINDS = ("Framework", "Competence", "Occupation")


def fill(apps, schema_editor):
    """The key of each name that stands already; packs hold a few hundred."""
    for kind in KINDS:
        rows = apps.get_model("competences", kind).objects
        found = list(rows.order_by("pk").only("pk", "name"))
        for each in found:
            each.name_key = name_key(each.name)
        rows.bulk_update(found, ["name_key"], batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [("competences", "0001_initial")]

    operations = [
        *(
            migrations.AddField(
                model_name=kind.lower(),
                name="name_key",
                field=models.TextField(db_collation="C", default="", editable=False),
            )
            for kind in KINDS
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
