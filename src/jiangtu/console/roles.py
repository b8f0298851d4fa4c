"""Two roles of the database: the owner makes tables, the application works in them and changes nothing that only grows.

MIGRATION_DATABASE_URL names the owner, DATABASE_URL the application. Where both are one role, as on the embedded
server, nothing is granted.
"""

from __future__ import annotations

import os

from django.db import connection, models, transaction
from psycopg import sql

from jiangtu.console.program import APPLICATION
from jiangtu.core.verdict import YES, No, Verdict, require
from jiangtu.seals.doors import sealed_tables
from jiangtu.seals.models import RecordSeal

GRANTS = """
    GRANT CONNECT ON DATABASE {database} TO {role};
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
    REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {growing} FROM {role};
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""
# Whoever is a member of the owner's role is the owner whenever it wants.
OWNS = "SELECT rolsuper OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s"


def application() -> str:
    """The role of the application, where it is another than the one that this process has; else empty."""
    role = os.environ.get(APPLICATION, "")
    return "" if role == connection.get_connection_params().get("user") else role


def can_be_granted(role: str) -> Verdict:
    """Whether the role is there, and is not the owner by another name."""
    with connection.cursor() as cursor:
        cursor.execute(OWNS, [role])
        found = cursor.fetchone()
    if found is None:
        return No("application_role_missing", have=role)
    return No("application_role_owns", have=role) if found[0] else YES


@transaction.atomic
def grant(role: str) -> None:
    """Give the application's role what its work needs, and nothing to change what only grows. Raises `Refused`."""
    require(can_be_granted(role))
    growing: list[type[models.Model]] = [*(table.model for table in sealed_tables().values()), RecordSeal]
    names = {
        "database": sql.Identifier(str(connection.settings_dict["NAME"])),
        "role": sql.Identifier(role),
        "growing": sql.SQL(", ").join([sql.Identifier(model._meta.db_table) for model in growing]),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(GRANTS).format(**names))
