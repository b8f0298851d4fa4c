"""The code on a paper proves it to anybody, and tells nothing else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from jiangtu.core import printing
from jiangtu.mentoring.actions.pairs import end_pair
from jiangtu.mentoring.models import Pair
from jiangtu.papers import queries, rules
from jiangtu.training.models import Session
from tests.factories import allowances as of_allowances
from tests.factories import mentoring as of_mentors
from tests.factories.institutions import client_as
from tests.factories.pages import markup
from tests.factories.training import planned_session, running_class, trainer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is handed over to be printed: data, address, digest."""
    handed: list[dict[str, Any]] = []

    def note(template: str, data: Any, *, language: str, **stamp: str) -> bytes:
        handed.append({"data": data, **stamp})
        return b"%PDF"

    for place in ("jiangtu.mentoring.views.pairs.pdf", "jiangtu.allowances.views.statements.pdf"):
        monkeypatch.setattr(place, note)
    monkeypatch.setattr(printing, "pdf", note)
    return handed


def looked_up(paper: dict[str, Any], language: str = "en") -> str:
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return markup(visitor.get(paper["verify"]))


def test_every_paper_with_a_code_opens_for_whoever_holds_it(printed: list[dict[str, Any]]) -> None:
    it = of_mentors.paired(apprentices=1, mentors=1)
    run = of_allowances.shown(of_allowances.following(it))
    session = planned_session(it.training_class, date(2025, 6, 20))
    pair = it.pairs[0]
    hr, trainer = client_as(it.hr), client_as(trainer_of(it.training_class))
    hr.get(reverse("mentoring:contract-pdf", args=[pair.uuid]))
    hr.get(reverse("allowances:statement-pdf", args=[run.uuid, pair.mentor.uuid]))
    trainer.get(reverse("training:sheet", args=[session.uuid]))
    assert len(printed) == 3
    for paper in printed:
        for language in settings.LANGUAGES:
            said = looked_up(paper, language[0])
            assert paper["digest"] in said
            for name in (pair.mentor.person.name, pair.apprenticeship.enrolment.person.name, session.trainer.name):
                assert name not in said
            assert not re.search(r"[¥￥]|(?<![\w-])1[3-9]\d{9}(?![\w-])", re.sub("<[^>]*>", " ", said))
        assert "says what is on record" in looked_up(paper)
        assert rules.number([pair.uuid]) in str(printed[0]["data"])


def test_a_paper_whose_record_was_changed_or_ended_says_so() -> None:
    it = of_mentors.paired(apprentices=1, mentors=1)
    paper = {"verify": queries.stamp("pair", it.pairs[0].uuid).address}
    Pair.objects.update(goals="车削轴类零件")
    assert "the record was changed since" in looked_up(paper)
    end_pair(it.pairs[0], on=date(2025, 6, 15), reason="换岗", by=it.hr)
    assert "no longer holds" in looked_up(paper)


def test_a_code_that_nobody_printed_is_answered_calmly_and_a_connection_has_its_measure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = planned_session(running_class(), date(2025, 6, 20))
    address = queries.stamp("sheet", session.uuid).address
    for wrong in (address[:-2] + "xx", address[:-10], reverse("papers:paper", args=["?"]), f"{address}é"):
        answer = Client().get(wrong)
        assert answer.status_code == 404
        assert "belongs to no paper" in markup(answer)
    Session.objects.all().delete()
    assert Client().get(address).status_code == 404
    monkeypatch.setattr(rules, "LOOKED_AT", 1)
    assert Client(REMOTE_ADDR="192.0.2.9").get(address).status_code == 404
    assert Client(REMOTE_ADDR="192.0.2.9").get(address).status_code == 429
