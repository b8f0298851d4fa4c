"""Reads of institutions, roles and partnerships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import BooleanField, Case, CharField, Count, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from jiangtu.core.actor import Actor
from jiangtu.core.vault import fingerprint
from jiangtu.core.verdict import Verdict

from . import access, doors
from .access import within as within
from .models import Institution, Invitation, Membership, Partner, Partnership
from .rules import invitations as rules
from .rules.regions import covers as covers
from .rules.regions import full_name
from .states import Kind


def in_force(on: date) -> Q:
    """What has begun and not ended on a day; of memberships and partnerships alike."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


def hats(person: int, *, on: date) -> list[Membership]:
    """The memberships of a person in force on a day, with person and institution, oldest first."""
    found = Membership.objects.filter(in_force(on), person=person).select_related("person", "institution")
    return list(found.order_by("id"))


def hat(uuid: UUID) -> Membership:
    """One membership, to put on. Raises Http404."""
    found = Membership.objects.filter(uuid=uuid).select_related("person", "institution").first()
    if found is None:
        raise Http404
    return found


def actor(membership: Membership) -> Actor:
    """The actor that a membership makes of its person."""
    return Actor(
        person=membership.person_id,
        institution=membership.institution_id,
        role=membership.role,
        region=membership.institution.region,
        person_uuid=membership.person.uuid,
        institution_uuid=membership.institution.uuid,
    )


def shown_name() -> Case:
    """The institution's name in the reader's language, for sorting and for reading names alone."""
    if get_language() == "en":
        return Case(When(name_en="", then=F("name")), default=F("name_en"), output_field=CharField())
    return Case(default=F("name"), output_field=CharField())


def names(keys: set[UUID]) -> dict[UUID, str]:
    """The names of those institutions in the reader's language, for the journal."""
    found = Institution.objects.filter(uuid__in=keys).annotate(shown=shown_name())
    return dict(found.values_list("uuid", "shown"))


def institutions(*, seen_by: Actor) -> QuerySet[Institution]:
    """What the actor may see, with owner and host."""
    seen = Institution.objects.filter(access.visible_to(seen_by)).values("pk")
    return Institution.objects.filter(pk__in=seen).select_related("owner", "host", "gathered_by")


