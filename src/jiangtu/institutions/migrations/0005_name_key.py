from django.db import migrations, models

from jiangtu.core.pinyin import name_key


def fill(apps, schema_editor):
    """The key of each name that stands already, a few thousand rows at a time."""
    rows = apps.get_model("institutions", "Institution").objects
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "name")[:5000]):
        for each in some:
            each.name_key = name_key(each.name)
        rows.bulk_update(some, ["name_key"], batch_size=1000)
        last = some[-1].pk


class Migration(migrations.Migration):

    dependencies = [("institutions", "0004_cards")]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="name_key",
            field=models.TextField(db_collation="C", default="", editable=False),
        ),
        migrations.AlterModelOptions(name="institution", options={"ordering": ["name_key"]}),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
