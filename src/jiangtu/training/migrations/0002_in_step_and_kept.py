"""What the database itself holds: attendance in step with its session, and a countersigned log that stays."""

from django.db import migrations

IN_STEP = """
CREATE FUNCTION training_attendance_in_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_session bigint;
    of_enrolment bigint;
BEGIN
    -- FOR SHARE: who moves the session at this moment is waited for, so that nobody keeps its former time.
    SELECT during, training_class_id INTO NEW.during, of_session
        FROM training_session WHERE id = NEW.session_id FOR SHARE;
    SELECT person_id, training_class_id INTO NEW.person_id, of_enrolment
        FROM training_enrolment WHERE id = NEW.enrolment_id;
    IF of_session IS DISTINCT FROM of_enrolment THEN
        RAISE EXCEPTION 'attendance of another class' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_of_own_class';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_in_step BEFORE INSERT OR UPDATE ON training_attendance
    FOR EACH ROW EXECUTE FUNCTION training_attendance_in_step();

CREATE FUNCTION training_session_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'cancelled' THEN
        DELETE FROM training_attendance WHERE session_id = NEW.id AND mark = '';
    ELSIF NEW.during IS DISTINCT FROM OLD.during THEN
        UPDATE training_attendance SET during = NEW.during WHERE session_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER session_changed AFTER UPDATE OF during, state ON training_session
    FOR EACH ROW EXECUTE FUNCTION training_session_changed();

CREATE FUNCTION training_enrolment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE training_attendance SET person_id = NEW.person_id WHERE enrolment_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER enrolment_changed AFTER UPDATE OF person_id ON training_enrolment
    FOR EACH ROW WHEN (OLD.person_id <> NEW.person_id) EXECUTE FUNCTION training_enrolment_changed();
"""
NO_STEP = """
DROP TRIGGER enrolment_changed ON training_enrolment;
DROP FUNCTION training_enrolment_changed();
DROP TRIGGER session_changed ON training_session;
DROP FUNCTION training_session_changed();
DROP TRIGGER attendance_in_step ON training_attendance;
DROP FUNCTION training_attendance_in_step();
"""

KEPT = """
CREATE FUNCTION training_log_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'countersigned' THEN
        RAISE EXCEPTION 'a countersigned log entry stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER log_kept BEFORE UPDATE OR DELETE ON training_logentry
    FOR EACH ROW EXECUTE FUNCTION training_log_kept();

-- Photos and competences belong to what was countersigned.
CREATE FUNCTION training_log_parts_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END);
BEGIN
    PERFORM 1 FROM training_logentry
        WHERE id = COALESCE(part ->> 'entry_id', part ->> 'logentry_id')::bigint AND state = 'countersigned';
    IF FOUND THEN
        RAISE EXCEPTION 'a countersigned log entry stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER log_parts_kept BEFORE INSERT OR UPDATE OR DELETE ON training_logphoto
    FOR EACH ROW EXECUTE FUNCTION training_log_parts_kept();
CREATE TRIGGER log_parts_kept BEFORE INSERT OR UPDATE OR DELETE ON training_logentry_competences
    FOR EACH ROW EXECUTE FUNCTION training_log_parts_kept();
"""
NOT_KEPT = """
DROP TRIGGER log_parts_kept ON training_logentry_competences;
DROP TRIGGER log_parts_kept ON training_logphoto;
DROP FUNCTION training_log_parts_kept();
DROP TRIGGER log_kept ON training_logentry;
DROP FUNCTION training_log_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]
    operations = [migrations.RunSQL(IN_STEP, NO_STEP), migrations.RunSQL(KEPT, NOT_KEPT)]
