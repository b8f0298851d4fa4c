import uuid

import django.db.models.deletion
from django.db import migrations, models

import jiangtu.core.vault
from jiangtu.people.states import DocumentType

# A document is one person's, whether it stands on a record or beside it. What was written in the meantime by another
# transaction is seen here, because the unique index has waited for it.
ONE_PERSONS = """
CREATE FUNCTION people_document_is_one_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'people_person' AND EXISTS (
        SELECT FROM written JOIN people_otherdocument USING (document_print)
    ) OR TG_TABLE_NAME = 'people_otherdocument' AND EXISTS (
        SELECT FROM written JOIN people_person USING (document_print)
    ) THEN
        RAISE EXCEPTION 'a document is one person''s' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER document_of_one_person_{act} AFTER {act} ON {table} REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION people_document_is_one_persons();
"""
TABLES = ("people_person", "people_otherdocument")


class Migration(migrations.Migration):

    dependencies = [("people", "0009_one_spelling")]

    operations = [
        migrations.CreateModel(
            name="OtherDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("document_type", models.CharField(choices=DocumentType.choices, max_length=20)),
                ("document", jiangtu.core.vault.SealedField(blank=True, default=b"", editable=True)),
                ("document_print", models.CharField(max_length=64, unique=True)),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="other_documents", to="people.person"
                    ),
                ),
            ],
            options={"ordering": ["-since", "pk"]},
        ),
        migrations.RunSQL(
            ONE_PERSONS + "".join(TRIGGER.format(act=act, table=table) for table in TABLES for act in ("INSERT", "UPDATE")),
            "DROP FUNCTION people_document_is_one_persons() CASCADE",
        ),
    ]
