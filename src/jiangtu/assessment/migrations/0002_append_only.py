from django.db import migrations

from jiangtu.core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]
    operations = [append_only("assessment_assessment")]
