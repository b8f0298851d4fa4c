"""A released version never changes, whoever writes: the database itself refuses."""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION programmes_released_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN (OLD.state, 'retired')
            AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'version % is %: % refused', OLD.uuid, OLD.state, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION programmes_part_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb;
    found text;
BEGIN
    FOREACH part IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
        IF part IS NULL THEN
            CONTINUE;
        END IF;
        IF TG_TABLE_NAME = 'programmes_stage' THEN
            SELECT state INTO found FROM programmes_version WHERE id = (part->>'version_id')::bigint;
        ELSE
            SELECT v.state INTO found FROM programmes_version v JOIN programmes_stage s ON s.version_id = v.id
                WHERE s.id = (part->>'stage_id')::bigint;
        END IF;
        IF found <> 'draft' THEN
            RAISE EXCEPTION '% belongs to a % version: % refused', TG_TABLE_NAME, found, TG_OP
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER released_stays BEFORE UPDATE OR DELETE ON programmes_version
    FOR EACH ROW EXECUTE FUNCTION programmes_released_stays();
CREATE TRIGGER part_of_draft BEFORE INSERT OR UPDATE OR DELETE ON programmes_stage
    FOR EACH ROW EXECUTE FUNCTION programmes_part_of_draft();
CREATE TRIGGER part_of_draft BEFORE INSERT OR UPDATE OR DELETE ON programmes_stagehours
    FOR EACH ROW EXECUTE FUNCTION programmes_part_of_draft();
CREATE TRIGGER part_of_draft BEFORE INSERT OR UPDATE OR DELETE ON programmes_requirement
    FOR EACH ROW EXECUTE FUNCTION programmes_part_of_draft();
"""

BACK = """
DROP TRIGGER part_of_draft ON programmes_requirement;
DROP TRIGGER part_of_draft ON programmes_stagehours;
DROP TRIGGER part_of_draft ON programmes_stage;
DROP TRIGGER released_stays ON programmes_version;
DROP FUNCTION programmes_part_of_draft();
DROP FUNCTION programmes_released_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(fields=("college", "name"), name="programme_name_once_in_a_college"),
        ),
        migrations.RunSQL(FUNCTION, BACK),
    ]
