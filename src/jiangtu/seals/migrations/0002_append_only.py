from django.db import migrations

from jiangtu.core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("seals", "0001_initial")]
    operations = [append_only("seals_recordseal")]
