"""What a released version is for stays too: its programme's occupation, college and name; and no table is emptied."""

from django.db import migrations

TABLES = ("programmes_programme", "programmes_version", "programmes_stage", "programmes_stagehours",
          "programmes_requirement")  # fmt: skip

FUNCTION = """
CREATE FUNCTION programmes_programme_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM programmes_version WHERE state <> 'draft') THEN
            RAISE EXCEPTION '%: released versions stay, TRUNCATE refused', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END IF;
    IF to_jsonb(NEW) - 'example' <> to_jsonb(OLD) - 'example'
            AND EXISTS (SELECT 1 FROM programmes_version WHERE programme_id = OLD.id AND state <> 'draft') THEN
        RAISE EXCEPTION 'programme % has a released version: UPDATE refused', OLD.uuid
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER programme_stays BEFORE UPDATE ON programmes_programme
    FOR EACH ROW EXECUTE FUNCTION programmes_programme_stays();
"""
NOT_EMPTIED = "".join(
    f"CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION programmes_programme_stays();\n"
    for table in TABLES
)

BACK = (
    "DROP TRIGGER programme_stays ON programmes_programme;\n"
    + "".join(f"DROP TRIGGER not_emptied ON {table};\n" for table in TABLES)
    + "DROP FUNCTION programmes_programme_stays();"
)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_released_stays")]
    operations = [migrations.RunSQL(FUNCTION + NOT_EMPTIED, BACK)]
