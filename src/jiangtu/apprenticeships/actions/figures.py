"""The rows from which figures over the land, and those that are published, are added up."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from jiangtu.core.copying import copy

from .. import doors
from ..models import FigureRow, FigureSum, PublishedRow
from ..queries import land, published


@transaction.atomic
def rebuild(on: date) -> int:
    """Make all of them anew, as of a day; those published only when their term is over. Until it is done everybody
    reads the old ones. Returns how many there are over the land."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('jiangtu.figures'))")
    FigureRow.objects.all().delete()
    copy(FigureRow, land.COLUMNS, list(land.rows_on(on)))
    FigureSum.objects.all().delete()
    copy(FigureSum, land.SUMMED, list(land.sums()))
    if book := published.due(on):
        PublishedRow.objects.all().delete()
        copy(PublishedRow, published.COLUMNS, published.rows_of(book))
        for publish in doors.published:
            publish(on, book)
    return FigureRow.objects.count()
