"""Rosters and lists of certificates that came in move, with all they held, into the one table of given files."""

from django.db import migrations

FILES = """
    INSERT INTO sheets_givenfile (uuid, kind, about, file_id, given_by, given_for, given_at, state, rows, good, known,
                                  problems, refusal, taken)
    SELECT old.uuid, '{kind}', {about}, old.file_id, person.uuid, institution.uuid, old.given_at,
           CASE old.state WHEN 'checking' THEN 'given' WHEN 'committed' THEN 'taken' ELSE old.state END,
           old.rows, old.good, old.known, old.problems, old.refusal, old.taken
    FROM {table} old
    JOIN people_person person ON person.id = old.given_by_id
    JOIN institutions_institution institution ON institution.id = old.given_for_id
    {join}
"""
ROSTERS = FILES.format(
    kind="roster",
    about="ARRAY[of.uuid]",
    table="apprenticeships_roster",
    join="JOIN training_trainingclass of ON of.id = old.training_class_id",
)
CERTIFICATES = FILES.format(
    kind="certificates", about="ARRAY[institution.uuid]", table="apprenticeships_certificatelist", join=""
)
# What waited for a worker is asked for again on the file's page: the work has another name now.
OPEN_JOBS = """
    UPDATE core_job SET state = 'failed', refusal = '{"ok": false, "code": "job_failed"}', finished_at = now()
    WHERE state IN ('waiting', 'running')
      AND kind IN ('apprenticeships.check_roster', 'apprenticeships.commit_roster',
                   'apprenticeships.check_certificates', 'apprenticeships.commit_certificates')
"""
CONSTRAINTS_NOW = "SET CONSTRAINTS ALL IMMEDIATE"  # else the tables that go have checks that wait


class Migration(migrations.Migration):

    dependencies = [
        ("apprenticeships", "0002_files_and_answers"),
        ("sheets", "0001_initial"),
        ("training", "0002_in_step_and_kept"),
    ]

    operations = [
        migrations.RunSQL([ROSTERS, CERTIFICATES, OPEN_JOBS, CONSTRAINTS_NOW], migrations.RunSQL.noop),
        migrations.DeleteModel(name="CertificateList"),
        migrations.DeleteModel(name="Roster"),
    ]
