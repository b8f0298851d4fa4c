"""What the tests of the house need to try this room's pages and acts: houses, their people, a way in."""

from uuid import uuid4

from jiangtu.institutions.actions.invitations import invite
from jiangtu.institutions.models import Invitation, Membership
from jiangtu.institutions.queries.invitations import token_print
from jiangtu.institutions.states import Role
from tests.factories.institutions import institution, member, partnership


def campus(of):
    return institution("campus", region=of.region, owner=of.things["college"], host=of.things["school"])


def bureau_officer(of):
    return member(Role.BUREAU_OFFICER, institution("bureau", region=of.bureau))


def invitation(of):
    """An invitation whose token one knows."""
    hr = of.actors["enterprise_hr"]
    made = invite(of.things["enterprise"], Role.ENTERPRISE_MENTOR, name="某人", email="a@example.cn", by=hr)
    Invitation.objects.filter(pk=made.pk).update(token_print=token_print(of.things["token"]))
    return made


def membership(of):
    """Of the mentor."""
    return Membership.objects.get(person=of.things["mentor"].person, role=Role.ENTERPRISE_MENTOR)


THINGS = {
    "school": lambda of: institution("township_school", region=of.region),
    "college": lambda of: institution("college", region=of.region),
    "campus": campus,
    "partnership": lambda of: partnership(of.things["college"], of.things["enterprise"]),
    "token": lambda of: f"token-{of.mark}",
    "invitation": invitation,
    "membership": membership,
}
ACTORS = {
    "ministry_analyst": lambda of: member(Role.MINISTRY_ANALYST),
    "expert": lambda of: member(Role.EXPERT),
    "project_officer": lambda of: member(Role.PROJECT_OFFICER),
    "administrator": lambda of: member(Role.ADMINISTRATOR),
    "township_coordinator": lambda of: member(Role.TOWNSHIP_COORDINATOR, of.things["school"]),
    "bureau_officer": bureau_officer,
}
ADDRESSES = {
    "institutions": "enterprise", "institutions:end-membership": "membership",
    "institutions:partnership": "partnership", "institutions:change-partnership": "partnership",
    "institutions:contribution": "partnership",
    "institutions:step-partner": {"verb": "withdraw", "uuid": lambda of: of.things["partnership"].uuid},
}  # fmt: skip
POSTED = {"reason": "停产", "role": "enterprise_mentor", "email": "new@example.cn", "enterprise_gives": "x"}
VALUES = {
    "held": lambda of: [of.things["membership"]],
    "kind": "college", "region": "330522", "role": "enterprise_hr", "email": "x@example.cn", "text": "x",
    "sheet": uuid4(), "enterprises": [], "institution": lambda of: of.things["enterprise"],
    "people": lambda of: [of.things["person"]], "memberships": lambda of: [of.things["membership"]],
    "step_partner.verb": "withdraw", "partner": lambda of: of.things["partnership"].partners.get(),
}  # fmt: skip
WITHIN = {"institutions/actions/invitations.py:accept_invitation": "whoever has the link"}
ANYWHERE = {"institutions": {"administrator"}}
OTHERWISE = {
    "institutions:accept": "the address of an invitation",
    "institutions:first-passkey": "follows when a card is taken up with a passkey",
    "institutions:enter": "printed on a card; whoever is signed in needs none",
    "institutions:cards": "made for people without an account who are ticked in a list",
    "institutions:begin-partnership s": "on the pages of colleges, which are not among the first institutions opened",
}
