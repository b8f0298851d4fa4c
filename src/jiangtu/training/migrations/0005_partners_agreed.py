"""Enterprises that train people in a college's class have agreed by what they do; all others stay asked.

Of a class that is no draft, whose college never wrote the partnership down, it is written down: since the first of its
people came.
"""

from django.db import migrations
from django.db.models import Min


def agree(apps, schema_editor):
    Enrolment = apps.get_model("training", "Enrolment")
    Partnership = apps.get_model("institutions", "Partnership")
    Partner = apps.get_model("institutions", "Partner")
    lived = (
        Enrolment.objects.exclude(training_class__state="draft")
        .order_by()
        .values_list("training_class__college", "enterprise")
        .annotate(first=Min("since"))
    )
    for college, enterprise, first in sorted(lived):
        known = Partner.objects.filter(partnership__college=college, enterprise=enterprise)
        if not known.update(state="agreed"):
            made = Partnership.objects.create(college_id=college, since=first)
            Partner.objects.create(partnership=made, enterprise_id=enterprise, state="agreed")


class Migration(migrations.Migration):

    dependencies = [("training", "0004_log_return"), ("institutions", "0006_partners_asked")]

    operations = [migrations.RunPython(agree, migrations.RunPython.noop, elidable=True)]
