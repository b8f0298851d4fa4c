"""The Measures that an enterprise follows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import get_language

from jiangtu.core.dated import in_force
from jiangtu.core.rulebook import editions, schemes
from jiangtu.mentoring.doors import Extension

from ..models import MeasuresChoice
from ..rules.book import MeasuresRules, measures_in_force

if TYPE_CHECKING:
    from jiangtu.mentoring.models import Pair


def choices_of(enterprise: int) -> QuerySet[MeasuresChoice]:
    """The Measures an enterprise (primary key) follows and followed, newest first."""
    return MeasuresChoice.objects.filter(enterprise=enterprise).order_by("-since")


def choice_on(enterprise: int, on: date) -> MeasuresChoice | None:
    """The choice of Measures that holds for an enterprise on a day."""
    return choices_of(enterprise).filter(in_force(on)).first()


def scheme_on(enterprise: int, on: date) -> str:
    """The scheme an enterprise follows on a day; "" where it chose none."""
    found = choice_on(enterprise, on)
    return found.measures if found else ""


def extension_after_fail(pair: Pair, on: date) -> Extension | None:
    """The months by which a pair's term grows after a failed final review, where its enterprise's Measures of that day
    add some."""
    scheme = scheme_on(pair.mentor.enterprise_id, on)
    if not scheme:
        return None
    book, _warnings = measures_in_force(scheme, on, on, pair.mentor.enterprise.uuid)
    return Extension(book.extension_months, book.id) if book.extension_months else None


def worded(key: str, value: object) -> str | None:
    """Measures by their title, as a history tells them."""
    return title(value) if key == "measures" and isinstance(value, str) else None


def title(scheme: str) -> str:
    """The title of the latest edition of Measures in the reader's language."""
    if scheme not in schemes(MeasuresRules):
        return scheme
    book = editions(MeasuresRules, scheme)[-1]
    return book.title if get_language() == "en" and book.title else book.title_zh or book.title
