"""What facts change in runs that were computed before: kept, so that HR is led to the very run."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from jiangtu.core.models import JournalEntry

from ..models import AllowanceRun, OutdatedStatement
from ..queries import outdated
from ..queries.runs import run_for_update


def check(facts: Collection[int]) -> int:
    """Look which statements these facts (primary keys of the journal) change; how many there are. Done twice it
    changes nothing."""
    threads = JournalEntry.objects.filter(pk__in=facts).values_list("threads", flat=True)
    touched = outdated.touched({thread for each in threads for thread in each})
    runs = list(outdated.standing().filter(enterprise__in=touched).order_by("pk"))
    return sum(_check_run(run, touched[run.enterprise_id]) for run in runs)


@transaction.atomic
def _check_run(run: AllowanceRun, mentors: Collection[int]) -> int:
    held = run_for_update(run.pk)
    changed = {mentor: lines for mentor, lines in outdated.changes(held, mentors).items() if lines}
    OutdatedStatement.objects.filter(run=held, mentor__in=mentors).delete()
    OutdatedStatement.objects.bulk_create(
        OutdatedStatement(
            run=held,
            mentor_id=mentor,
            lines=len(lines),
            due=sum((each.due for each in lines), Decimal("0.00")),
            currency=next(line.currency for line in (lines[0].after, lines[0].before) if line),
        )  # fmt: skip
        for mentor, lines in sorted(changed.items())
    )
    return len(changed)
