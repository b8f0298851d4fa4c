"""Who sees which mentors and pairs, and who may do what with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.queries.institutions import campuses_at, within
from jiangtu.institutions.states import Role
from jiangtu.training.queries import classes

from .models import MentorProfile, Pair, PairingRun

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import TrainingClass

NOBODY = Q(pk__in=[])
ENROLMENT = "apprenticeship__enrolment"
CLASS = f"{ENROLMENT}__training_class"


def _may(action: str, allowed: bool) -> Verdict:
    return YES if allowed else No("no_right", action=action)


def visible_to(actor: Actor) -> Q:
    """The pairs an actor sees: their own, their enterprise's, their classes', their region's."""
    match actor.role:
        case Role.APPRENTICE:
            return Q(apprenticeship__enrolment__person=actor.person)
        case Role.ENTERPRISE_MENTOR:
            return own_pairs(actor)
        case Role.ENTERPRISE_HR:
            return Q(mentor__enterprise=actor.institution)
        case Role.PROGRAMME_HEAD:
            return Q(**{f"{CLASS}__college": actor.institution})
        case Role.COLLEGE_TRAINER:
            return Q(**{f"{CLASS}__in": classes.taught_by(actor)})
        case Role.TOWNSHIP_COORDINATOR:
            return Q(**{f"{CLASS}__campus__in": campuses_at(actor.institution)})
        case Role.BUREAU_OFFICER:
            return within(actor.region, f"{CLASS}__place")
    return NOBODY


def can_see_pairs(actor: Actor) -> Verdict:
    """Whether there may be any pair for this hat to see: for the pages that list them."""
    return _may("see_pairs", visible_to(actor) != NOBODY)


def own_pairs(actor: Actor) -> Q:
    """The pairs of the mentor's hat: those they have and had at that enterprise."""
    if not actor.has(Role.ENTERPRISE_MENTOR):
        return NOBODY
    return Q(mentor__person=actor.person, mentor__enterprise=actor.institution)


def apprenticeships_paired_with(actor: Actor) -> Q:
    """A ground for seeing apprenticeships: those the mentor is or was paired with."""
    return _of_own_pairs(actor, "apprenticeship")


def enrolments_paired_with(actor: Actor) -> Q:
    """The same for places on a class's register: their log and attendance."""
    return _of_own_pairs(actor, ENROLMENT)


def _of_own_pairs(actor: Actor, path: str) -> Q:
    if not actor.has(Role.ENTERPRISE_MENTOR):
        return NOBODY
    return Q(pk__in=Pair.objects.filter(own_pairs(actor)).order_by().values(path))


def mentors_visible_to(actor: Actor) -> Q:
    """The mentor profiles an actor sees: own, own enterprise's, those of enterprises they train or gather."""
    match actor.role:
        case Role.ENTERPRISE_MENTOR:
            return Q(person=actor.person, enterprise=actor.institution)
        case Role.ENTERPRISE_HR:
            return Q(enterprise=actor.institution)
        case Role.PROGRAMME_HEAD:
            return Q(enterprise__in=_few(classes.enterprises_opened(Q(college=actor.institution))))
        case Role.TOWNSHIP_COORDINATOR:
            hosted = Q(campus__in=campuses_at(actor.institution))
            gathered = institutions.gathered(actor.institution or 0).values_list("pk", flat=True)
            return Q(enterprise__in=_few(gathered) | _few(classes.enterprises_opened(hosted)))
        case Role.BUREAU_OFFICER:
            return within(actor.region, "enterprise__region")
    return NOBODY


def _few(keys: QuerySet[Any, int]) -> set[int]:
    """Asked for beforehand: in a subquery the planner takes these few for many, and looks through everybody by name."""
    return set(keys.order_by())


def can_see_mentors(actor: Actor) -> Verdict:
    """Whether there may be any mentor's profile for this hat to see: for the page that lists them."""
    return _may("see_mentors", mentors_visible_to(actor) != NOBODY)


def _of_enterprise(actor: Actor, enterprise: int) -> bool:
    return actor.has(Role.ENTERPRISE_HR) and actor.at(enterprise)


def can_keep_profile(actor: Actor, profile: MentorProfile) -> Verdict:
    """The enterprise's HR, the mentor themself, and whoever gathers the enterprise or trains its people prepares it."""
    return _may(
        "keep_profile",
        _of_enterprise(actor, profile.enterprise_id)
        or (actor.has(Role.ENTERPRISE_MENTOR) and actor.person == profile.person_id and actor.at(profile.enterprise_id))
        or (actor.has(Role.TOWNSHIP_COORDINATOR) and actor.at(profile.enterprise.gathered_by_id)),
    )


def can_give_mentor_profiles(actor: Actor, enterprise: Institution) -> Verdict:
    """Bring profiles of an enterprise's mentors as a file: its HR."""
    return _may("keep_profile", _of_enterprise(actor, enterprise.pk))


def mentor_sheets_visible_to(actor: Actor) -> Q:
    """The files of mentors' profiles (a filter on sheets' GivenFile) that one's enterprise brought."""
    return _of_files_for_own_house(actor, Role.ENTERPRISE_HR)


def apprentice_sheets_visible_to(actor: Actor) -> Q:
    """The files of apprentices' profiles (the same filter) that one's institution brought."""
    return _of_files_for_own_house(actor, Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)


def _of_files_for_own_house(actor: Actor, *roles: Role) -> Q:
    return Q(given_for=actor.institution_uuid) if actor.has(*roles) and actor.institution_uuid else NOBODY


def can_prepare_pairing(actor: Actor, training_class: TrainingClass, enterprise: Institution) -> Verdict:
    """Run a pairing, set wishes, keep the apprentices' profiles: the enterprise's HR; the class's programme head, where
    the class opens the enterprise's mentors, and the coordinator who gathered the enterprise propose it."""
    return _may(
        "prepare_pairing",
        _of_enterprise(actor, enterprise.pk)
        or (
            actor.has(Role.PROGRAMME_HEAD)
            and actor.at(training_class.college_id)
            and classes.enterprises_opened(Q(pk=training_class.pk)).filter(institution=enterprise.pk).exists()
        )
        or (actor.has(Role.TOWNSHIP_COORDINATOR) and actor.at(enterprise.gathered_by_id)),
    )


def can_publish_pairing(actor: Actor, run: PairingRun) -> Verdict:
    """Only the enterprise itself binds its mentors."""
    return _may("publish_pairing", _of_enterprise(actor, run.enterprise_id))


def can_lead_pair(actor: Actor, pair: Pair) -> Verdict:
    """Write the contract, end the pair, review it, enter an accident: the enterprise's HR."""
    return _may("lead_pair", _of_enterprise(actor, pair.mentor.enterprise_id))


def can_remind(actor: Actor, training_class: TrainingClass) -> Verdict:
    """Remind mentors of log entries that wait: the class's programme head of all, an enterprise's HR of its own."""
    own = actor.has(Role.PROGRAMME_HEAD) and actor.at(training_class.college_id)
    if actor.has(Role.ENTERPRISE_HR):
        own = training_class.enterprises.filter(pk=actor.institution or 0).exists()
    return _may("remind", own)


def can_answer_log(actor: Actor) -> Verdict:
    """Countersign and return log entries: a mentor."""
    return _may("answer_log", actor.has(Role.ENTERPRISE_MENTOR))
