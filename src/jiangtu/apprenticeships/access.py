"""Who sees which person, and who may do what with an apprenticeship. The one place that decides it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.states import Role
from jiangtu.training.queries import classes

from . import doors
from .models import Apprenticeship, Certificate, Inquiry

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass

NOBODY = Q(pk__in=[])
CLASS = "enrolment__training_class"
# Roles that see whom they see because they see the class.
BY_CLASS = (Role.PROGRAMME_HEAD, Role.COLLEGE_TRAINER, Role.TOWNSHIP_COORDINATOR, Role.BUREAU_OFFICER)
# Roles that see others' apprenticeships.
CLASSMATES_SEEN_BY = (*BY_CLASS, Role.ENTERPRISE_HR, Role.ENTERPRISE_MENTOR)
# Roles that bring rosters.
BRINGS = (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)


def visible_to(actor: Actor) -> Q:
    """The apprenticeships an actor sees: their own, their institution's, their region's, and what rooms above add."""
    return reduce(or_, (ground(actor) for ground in doors.visible), _by_role(actor))


def _by_role(actor: Actor) -> Q:
    if actor.has(Role.APPRENTICE):
        return Q(enrolment__person=actor.person)
    if actor.has(Role.ENTERPRISE_HR):
        return Q(enrolment__enterprise=actor.institution)
    if actor.has(*BY_CLASS):
        return Q(**{f"{CLASS}__in": classes.classes(seen_by=actor).order_by().values("pk")})
    return NOBODY


def cards_given_by(actor: Actor) -> Q:
    """The memberships whose people the actor, besides those it gives roles to, may give a card to sign in: on the first
    day of a class those who lead and train it give the apprentices theirs."""
    if not actor.has(Role.PROGRAMME_HEAD, Role.COLLEGE_TRAINER, Role.TOWNSHIP_COORDINATOR):
        return NOBODY
    seen = Apprenticeship.objects.filter(visible_to(actor)).order_by()
    return Q(role=Role.APPRENTICE, person__in=seen.values("enrolment__person"))


def reads_published(actor: Actor) -> bool:
    """Whether the figures that the actor reads are the published ones: those of who may see nobody."""
    return actor.has(Role.MINISTRY_ANALYST, Role.EXPERT, Role.PROJECT_OFFICER)


def _may(action: str, allowed: bool) -> Verdict:
    return YES if allowed else No("no_right", action=action)


def _of_college(actor: Actor, it: Apprenticeship) -> bool:
    return actor.has(Role.PROGRAMME_HEAD) and actor.at(it.enrolment.training_class.college_id)


def _of_enterprise(actor: Actor, it: Apprenticeship) -> bool:
    return actor.has(Role.ENTERPRISE_HR) and actor.at(it.enrolment.enterprise_id)


def can_see_people(actor: Actor) -> Verdict:
    """Whether there may be apprentices for this hat to see: for the pages that list them. The ministry, experts and
    project officers see figures alone."""
    return _may("see_apprentices", actor.has(Role.APPRENTICE, *CLASSMATES_SEEN_BY))


def can_see_class_people(actor: Actor) -> Verdict:
    """The same for the people and stages of a class: apprentices have their own page alone."""
    return _may("see_apprentices", actor.has(*CLASSMATES_SEEN_BY))


def can_close_stage(actor: Actor, it: Apprenticeship) -> Verdict:
    """The programme head of the class's college; the same who may reopen it."""
    return _may("close_stage", _of_college(actor, it))


def can_confirm(actor: Actor, it: Apprenticeship) -> Verdict:
    """The apprentice's own enterprise confirms, or sends back, what others prepared."""
    return _may("confirm", _of_enterprise(actor, it))


def can_confirm_some(actor: Actor) -> Verdict:
    """Whether there may be anything for this hat to confirm."""
    return _may("confirm", actor.has(Role.ENTERPRISE_HR))


def can_correct(actor: Actor, it: Apprenticeship) -> Verdict:
    """Correct the contract: the enterprise's HR, the college's head, and the township that prepared it."""
    prepared = actor.has(Role.TOWNSHIP_COORDINATOR) and actor.at(it.prepared_by_id)
    return _may("correct", _of_enterprise(actor, it) or _of_college(actor, it) or prepared)


def can_end(actor: Actor, it: Apprenticeship) -> Verdict:
    """Record that somebody left: the enterprise's HR or the college's programme head."""
    return _may("end", _of_enterprise(actor, it) or _of_college(actor, it))


def can_enter_certificate(actor: Actor, it: Apprenticeship) -> Verdict:
    """Enter a certificate: the enterprise's HR or the college's programme head."""
    return _may("enter_certificate", _of_enterprise(actor, it) or _of_college(actor, it))