def institution(uuid: UUID, *, seen_by: Actor) -> Institution:
    """One institution. Raises Http404 when the actor may not see it."""
    found = institutions(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def own(actor: Actor) -> Institution:
    """The institution of the hat."""
    return Institution.objects.select_related("owner", "host").get(pk=actor.institution or 0)


def of_kind(kind: str) -> QuerySet[Institution]:
    return Institution.objects.filter(kind=kind)


def campuses(college: int) -> QuerySet[Institution]:
    """The campuses that a college or school (primary key) owns, with their host."""
    return Institution.objects.filter(kind=Kind.CAMPUS, owner=college).select_related("host")


def enterprises_of(college: int, *, on: date) -> QuerySet[Institution]:
    """The enterprises that a college (primary key) partners with on a day."""
    current = Partnership.objects.filter(in_force(on), college=college)
    return Institution.objects.filter(pk__in=Partner.objects.filter(partnership__in=current).values("enterprise"))


def partners(college: int, enterprise: int, *, on: date) -> bool:
    """Whether the two work together on a day."""
    return enterprises_of(college, on=on).filter(pk=enterprise).exists()


def gathered(coordinator: int) -> QuerySet[Institution]:
    """The small enterprises that a township's institution (primary key) has registered."""
    return Institution.objects.filter(gathered_by=coordinator)


def people_of(institution: int, role: str, *, on: date) -> QuerySet[Membership]:
    """Who holds a role in an institution (primary key) on a day, with the person."""
    found = Membership.objects.filter(in_force(on), institution=institution, role=role)
    return found.select_related("person").order_by("person__name", "pk")


def holds(person: int, institution: int, role: str, *, on: date) -> bool:
    """Whether a person has a role in an institution on a day (primary keys)."""
    return Membership.objects.filter(in_force(on), person=person, institution=institution, role=role).exists()


def members(institution: Institution, *, seen_by: Actor) -> QuerySet[Membership]:
    """The roles in an institution that the actor may see, those in force first, with their people."""
    today = timezone.localdate()
    ended = Case(When(in_force(today), then=Value(0)), default=Value(1))
    return (
        Membership.objects.filter(access.members_visible_to(seen_by), institution=institution)
        .select_related("person", "institution")
        .annotate(ended=ended, may_end=ExpressionWrapper(Q(until__isnull=True) | Q(until__gt=today), BooleanField()))
        .order_by("ended", "role", "person__name", "pk")
    )


def membership(uuid: UUID, *, seen_by: Actor) -> Membership:
    """One membership that the actor may see. Raises Http404."""
    found = Membership.objects.filter(access.members_visible_to(seen_by), uuid=uuid)
    one = found.select_related("person", "institution").first()
    if one is None:
        raise Http404
    return one


def invitations(institution: Institution, *, seen_by: Actor) -> QuerySet[Invitation]:
    """The invitations to roles that the actor gives which are still open, the newest first."""
    return Invitation.objects.filter(
        institution=institution,
        role__in=access.roles_to_give(seen_by, institution),
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    ).order_by("-id")


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation of a link; None when no such link was ever given."""
    found = Invitation.objects.filter(token_print=token_print(token)).select_related("institution")
    return found.first()


def openable(invitation: Invitation | None) -> Verdict:
    """Whether it can be taken up now; None is a link that was never given."""
    terms = (invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at) if invitation else None
    return rules.openable(terms, now=timezone.localtime())


def token_print(token: str) -> str:
    """What is kept of an invitation's link."""
    return fingerprint(token, purpose="institutions.invitation")


def invitation(uuid: UUID, *, institution: Institution) -> Invitation:
    """One invitation of an institution. Raises Http404."""
    found = Invitation.objects.filter(uuid=uuid, institution=institution).select_related("institution").first()
    if found is None:
        raise Http404
    return found


def partnerships(*, seen_by: Actor) -> QuerySet[Partnership]:
    """The partnerships the actor may see, with their college and how many enterprises they have."""
    seen = Partnership.objects.filter(access.partnerships_visible_to(seen_by)).values("pk")
    found = Partnership.objects.filter(pk__in=seen).select_related("college")
    return found.annotate(enterprises=Count("partners")).order_by("-since", "pk")


def partnerships_of(institution: Institution, *, seen_by: Actor) -> QuerySet[Partnership]:
    """Those of one college or enterprise, or on one campus, as far as the actor may see them."""
    sides = Q(college=institution) | Q(partners__enterprise=institution) | Q(campuses=institution)
    found = Partnership.objects.filter(sides).values("pk")
    return partnerships(seen_by=seen_by).filter(pk__in=found)


def partnership(uuid: UUID, *, seen_by: Actor) -> Partnership:
    """One partnership with its enterprises and campuses. Raises Http404 when the actor may not see it."""
    found = partnerships(seen_by=seen_by).prefetch_related("partners__enterprise", "campuses").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def named(name: str, *, kind: str) -> Institution | None:
    """The institution of that kind with exactly that name."""
    return Institution.objects.filter(name=name.strip(), kind=kind).first()


ENDING = timedelta(days=3)  # how long before its end an open invitation is called in mind; ours


def lacking(what: str, *, on: date) -> Q:
    """The institutions that are not whole, as a filter.

    `people`: nobody is in a role on that day (a campus is run by its owner's people); `code`: an enterprise without
    credit code; `invitation`: one of its open invitations has ended or soon will.
    """
    if what == "people":
        held = Membership.objects.filter(in_force(on)).order_by().values("institution")
        return ~Q(pk__in=held) & ~Q(kind=Kind.CAMPUS)
    if what == "code":
        return Q(kind=Kind.ENTERPRISE, credit_code__isnull=True)
    return Q(pk__in=invitations_ending(on=on).order_by().values("institution"))


def invitations_ending(*, on: date) -> QuerySet[Invitation]:
    """The open invitations that end within days of this one, those already ended included."""
    left = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return left.filter(expires_at__date__lte=on + ENDING)


def place_name(code: str) -> str:
    """A region with those that hold it, in the reader's language."""
    return full_name(code, english=get_language() == "en")


def occupations() -> dict[str, str]:
    """Code → name of the occupations that are known, in one query."""
    return {code: name for known in doors.occupations for code, name in known()}


def occupation_names(codes: Iterable[str], known: dict[str, str]) -> str:
    """What a partnership's occupations are called; a code that nobody knows stands as it is."""
    return (", " if get_language() == "en" else "、").join(known.get(code, code) for code in codes)
