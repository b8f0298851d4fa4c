"""One class with everything that a page can be about, and somebody in each role around it.

Two of them, far apart, are what the matrix of rights walks through; a second enterprise in the class is beside the
first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import time_machine
from django.db import transaction

from jiangtu.allowances.actions import objections, runs
from jiangtu.apprenticeships.actions import certificates
from jiangtu.apprenticeships.actions.stages import lay_out_stages
from jiangtu.core import files, journal
from jiangtu.core.actor import SYSTEM, Actor
from jiangtu.core.models import Job
from jiangtu.institutions.actions.invitations import invite
from jiangtu.institutions.models import Invitation, Membership
from jiangtu.institutions.queries.invitations import token_print
from jiangtu.institutions.states import Role
from jiangtu.mentoring.actions import pairing, reviews
from jiangtu.notices.actions.telling import notify
from jiangtu.notices.rules import Kind, To, Urgency
from jiangtu.people.models import Account, Person
from tests.databases import NOW
from tests.factories import allowances as of_allowances
from tests.factories import apprenticeships as of_apprentices
from tests.factories import institutions as of_institutions
from tests.factories import mentoring as of_mentors
from tests.factories import training as of_classes

TODAY = date(2025, 6, 16)
HALF = {"period_from": date(2025, 1, 1), "period_to": date(2025, 5, 31)}
OUTSIDE = ("bureau_officer", "ministry_analyst", "expert", "project_officer")


def two_worlds(blocker: Any) -> Iterator[tuple[World, World]]:
    """Two worlds, far apart: made once for a module's tests, undone at the end."""
    with blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield world("近人", region="330522", bureau="330500"), world("远人", region="370211", bureau="370200")
        transaction.set_rollback(True)


@dataclass
class World:
    """`things`: what an address names, by the word the matrix uses; `beside`: people of the class's other firm."""

    mark: str
    actors: dict[str, Actor] = field(default_factory=dict)
    beside: dict[str, Actor] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)


def world(mark: str, *, region: str, bureau: str) -> World:
    """A pooled class on a hosted campus. `mark` is a word in the name of everybody in it."""
    before = set(Person.objects.order_by().values_list("pk", flat=True))
    made = World(mark)
    make = of_institutions.institution
    school, college = make("township_school", region=region), make("college", region=region)
    campus = make("campus", region=region, owner=college, host=school)
    it = of_allowances.following(of_mentors.paired(apprentices=2, mentors=1, college=college, campus=campus))
    _people(made, it, school, college, region, bureau)
    _records(made, it)
    _papers(made, it, college)
    others = Person.objects.exclude(pk__in=before)
    for at, each in enumerate(others.order_by("pk")):
        Person.objects.filter(pk=each.pk).update(name=f"{mark}{at}号")
    for role in OUTSIDE:
        Person.objects.filter(pk=made.actors[role].person).update(name=f"来宾{role}")
    return made


def _people(made: World, it: Any, school: Any, college: Any, region: str, bureau: str) -> None:
    of, enterprise = it.training_class, it.enterprise
    second = of_institutions.institution(region=region)
    of.enterprises.add(second)
    second_place = of.enrolments.create(person=of_classes.person(), enterprise=second, since=of.starts_on)
    enterprise.gathered_by, enterprise.region = school, region
    enterprise.save()
    lay_out_stages(it.apprentices, on=of.starts_on)
    office = of_institutions.institution("bureau", region=bureau)
    made.actors = {role: of_institutions.member(role) for role in OUTSIDE[1:]}
    made.actors |= {
        "apprentice": it.apprentice(),
        "enterprise_mentor": it.mentor(),
        "enterprise_hr": it.hr,
        "college_trainer": of_classes.trainer_of(of),
        "programme_head": it.head,
        "township_coordinator": of_institutions.member("township_coordinator", school),
        "bureau_officer": of_institutions.member("bureau_officer", office),
        "administrator": of_institutions.member("administrator"),
    }
    made.beside = {
        "apprentice": of_classes.apprentice_of(second_place),
        "enterprise_mentor": of_classes.hat("enterprise_mentor", second),
        "enterprise_hr": of_classes.hr_of(second),
        "college_trainer": of_classes.hat("college_trainer", college),
    }
    mentor, apprentice = str(it.mentors[0].uuid), str(it.apprentices[0].uuid)
    made.things["asked"] = {"mentor": mentor, "apprentice": apprentice, "link": f"{mentor},{apprentice}"}
    made.things |= {"class": of, "training_class": of, "enterprise": enterprise, "college": college}
    made.things |= {"mentor": it.mentors[0]}
    made.things |= {"pair": it.pairs[0], "apprenticeship": it.apprentices[0], "enrolment": it.apprentices[0].enrolment}


