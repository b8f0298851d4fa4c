import uuid

import django.db.models.deletion
from django.db import migrations, models

# Of an entry that was countersigned, what was given back stays too.
PARTS_KEPT = """
CREATE OR REPLACE FUNCTION training_log_parts_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END);
BEGIN
    PERFORM 1 FROM training_logentry
        WHERE state = 'countersigned' AND id = COALESCE(
            part ->> 'entry_id', part ->> 'logentry_id',
            (SELECT entry_id::text FROM training_logreturn WHERE id = (part ->> 'returned_id')::bigint)
        )::bigint;
    IF FOUND THEN
        RAISE EXCEPTION 'a countersigned log entry stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER log_parts_kept BEFORE INSERT OR UPDATE OR DELETE ON training_returnedphoto
    FOR EACH ROW EXECUTE FUNCTION training_log_parts_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('training', '0007_replaced_scan'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnedPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('order', models.PositiveSmallIntegerField()),
                (
                    'file',
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile'
                    ),
                ),
                (
                    'returned',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='training.logreturn'
                    ),
                ),
            ],
            options={'ordering': ['order', 'id']},
        ),
        migrations.RunSQL(PARTS_KEPT, 'DROP TRIGGER log_parts_kept ON training_returnedphoto'),
    ]
