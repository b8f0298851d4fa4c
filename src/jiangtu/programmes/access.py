"""Who sees and who changes programmes. They hold no personal data."""

from __future__ import annotations

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.queries.institutions import covers, within
from jiangtu.institutions.states import Role

from .models import Version
from .states import VersionState

READERS_OF_DRAFTS = (Role.EXPERT, Role.PROJECT_OFFICER)
COLLEGE = (Role.PROGRAMME_HEAD, Role.COLLEGE_TRAINER)


def visible_to(actor: Actor) -> Q:
    """Released versions are for everybody signed in, a bureau's officer those of the region; drafts for their college,
    experts and project officers."""
    if not actor.signed_in:
        return Q(pk__in=[])
    if actor.has(*READERS_OF_DRAFTS):
        return Q()
    released = ~Q(state=VersionState.DRAFT)
    if actor.has(Role.BUREAU_OFFICER):
        return released & within(actor.region, "place")
    if actor.has(*COLLEGE):
        return released | Q(programme__college=actor.institution)
    return released


def can_read(actor: Actor, version: Version) -> Verdict:
    """The same as `visible_to`, for one version."""
    released = version.state != VersionState.DRAFT
    if actor.has(*READERS_OF_DRAFTS) or (actor.has(*COLLEGE) and actor.at(version.programme.college_id)):
        return YES
    if actor.has(Role.BUREAU_OFFICER):
        released = released and covers(actor.region, version.place)
    return YES if actor.signed_in and released else No("no_right", action="read_version")


def reads_names(actor: Actor, version: Version) -> bool:
    """Whether the history names its people in full: for the college's own, and for who keeps the accounts."""
    return actor.has(Role.ADMINISTRATOR) or actor.at(version.programme.college_id)


def can_create(actor: Actor) -> Verdict:
    """A programme head, for the own college."""
    return YES if actor.has(Role.PROGRAMME_HEAD) and actor.institution else No("no_right", action="create_programme")


def can_change(actor: Actor, version: Version) -> Verdict:
    """The programme head of the college: draft, release, retire."""
    own = actor.has(Role.PROGRAMME_HEAD) and actor.at(version.programme.college_id)
    return YES if own else No("no_right", action="change_version")
