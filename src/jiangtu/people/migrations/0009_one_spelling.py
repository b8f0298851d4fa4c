from django.db import migrations

from jiangtu.core.pinyin import name_key
from jiangtu.core.vault import fingerprint
from jiangtu.people.rules import documents, names

# The types of which two numbers, or one number under two types, may be the same person's.
MAY_BE_ONE = [kind for kind in documents.NAMES if kind not in (documents.RESIDENT_ID, documents.PASSPORT)]


def respell(apps, schema_editor):
    """Each name in the one spelling that names are looked for in."""
    rows = apps.get_model("people", "Person").objects
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "name")[:5000]):
        changed = [each for each in some if names.spelled(each.name) not in ("", each.name)]
        for each in changed:
            each.name = names.spelled(each.name)
            each.name_key = name_key(each.name, of_person=True)
        rows.bulk_update(changed, ["name", "name_key"], batch_size=1000)
        last = some[-1].pk


def find_by_holder(apps, schema_editor):
    """Each document by what of it is its holder's for life. Of two records that turn out to be one person's the later
    keeps its own, until they are merged."""
    rows = apps.get_model("people", "Person").objects
    for each in rows.filter(document_type__in=MAY_BE_ONE).order_by("pk").only("pk", "document_type", "document"):
        kind, whose = documents.identity(each.document_type, each.document.reveal())
        print_ = fingerprint(f"{kind}:{whose}", purpose="people.document")
        if not rows.filter(document_print=print_).exists():
            rows.filter(pk=each.pk).update(document_print=print_)


class Migration(migrations.Migration):

    dependencies = [("people", "0008_last_language")]

    operations = [
        migrations.RunPython(respell, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(find_by_holder, migrations.RunPython.noop, elidable=True),
    ]
