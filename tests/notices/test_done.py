"""A notice ends when what it asks for is done, by an act or in time; it is read when its page is opened on any way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from jiangtu.allowances.actions import objections, runs
from jiangtu.allowances.models import AllowanceRun, Objection
from jiangtu.apprenticeships.actions import inquiries
from jiangtu.apprenticeships.models import Apprenticeship, Inquiry
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES
from jiangtu.institutions.actions.partnerships import step_partner
from jiangtu.institutions.models import Partner
from jiangtu.mentoring.actions import pairing, pairs
from jiangtu.mentoring.models import Pair, PairingRun
from jiangtu.notices import queries
from jiangtu.notices.actions import telling
from jiangtu.notices.models import UNREAD, Notice
from jiangtu.sheets import actions as sheets
from jiangtu.sheets.models import GivenFile
from jiangtu.training.actions import logbook, timetable
from jiangtu.training.models import LogEntry, Session
from tests.factories.institutions import client_as
from tests.notices.conftest import TODAY
from tests.notices.test_every_kind import KINDS, YESTERDAY, World, made

__all__ = ["made"]  # the world, made once for this module too
pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def edited(world: World) -> None:
    entry = LogEntry.objects.get(state="returned")
    written = {"minutes": 61, "work": "写明了机床", "independence": "alone"}
    logbook.edit_entry(entry, by=world.first, on=entry.on, competences=entry.competences.all(), **written)


def countersigned(world: World, notice: Notice) -> None:
    logbook.countersign([LogEntry.objects.get(uuid=notice.about)], by=world.mentor, allowed=YES)


# Kinds that ask for an act: the act after which nothing is left to do, done on its own page, by whomever may.
ENDS: dict[str, Callable[[World, Notice], object]] = {
    "training.log-returned": lambda w, it: edited(w),
    "training.roll-uncalled": lambda w, it: timetable.cancel_session(
        Session.objects.get(uuid=it.about), by=w.head, reason="停电"
    ),
    "mentoring.pairs-proposed": lambda w, it: pairing.publish_pairing(
        PairingRun.objects.get(state="draft"), by=w.hr, on=TODAY
    ),
    "mentoring.log-sent-again": lambda w, it: countersigned(w, it),
    "mentoring.log-corrected": lambda w, it: countersigned(w, it),
    "mentoring.log-waits": lambda w, it: countersigned(w, it),
    "mentoring.term-ended": lambda w, it: pairs.end_pair(
        Pair.objects.get(uuid=it.about), by=w.hr, on=YESTERDAY, reason="到期"
    ),
    "allowances.objection": lambda w, it: objections.answer_objection(
        Objection.objects.get(uuid=it.about), word="已核对", by=w.hr
    ),
    "allowances.run-outdated": lambda w, it: runs.drop_run(
        AllowanceRun.objects.get(uuid=it.about), by=w.hr, reason="重新核算"
    ),
    "institutions.partnership-asked": lambda w, it: step_partner(
        Partner.objects.get(partnership__uuid=it.about), "agree", by=w.hr
    ),
    "apprenticeships.inquiry": lambda w, it: inquiries.answer_inquiry(
        Inquiry.objects.get(uuid=it.about), "refuse", by=w.hr, word="仍在培养"
    ),
    "sheets.checked": lambda w, it: sheets.discard(GivenFile.objects.get(uuid=it.about), by=w.hr),
}


def unread(code: str) -> int:
    return Notice.objects.filter(UNREAD, kind=code).count()


def caused(made: World, told: Callable[[], int], code: str) -> None:
    told()
    Notice.objects.all().delete()
    KINDS[code][0](made)
    told()
    if queries.kinds()[code].late:
        telling.tell_late(TODAY)
    assert unread(code)


def test_every_kind_that_names_an_act_which_ends_it_is_tried():
    assert set(ENDS) == {code for code, kind in queries.kinds().items() if kind.done}


@pytest.mark.parametrize("code", sorted(ENDS))
def test_what_a_notice_asks_for_is_done_elsewhere_and_the_bell_counts_it_no_more(made, told, code):
    caused(made, told, code)
    while notice := Notice.objects.filter(UNREAD, kind=code).first():  # one act ends those of all who were told
        ENDS[code](made, notice)
        told()
    assert unread(code) == 0
    assert Notice.objects.filter(kind=code, read_at=None).exists()


@pytest.mark.parametrize("code", ["training.log-returned", "mentoring.log-corrected", "allowances.objection"])
def test_what_was_done_before_the_worker_told_of_it_is_not_counted(made, told, code):
    told()
    Notice.objects.all().delete()
    KINDS[code][0](made)
    facts = JournalEntry.objects.filter(verb__in=queries.kinds()[code].verbs).order_by("-pk")[:1]
    ENDS[code](made, Notice(about=facts[0].subject))
    told()
    telling.tell([facts[0].pk])  # by a worker that began anew
    assert unread(code) == 0


@pytest.mark.parametrize("code", ["mentoring.unassessed", "apprenticeships.unassessed", "apprenticeships.unconfirmed"])
def test_what_is_no_longer_late_is_no_longer_counted(made, told, code):
    caused(made, told, code)
    Apprenticeship.objects.update(state="left", left_on=TODAY, left_reason="离职")
    telling.tell_late(TODAY)
    assert unread(code) == 0


@pytest.mark.parametrize("code", sorted(KINDS))
def test_whoever_opens_the_page_on_their_own_way_has_read_the_notice(made, told, code):
    caused(made, told, code)
    words = {actor.person: word for word, actor in made.actors.items()}
    for notice in Notice.objects.filter(kind=code):
        client = client_as(made.actors[words[notice.person_id]])
        page = client.get(notice.page, follow=True)
        if page.redirect_chain:  # to another page, which is the one that says so
            continue
        assert f'hx-post="{reverse("notices:opened")}"' in page.content.decode(), notice.page
        bell = client.post(reverse("notices:opened"), {"page": notice.page}).content.decode()
        assert "hx-post" not in bell
        notice.refresh_from_db()
        assert notice.read_at
    others = client_as(made.expert).get("/notices/").content.decode()
    assert "hx-post=" + f'"{reverse("notices:opened")}"' not in others
