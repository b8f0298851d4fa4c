"""A log entry, its apprentice and mentor; the jobs that acts asked for, done at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from jiangtu.core.verdict import YES
from jiangtu.notices.actions import sending, telling
from jiangtu.notices.models import Notice
from jiangtu.training.actions import logbook
from jiangtu.training.models import LogEntry
from tests.factories import training as factory
from tests.factories.institutions import account_of

TODAY = date(2025, 6, 16)


class Situation:
    """A class of one enterprise; the first apprentice has an account and wrote yesterday's entry."""

    def __init__(self) -> None:
        self.training_class = factory.running_class(apprentices=3)
        self.enrolment = self.training_class.enrolments.order_by("pk")[0]
        self.apprentice = factory.apprentice_of(self.enrolment)
        self.mentor = factory.mentor_of(self.enrolment)
        self.account = account_of(self.apprentice)
        self.account.email, self.account.language = "chen@example.cn", "en"
        self.account.save()

    def entry(self, day: int = 15) -> LogEntry:
        return factory.log_entry(self.enrolment, date(2025, 6, day))

    def returned(self, day: int = 15) -> LogEntry:
        return logbook.return_entry(self.entry(day), "请写明用了哪台机床", by=self.mentor, allowed=YES)

    def notices(self) -> list[Notice]:
        return list(Notice.objects.filter(person=self.apprentice.person).order_by("pk"))


@pytest.fixture
def situation(db: None, clock: object) -> Situation:
    return Situation()


@pytest.fixture
def told() -> Callable[[], int]:
    """Do the waiting jobs that tell, as the worker would; how many notices were new."""

    def do() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT args FROM procrastinate_jobs WHERE task_name = 'notices.tell' AND status = 'todo' ORDER BY id"
            )
            asked = [json.loads(args)["entries"] for (args,) in cursor.fetchall()]
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = 'notices.tell'")
        return sum(telling.tell(entries) for entries in asked)

    return do


@pytest.fixture
def sent() -> Callable[[], bool]:
    """Send what is due."""
    return sending.send_due
