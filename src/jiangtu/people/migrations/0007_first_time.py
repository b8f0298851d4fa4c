import django.contrib.postgres.fields
from django.db import migrations, models

USED = "UPDATE people_account SET welcomed_at = last_login WHERE last_login IS NOT NULL"


class Migration(migrations.Migration):
    """The first time: asked once; who has signed in before is not asked."""

    dependencies = [
        ('people', '0006_counts_of_sign_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='welcomed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='hints_put_away',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None),
        ),
        migrations.RunSQL(USED, migrations.RunSQL.noop),
    ]
