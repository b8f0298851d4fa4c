""" "Please remind them": told at somebody's wish, once a day for each person and thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from jiangtu.core.verdict import No, Refused

from ..models import Notice
from ..rules import Kind, To
from .telling import notify


@transaction.atomic
def remind(kind: Kind, people: Iterable[To], *, on: date) -> list[Notice]:
    """Remind these people of their things (`To.about`), as far as they were not today. Returns the new notices.

    The room whose act it is asks the right and writes the journal. Raises Refused (`reminded_today`) when all were.
    """
    told = list(people)
    new = notify(kind, told, once=on.isoformat())
    if told and not new:
        raise Refused(No("reminded_today"))
    return new