def _records(made: World, it: Any) -> None:
    """What was recorded of the first apprentice: sessions, log, stages, a certificate, an accident, an allowance."""
    first, hr, head = it.apprentices[0], it.hr, it.head
    session = of_classes.planned_session(it.training_class, TODAY)
    session.sheet = files.keep(b"scan", name="s.pdf", content_type="application/pdf", purpose="sheet")
    session.save()
    entry = of_classes.log_entry(first.enrolment, TODAY - timedelta(1))
    signed = of_classes.log_entry(first.enrolment, TODAY - timedelta(2), state="countersigned")
    picture = files.keep(of_classes.picture(), name="p.jpg", content_type="image/jpeg", purpose="photo")
    photo = entry.photos.create(file=picture, order=1)
    number = f"Z{first.pk:015d}"
    certificates.enter_certificate(first, number=number, level="L5", issued_on=TODAY, body="中心", by=hr)
    # an accident of the second, so that the allowance of the first is whole
    accident = reviews.enter_accident(it.pairs[1], by=hr, on=date(2025, 6, 1), words="伤指")
    reviews.review_pair(it.pairs[0], by=hr, on=date(2025, 6, 2), grade="good", final=True)
    run = runs.show_run(runs.compute_run(it.enterprise, by=hr, **HALF), by=hr)
    objection = objections.object_to_statement(run, it.mentors[0], word="少一个月", by=it.mentor())
    made.things["pairing"] = pairing.run_pairing(it.training_class, it.enterprise, by=hr)
    made.things["asked"]["run"] = str(made.things["pairing"].uuid)
    waiting = of_apprentices.apprentice(it.training_class, state="proposed", enterprise=it.enterprise)
    made.things |= {"session": session, "entry": entry, "signed": signed, "photo": photo, "run": run}
    made.things |= {"accident": accident, "accident pair": it.pairs[1], "objection": objection, "waiting": waiting}
    made.things |= {"stage": of_apprentices.open_stage(first), "version": it.training_class.version}
    made.things |= {"draft": of_classes.version(head_college(head), released=False)}


def head_college(head: Actor) -> Any:
    return Membership.objects.get(person=head.person, role=Role.PROGRAMME_HEAD).institution


def _papers(made: World, it: Any, college: Any) -> None:
    """Files that came in, invitations, memberships, a partnership, a job."""
    hr, of = it.hr, it.training_class
    roster = of_apprentices.roster_checked(of, of_apprentices.roster_csv(of_apprentices.roster_row()), by=hr)
    given = of_apprentices.certificates_checked(
        of_apprentices.certificates_csv(of_apprentices.certificate_row(made.things["waiting"])), by=hr
    )
    invitation = invite(it.enterprise, Role.ENTERPRISE_MENTOR, name="某人", email="a@example.cn", by=hr)
    token = f"token-{made.mark}"
    Invitation.objects.filter(pk=invitation.pk).update(token_print=token_print(token))
    mentor = Membership.objects.get(person=it.mentors[0].person, role=Role.ENTERPRISE_MENTOR)
    for actor in (*made.actors.values(), *made.beside.values()):
        of_institutions.account_of(actor)
    made.things |= {"roster": roster, "list": given, "invitation": invitation, "token": token}
    made.things |= {"membership": mentor, "partnership": of_institutions.partnership(college, it.enterprise)}
    person = made.things["enrolment"].person
    made.things |= {"account": Account.objects.get(person=person), "person": person}
    fact = journal.record("example", made.things["entry"], by=SYSTEM)
    to_apprentice = To(person.pk, "/", fact, role="apprentice")
    [made.things["notice"]] = notify(Kind("x", "X", "X", Urgency.NOW, ()), [to_apprentice])
    made.things["job"] = Job.objects.create(kind="x", owner=hr.person_uuid)
