"""Figures over the land are added up from rows that a job makes: the same as live ones, for the day that is shown."""

from datetime import date, timedelta

import pytest

from jiangtu.apprenticeships.actions import figures
from jiangtu.apprenticeships.models import FigureRow
from jiangtu.apprenticeships.queries import apprenticeships, land
from jiangtu.core.actor import Actor
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


def test_the_rows_are_made_anew_whole_and_the_page_says_for_which_day(clock):
    before = dict(FigureRow.objects.values_list("pk", "minutes"))
    FigureRow.objects.update(minutes=1)
    FigureRow.objects.filter(pk__in=[*before][:50]).delete()
    assert figures.rebuild(TODAY) == len(before)
    assert dict(FigureRow.objects.values_list("pk", "minutes")) == before
    clock.move_to("2025-06-18T02:00:00+00:00")
    page = client_as(actor("ministry_analyst")).get("/figures").content.decode()
    assert "As of 16 Jun 2025." in page
