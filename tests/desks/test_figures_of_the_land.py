"""Figures over the land are added up from rows that a job makes: the same as live ones, for the day that is shown."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from jiangtu.apprenticeships.actions import figures
from jiangtu.apprenticeships.models import FigureRow, FigureSum
from jiangtu.apprenticeships.queries import apprenticeships, land
from jiangtu.core.actor import Actor
from jiangtu.core.copying import copy
from jiangtu.desks.queries.analysis import BY, analysis
from jiangtu.institutions.models import Membership
from tests.factories.institutions import client_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pilot", "clock")]
TODAY = date(2025, 6, 16)
YEAR = {"since": TODAY - timedelta(365), "until": TODAY, "on": TODAY}


def actor(role):
    it = Membership.objects.filter(person__account__username=role, role=role).select_related("institution").last()
    return Actor(it.person_id, it.institution_id, role, it.institution.region)


def test_what_the_job_worked_out_is_what_one_would_count_now(monkeypatch):
    of = actor("bureau_officer")
    found = {by: analysis(of, by, **YEAR) for by in BY}
    by_class = land.behind_by_class(of)
    monkeypatch.setattr(land, "day_of", lambda actor: None)
    for by in BY:
        live = analysis(of, by, **YEAR)
        assert (found[by].rows, found[by].total) == (live.rows, live.total)
        assert live.total["people"] > 100
    key, n = max(by_class.items(), key=lambda each: each[1])
    of_class = apprenticeships.apprenticeships(seen_by=of).filter(enrolment__training_class=key)
    assert len(apprenticeships.behind(of_class, on=TODAY)) == n > 0


def test_who_has_several_is_counted_by_their_rows_and_who_has_one_in_the_sums():
    of = actor("bureau_officer")
    found = {by: analysis(of, by, **YEAR) for by in BY}
    seen, _told = land.counted(seen_by=of, since=YEAR["since"], until=TODAY)
    FigureRow.objects.filter(pk__in=list(seen.values_list("pk", flat=True))[::3]).update(alone=False)
    FigureSum.objects.all().delete()
    copy(FigureSum, land.SUMMED, list(land.sums()))
    for by in BY:
        again = analysis(of, by, **YEAR)
        assert (again.rows, again.total) == (found[by].rows, found[by].total)


def test_the_rows_are_made_anew_whole_and_the_page_says_for_which_day(clock):
    before = dict(FigureRow.objects.values_list("pk", "minutes"))
    FigureRow.objects.update(minutes=1)
    FigureRow.objects.filter(pk__in=[*before][:50]).delete()
    assert figures.rebuild(TODAY) == len(before)
    assert dict(FigureRow.objects.values_list("pk", "minutes")) == before
    assert FigureSum.objects.aggregate(n=Sum("people"), have=Sum("minutes")) == {
        "n": len(before),
        "have": sum(before.values()),
    }
    clock.move_to("2025-06-18T02:00:00+00:00")
    page = client_as(actor("ministry_analyst")).get("/figures").content.decode()
    assert "As of 16 Jun 2025." in page
