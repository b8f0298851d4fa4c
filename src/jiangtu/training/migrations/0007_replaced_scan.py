import uuid

import django.db.models.deletion
from django.db import migrations, models

# Scans that were replaced before: nothing but the journal says of which session. It was written in the same act.
FOUND_IN_THE_JOURNAL = """
    INSERT INTO training_replacedscan (uuid, session_id, file_id)
    SELECT gen_random_uuid(), session.id, file.id
    FROM core_storedfile file
    JOIN LATERAL (
        SELECT subject FROM core_journalentry
        WHERE verb IN ('roll called', 'roll corrected') AND actor IS NOT DISTINCT FROM file.owner
            AND right(remark, 255) = file.name AND at BETWEEN file.at AND file.at + interval '1 minute'
        ORDER BY at LIMIT 1
    ) called ON true
    JOIN training_session session ON session.uuid = called.subject
    WHERE file.purpose = 'attendance sheet'
        AND NOT EXISTS (SELECT 1 FROM training_session present WHERE present.sheet_id = file.id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_sent_forms'),
        ('training', '0006_sessions_by_class'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplacedScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    'file',
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile'
                    ),
                ),
                (
                    'session',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='replaced_scans',
                        to='training.session',
                    ),
                ),
            ],
            options={'ordering': ['-id']},
        ),
        migrations.RunSQL(FOUND_IN_THE_JOURNAL, migrations.RunSQL.noop),
    ]
