"""Who sees institutions, who keeps them, and who gives roles in them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from jiangtu.core import dated
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.people import queries as people
from jiangtu.people.rules import names

from . import doors
from .models import Institution, Invitation, Membership, Partner, Partnership
from .rules import regions
from .states import ROLES_OF, Kind, PartnerState, Role

KEEPERS = ("administrator", "system")
OVERLOOKING = ("ministry_analyst", "expert", "project_officer", *KEEPERS)  # institutions carry no personal data
AT_ENTERPRISE = ("enterprise_hr", "enterprise_mentor", "apprentice")
AT_COLLEGE = ("programme_head", "college_trainer")
# The roles that a role may give at its own institution; administrators give every role that the kind has.
GIVES: dict[str, tuple[str, ...]] = {
    Role.ENTERPRISE_HR: (Role.ENTERPRISE_HR, Role.ENTERPRISE_MENTOR, Role.APPRENTICE),
    Role.PROGRAMME_HEAD: (Role.PROGRAMME_HEAD, Role.COLLEGE_TRAINER),
    Role.TOWNSHIP_COORDINATOR: (Role.TOWNSHIP_COORDINATOR,),
}


def within(region: str, field: str = "region") -> Q:
    """The places inside a region, as a filter: the same as `regions.covers`; of no region none."""
    if region == regions.COUNTRY:
        return Q()
    return Q(**{f"{field}__startswith": regions.prefix(region)}) if region else Q(pk__in=[])


def visible_to(actor: Actor) -> Q:
    """The institutions an actor may open."""
    if actor.has(*OVERLOOKING):
        return Q()
    if not actor.signed_in:
        return Q(pk__in=[])
    own = Q(pk=actor.institution)
    if actor.has("bureau_officer"):
        return within(actor.region)  # its own office stands there
    if actor.has(*AT_ENTERPRISE):
        return own | Q(partnerships__partners__in=_own_partners(actor)) | _campuses_of(actor)
    campuses = Institution.objects.filter(
        Q(pk=actor.institution) | Q(owner=actor.institution) | Q(host=actor.institution)
    )
    seen = own | Q(pk__in=campuses.values("pk")) | Q(gathered_by=actor.institution)
    if actor.has(*AT_COLLEGE):
        theirs = Q(partner_in__partnership__college=actor.institution, partner_in__state=PartnerState.AGREED)
        return seen | theirs | Q(pk__in=_hosts(actor))
    return seen | Q(partner_in__partnership__campuses__in=campuses.values("pk"), partner_in__state=PartnerState.AGREED)


def _campuses_of(actor: Actor) -> Q:
    used = Partnership.objects.filter(partners__in=_own_partners(actor), campuses__isnull=False)
    return Q(pk__in=used.values("campuses"))


def _own_partners(actor: Actor) -> QuerySet[Partner]:
    """Where the actor's enterprise is a partner: HR reads what was asked too, the others what it agreed to."""
    own = Partner.objects.filter(enterprise=actor.institution)
    return own if actor.has(Role.ENTERPRISE_HR) else own.filter(state=PartnerState.AGREED)


def _hosts(actor: Actor) -> QuerySet[Institution, int | None]:
    return Institution.objects.filter(owner=actor.institution, host__isnull=False).values_list("host", flat=True)


def keeps(actor: Actor) -> bool:
    """Whether the actor looks after institutions and their people."""
    return actor.has(*KEEPERS)


def can_register(actor: Actor, kind: str, region: str) -> Verdict:
    """Administrators any institution; a township coordinator the enterprises of its own county."""
    if actor.has(*KEEPERS):
        return YES
    if actor.has("township_coordinator") and kind == Kind.ENTERPRISE:
        if regions.covers(actor.region, region):
            return YES
        have, need = (regions.full_name(code, english=get_language() == "en") for code in (region, actor.region))
        return No("region_not_yours", have=have, need=need)
    return No("no_right", action="register institution")


def can_register_some(actor: Actor) -> Verdict:
    """Whether there is any institution that the actor may register: for the button."""
    return can_register(actor, Kind.ENTERPRISE, actor.region)


def can_change(actor: Actor, institution: Institution) -> Verdict:
    if actor.has(*KEEPERS) or (actor.has("township_coordinator") and actor.at(institution.gathered_by_id)):
        return YES
    return No("no_right", action="change institution")


def roles_to_give(actor: Actor, institution: Institution) -> tuple[str, ...]:
    """The roles that the actor may give in an institution."""
    possible = ROLES_OF.get(institution.kind, ())
    if actor.has(*KEEPERS):
        return possible
    if actor.has("township_coordinator") and actor.at(institution.gathered_by_id):
        return (Role.ENTERPRISE_HR,)
    if actor.at(institution.pk):
        return tuple(role for role in GIVES.get(actor.role, ()) if role in possible)
    return ()


def can_give_role(actor: Actor, institution: Institution, role: str) -> Verdict:
    if role not in ROLES_OF.get(institution.kind, ()):
        return No("role_not_of_kind", have=Role(role).label, need=institution.get_kind_display())
    return YES if role in roles_to_give(actor, institution) else No("no_right", action="give role")


def can_end_membership(actor: Actor, membership: Membership) -> Verdict:
    """Whoever may give the role may end it; nobody ends the role they are acting in."""
    if membership.person_id == actor.person and membership.role == actor.role and actor.at(membership.institution_id):
        return No("own_role")
    return can_give_role(actor, membership.institution, membership.role)


