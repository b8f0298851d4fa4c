"""What is told when a command finds no database, or one without the tables of this release."""

from __future__ import annotations

import os

import psycopg
from django.db.utils import OperationalError, ProgrammingError

from jiangtu.console.phrases import PHRASES
from jiangtu.core.phrases import phrase, register


def told(fault: Exception, *, owner: bool) -> str | None:
    """The sentence for a fault of the database that its operator mends; None for any other. `owner`: the command works
    as the owner of the tables."""
    register(PHRASES)
    cause = fault.__cause__
    if isinstance(fault, ProgrammingError) and isinstance(
        cause, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn
    ):
        return phrase("database_without_tables")
    if isinstance(fault, OperationalError) and isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None:
        owners = owner and os.environ.get("MIGRATION_DATABASE_URL")
        return phrase("database_away", have="MIGRATION_DATABASE_URL" if owners else "DATABASE_URL")
    return None
