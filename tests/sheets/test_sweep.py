"""What nobody imported goes after a time, and whoever sent it reads why."""

from datetime import timedelta

import pytest
from django.conf import settings

from jiangtu.console.keys import missing_files
from jiangtu.core import files
from jiangtu.sheets import actions
from jiangtu.sheets.jobs import sweep
from jiangtu.sheets.models import GivenFile
from tests.factories.training import client_as
from tests.sheets.test_flow import GOOD, circle, given, hr, journaled, page, refusal

__all__ = ["circle", "hr"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("circle", "clock")]


def states(*found):
    return [GivenFile.objects.get(pk=each.pk).state for each in found]


def test_what_was_never_imported_or_was_discarded_goes_and_the_list_says_why(hr, clock):
    unused, put_aside, imported, worked_on, late = (given(GOOD, by=hr, name=f"{n}.csv") for n in range(5))
    actions.discard(put_aside, by=hr)
    actions.take(imported, only_good=False, by=hr)
    clock.shift(timedelta(days=settings.SHEETS_KEPT_DAYS, hours=-1))
    young = given(GOOD, by=hr)
    actions.check_again(worked_on, by=hr)  # the worker has not come to it yet
    actions.discard(late, by=hr)
    clock.shift(timedelta(hours=2))
    for _night in range(2):
        sweep(0)
    assert states(unused, put_aside) == ["expired", "cleared"]
    assert states(imported, young, worked_on, late) == ["taken", "checked", "checked", "discarded"]
    for gone in (unused, put_aside):
        with pytest.raises(FileNotFoundError):
            files.read(gone.file)
    assert files.read(imported.file) == files.read(worked_on.file) == files.read(late.file) == GOOD.encode()
    assert missing_files() == []
    assert journaled(unused) == ["members given", "members checked", "members deleted"]

    client = client_as(hr)
    listed = client.get(page("give", "members", hr.institution_uuid)).content.decode()
    assert "deleted: never imported" in listed
    assert "deleted: discarded before" in listed
    report = client.get(page("file", unused.uuid)).content.decode()
    assert f"within {settings.SHEETS_KEPT_DAYS} days" in report
    assert page("corrected", unused.uuid) not in report
    assert "within" in client.get(page("corrected", unused.uuid)).content.decode()
    assert refusal(lambda: actions.take(unused, only_good=False, by=hr)) == "move_impossible"
