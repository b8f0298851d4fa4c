"""Many rows by COPY: the same rows as one INSERT makes, refused where it is, and seen by whoever watches statements."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from jiangtu.core import journal
from jiangtu.core.actor import SYSTEM
from jiangtu.core.copying import FEW, create
from jiangtu.core.models import JournalEntry
from jiangtu.core.web import GetWrote, refuse_writes
from jiangtu.institutions.models import Institution
from tests.factories.institutions import institution

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 16)


def told(number):
    thing = institution()
    last = JournalEntry.objects.order_by("pk").last().pk
    entries = [
        journal.entry_for("person recorded", thing, by=SYSTEM, on=DAY, after={"name": f"陈 {n}"}, remark="a\tb\\n“é”\n")
        for n in range(number)
    ]
    with transaction.atomic():
        journal.record_all(entries)
    fields = [field.name for field in JournalEntry._meta.fields if field.name not in ("id", "at")]
    return entries, list(
        JournalEntry.objects.filter(pk__gt=last, verb="person recorded").order_by("pk").values(*fields)
    )


def test_many_facts_are_kept_as_few_are():
    few, kept_few = told(FEW - 1)
    many, kept = told(FEW + 1)
    assert [row["after"] for row in kept] == [{"name": f"陈 {n}"} for n in range(FEW + 1)]
    assert {key: value for key, value in kept[0].items() if key not in ("subject", "threads")} == {
        key: value for key, value in kept_few[0].items() if key not in ("subject", "threads")
    }
    assert kept[0]["threads"] == [kept[0]["subject"]]
    assert len({entry.pk for entry in (*few, *many)}) == 2 * FEW
    assert JournalEntry.objects.get(pk=many[-1].pk).after == {"name": f"陈 {FEW}"}


def test_what_a_table_refuses_it_refuses_here_too():
    rows = [Institution(kind="enterprise", name=f"Firm {n}", region="330522", credit_code="X") for n in range(FEW)]
    with pytest.raises(IntegrityError), transaction.atomic():
        create(rows)
    assert not Institution.objects.filter(name="Firm 0").exists()


def test_a_page_that_only_reads_cannot_write_by_it():
    rows = [Institution(kind="enterprise", name=f"Firm {n}", region="330522") for n in range(FEW)]
    with pytest.raises(GetWrote), connection.execute_wrapper(refuse_writes):
        create(rows)
