"""The rows from which figures over the land are added up."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from jiangtu.core.copying import copy

from ..models import FigureRow
from ..queries.land import COLUMNS, rows_on


@transaction.atomic
def rebuild(on: date) -> int:
    """Make all of them anew, as of a day. Until it is done everybody reads the old ones. Returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('jiangtu.figures'))")
    FigureRow.objects.all().delete()
    copy(FigureRow, COLUMNS, list(rows_on(on)))
    return FigureRow.objects.count()
