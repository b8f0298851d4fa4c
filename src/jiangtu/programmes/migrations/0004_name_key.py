from importlib import import_module

from django.db import migrations, models

from jiangtu.core.pinyin import name_key

# A programme with a released version stays as it is but for the mark of an example and, now, the key, which follows
# from the name.
BEFORE = import_module("jiangtu.programmes.migrations.0003_what_a_release_is_for_stays").FUNCTION
FUNCTION = BEFORE.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
WITH_KEY = FUNCTION.replace("- 'example'", "- 'example' - 'name_key'")


def fill(apps, schema_editor):
    """The key of each name that stands already, a few thousand rows at a time."""
    rows = apps.get_model("programmes", "Programme").objects
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "name")[:5000]):
        for each in some:
            each.name_key = name_key(each.name)
        rows.bulk_update(some, ["name_key"], batch_size=1000)
        last = some[-1].pk


class Migration(migrations.Migration):

    dependencies = [("programmes", "0003_what_a_release_is_for_stays")]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="name_key",
            field=models.TextField(db_collation="C", default="", editable=False),
        ),
        migrations.RunSQL(WITH_KEY, FUNCTION),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
