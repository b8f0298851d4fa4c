"""Database triggers as migration operations: what is append-only stays so whoever writes, short of the tables' owner,
who can take the triggers away."""

from django.db.migrations.operations import RunSQL

# One column of a row may change where the transaction has named it (`jiangtu.moved`): whose row it is, when two records
# of one person become one. Everything else of the row stays.
FUNCTION = """
CREATE OR REPLACE FUNCTION jiangtu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved text := current_setting('jiangtu.moved', true);
BEGIN
    IF TG_OP = 'UPDATE' AND TG_LEVEL = 'ROW' AND moved <> '' AND TG_TABLE_NAME <> 'core_journalentry' THEN
        IF to_jsonb(NEW) - moved = to_jsonb(OLD) - moved THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> RunSQL:
    """The operation that lets a table only grow: UPDATE, DELETE and TRUNCATE raise an IntegrityError."""
    return RunSQL(
        FUNCTION
        + f"""
        CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION jiangtu_append_only();
        CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION jiangtu_append_only();
        """,
        f"DROP TRIGGER append_only_rows ON {table}; DROP TRIGGER append_only_table ON {table};",
    )
