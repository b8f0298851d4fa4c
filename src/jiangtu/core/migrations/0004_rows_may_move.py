from django.db import migrations

from jiangtu.core.triggers import FUNCTION


class Migration(migrations.Migration):
    dependencies = [("core", "0003_outbox")]
    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