def can_see_members(actor: Actor, institution: Institution) -> Verdict:
    return YES if roles_to_give(actor, institution) else No("no_right", action="see members")


def members_visible_to(actor: Actor) -> Q:
    """The memberships whose people the actor may see by name: those whose roles they give."""
    if actor.has(*KEEPERS):
        return Q()
    given = Q(institution=actor.institution, role__in=GIVES.get(actor.role, ()))
    if actor.has("township_coordinator"):
        given |= Q(institution__gathered_by=actor.institution, role=Role.ENTERPRISE_HR)
    return given if actor.signed_in else Q(pk__in=[])


def invitable(actor: Actor) -> Q:
    """The memberships whose people the actor may give a card to sign in with: those whose roles they give, and whom
    a room above adds."""
    seen = members_visible_to(actor)
    for ground in doors.invitable if not actor.has(*KEEPERS) else ():
        seen |= ground(actor)
    return seen


def can_give_card(actor: Actor, membership: Membership) -> Verdict:
    """Give somebody a card, or take it back."""
    may = actor.signed_in and Membership.objects.filter(invitable(actor), pk=membership.pk).exists()
    return YES if may else No("no_right", action="give card")


GIVES_CARDS = (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD, Role.COLLEGE_TRAINER, Role.TOWNSHIP_COORDINATOR, *KEEPERS)


def can_give_cards(actor: Actor) -> Verdict:
    """Whether there may be anybody to give a card to."""
    return YES if actor.has(*GIVES_CARDS) else No("no_right", action="give card")


def can_withdraw_invitation(actor: Actor, invitation: Invitation) -> Verdict:
    return can_give_role(actor, invitation.institution, invitation.role)


def can_accept_invitation(actor: Actor, invitation: Invitation) -> Verdict:
    """The recorded person, or whose account has the address; where nobody's has, who bears the name.

    Whoever is not signed in has the link alone: they get an account of that name and address, none of their own.
    """
    if not actor.signed_in:
        return YES
    meant = invitation.person_id
    if meant is None and (account := people.account_by_email(invitation.email)):
        meant = account.person_id
    fits = names.same(people.myself(actor).name, invitation.name) if meant is None else meant == actor.person
    return YES if fits else No("invitation_of_another")


def can_wear(actor: Actor, membership: Membership) -> Verdict:
    """A hat is worn by its person, while it is in force."""
    if actor.person is None or actor.person != membership.person_id:
        return No("no_right", action="wear hat")
    in_force = dated.holds(membership.since, membership.until, timezone.localdate())
    return YES if in_force else No("role_ended", have=membership.until)


def can_keep_partnership(actor: Actor, college: Institution) -> Verdict:
    if actor.has(*KEEPERS) or (actor.has("programme_head") and actor.at(college.pk)):
        return YES
    return No("no_right", action="keep partnership")


def can_say_contribution(actor: Actor, partnership: Partnership, enterprise: Institution) -> Verdict:
    """An enterprise says itself what it contributes; the college may write it down for it."""
    if can_answer_partnership(actor, enterprise):
        return YES
    return can_keep_partnership(actor, partnership.college)


def can_answer_partnership(actor: Actor, enterprise: Institution) -> Verdict:
    """Agree to a partnership, decline it, or take the word back: the enterprise's own HR, nobody for it."""
    if actor.has(Role.ENTERPRISE_HR) and actor.at(enterprise.pk):
        return YES
    return No("no_right", action="answer partnership")


def may_step(actor: Actor, partner: Partner, verb: str) -> Verdict:
    """Who does what in the life of a partner: the college asks, and takes back what is not answered; the enterprise
    answers; what is agreed either side ends."""
    asks, answers = (
        can_keep_partnership(actor, partner.partnership.college),
        can_answer_partnership(actor, partner.enterprise),
    )
    if verb == "withdraw" and partner.state == PartnerState.AGREED:
        return asks or answers
    return asks if verb in ("ask", "withdraw") else answers


def reads_names(actor: Actor, partnership: Partnership) -> bool:
    """Whether the history of a partnership names its people in full: for both sides, and for who keeps the accounts."""
    agreed = (each.enterprise_id for each in partnership.partners.all() if each.state == PartnerState.AGREED)
    sides = {partnership.college_id, *agreed}
    return actor.has(*KEEPERS) or actor.institution in sides


def partnerships_visible_to(actor: Actor) -> Q:
    """The partnerships an actor may open: those of its institution, or whose college lies in its region."""
    if actor.has(*OVERLOOKING):
        return Q()
    if not actor.signed_in:
        return Q(pk__in=[])
    if actor.has("bureau_officer"):
        return within(actor.region, "college__region")
    if actor.has(*AT_ENTERPRISE):
        return Q(partners__in=_own_partners(actor))
    own = Institution.objects.filter(Q(pk=actor.institution) | Q(host=actor.institution), kind=Kind.CAMPUS)
    return Q(college=actor.institution) | Q(campuses__in=own.values("pk"))


def partners_visible_to(actor: Actor) -> Q:
    """The partners of partnerships (which `partnerships_visible_to` narrows) that an actor reads: the asking side and
    who overlooks it all of them; an enterprise itself, and the others once both have agreed."""
    agreed = Q(state=PartnerState.AGREED)
    if actor.has(*AT_ENTERPRISE):
        with_us = _own_partners(actor).filter(agreed).values("partnership")
        return Q(enterprise=actor.institution) | (agreed & Q(partnership__in=with_us))
    return agreed if actor.has(Role.TOWNSHIP_COORDINATOR) else Q()