def can_mend_certificate(actor: Actor, certificate: Certificate) -> Verdict:
    """Correct or withdraw a certificate: whoever may enter one for the same apprentice."""
    it = certificate.apprenticeship
    return can_enter_certificate(actor, it) if it else _may("mend_certificate", False)


def can_enter_certificates(actor: Actor) -> Verdict:
    """Enter certificates from a file: the roles that enter them one by one."""
    return _may("enter_certificate", actor.has(Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD))


def can_view_document(actor: Actor, it: Apprenticeship) -> Verdict:
    """Read a resident ID in full, with a reason: those who prepare files with it."""
    return _may("view_document", _of_enterprise(actor, it) or _of_college(actor, it))


def can_assess(actor: Actor, it: Apprenticeship) -> Verdict:
    """Assess: the apprentice oneself, a trainer of the class, the college's head, and whom a room above lets see
    this apprentice on a ground of its own (the mentor paired with them)."""
    if not visible(actor, it):
        return _may("assess", False)
    own = actor.has(Role.APPRENTICE) and actor.person == it.enrolment.person_id
    at_work = actor.has(Role.ENTERPRISE_MENTOR) and actor.at(it.enrolment.enterprise_id)
    return _may("assess", own or at_work or actor.has(Role.COLLEGE_TRAINER) or _of_college(actor, it))


def visible(actor: Actor, it: Apprenticeship) -> bool:
    """Whether the actor sees this one."""
    return Apprenticeship.objects.filter(visible_to(actor), pk=it.pk).exists()


def can_give_roster(actor: Actor, training_class: TrainingClass) -> Verdict:
    """Bring apprentices into a class: its enterprises' HR, the college's programme head, the township coordinator."""
    own = actor.has(Role.ENTERPRISE_HR) and training_class.enterprises.filter(pk__in=[actor.institution]).exists()
    return _may("give_roster", own or _prepares(actor, training_class))


def can_remind(actor: Actor, training_class: TrainingClass) -> Verdict:
    """Remind the enterprises to confirm: who prepares apprentices for them, the college's head or the township."""
    return _may("remind", _prepares(actor, training_class))


def _prepares(actor: Actor, training_class: TrainingClass) -> bool:
    campus = training_class.campus
    hosts = {campus.pk, campus.host_id} - {None} if campus else set()
    at_college = actor.has(Role.PROGRAMME_HEAD) and actor.at(training_class.college_id)
    return at_college or (actor.has(Role.TOWNSHIP_COORDINATOR) and actor.institution in hosts)


def rosters_visible_to(actor: Actor) -> Q:
    """The rosters (a filter on sheets' GivenFile) of one's institution, and, for the college, all of its classes'."""
    if not actor.has(*BRINGS) or actor.institution_uuid is None:
        return NOBODY
    own = Q(given_for=actor.institution_uuid)
    if actor.has(Role.PROGRAMME_HEAD):
        own |= Q(about__0__in=classes.classes(seen_by=actor).order_by().values("uuid"))
    return own


def certificate_lists_visible_to(actor: Actor) -> Q:
    """The lists of certificates (the same filter) that one's institution gave."""
    return Q(given_for=actor.institution_uuid) if can_enter_certificates(actor) and actor.institution_uuid else NOBODY


def documents_visible_to(actor: Actor) -> Q:
    """The people (a filter on Person) whose record HR and programme heads keep: their own apprentices."""
    if not actor.has(Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD):
        return NOBODY
    return Q(pk__in=Apprenticeship.objects.filter(visible_to(actor)).order_by().values("enrolment__person"))


ANSWERS = (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD)


def inquiries_answered_by(actor: Actor) -> Q:
    """The questions of others that the actor answers: about its own apprentices, by the roles that record who left;
    about records that no apprenticeship stands behind, whoever keeps them."""
    if actor.has(Role.ADMINISTRATOR):
        return Q(apprenticeship__isnull=True)
    if not actor.has(*ANSWERS):
        return NOBODY
    return Q(apprenticeship__in=Apprenticeship.objects.filter(visible_to(actor)).order_by().values("pk"))


def can_answer_inquiry(actor: Actor, inquiry: Inquiry) -> Verdict:
    """Answer what another house asks about somebody."""
    return _may("answer_inquiry", Inquiry.objects.filter(inquiries_answered_by(actor), pk=inquiry.pk).exists())


def inquiries_of(actor: Actor) -> Q:
    """The questions that the actor's own house asked."""
    return Q(asked_for=actor.institution) if actor.has(*BRINGS) and actor.institution else NOBODY


def can_see_inquiries(actor: Actor) -> Verdict:
    """Whether there may be questions for this hat, its own or to answer."""
    return _may("see_inquiries", actor.has(*BRINGS, Role.ADMINISTRATOR))
