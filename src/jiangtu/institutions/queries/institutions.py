"""Reads of institutions and of the places they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.utils.translation import get_language

from jiangtu.core import dated
from jiangtu.core.actor import Actor
from jiangtu.core.paging import seen
from jiangtu.core.phrases import enumerated

from .. import access, doors
from ..access import within as within
from ..models import Institution, Membership
from ..rules.regions import covers as covers
from ..rules.regions import full_name
from ..states import Kind
from . import invitations

EVERY = Q()


def shown_name() -> Case:
    """The institution's name in the reader's language, for sorting and for reading names alone."""
    if get_language() == "en":
        return Case(When(name_en="", then=F("name")), default=F("name_en"), output_field=CharField())
    return Case(default=F("name"), output_field=CharField())


def listed_name() -> Case | F:
    """How a list of institutions sorts: in Chinese by pinyin."""
    return shown_name() if get_language() == "en" else F("name_key")


def names(keys: set[UUID]) -> dict[UUID, str]:
    """The names of those institutions in the reader's language, for the journal."""
    found = Institution.objects.filter(uuid__in=keys).annotate(shown=shown_name())
    return dict(found.values_list("uuid", "shown"))


def worded(key: str, value: object) -> str | None:
    """A region, or the occupations of a partnership, as a history tells them."""
    if key in ("region", "place") and isinstance(value, str):
        return place_name(value)
    return (
        occupation_names(map(str, value), occupations()) if key == "occupations" and isinstance(value, list) else None
    )


def keys_of(keys: Iterable[UUID]) -> dict[UUID, int]:
    """The primary keys of institutions by their uuid, in one query."""
    return dict(Institution.objects.filter(uuid__in=set(keys)).order_by().values_list("uuid", "pk"))


def institutions(which: Q = EVERY, *, seen_by: Actor) -> QuerySet[Institution]:
    """What the actor may see, with owner and host. `which`: those that are asked about, so that nobody looks through
    all that is seen for a few."""
    found = seen(Institution.objects.filter(which), access.visible_to(seen_by))
    return found.select_related("owner", "host", "gathered_by")


def institution(uuid: UUID, *, seen_by: Actor) -> Institution:
    """One institution. Raises Http404 when the actor may not see it."""
    found = institutions(Q(uuid=uuid), seen_by=seen_by).first()
    if found is None:
        raise Http404
    return found


def institution_for_update(key: int) -> Institution:
    """The institution (primary key), held until the transaction ends; what only refers to it goes on meanwhile."""
    return Institution.objects.select_for_update(no_key=True).get(pk=key)


def own(actor: Actor) -> Institution:
    """The institution of the hat."""
    return Institution.objects.select_related("owner", "host").get(pk=actor.institution or 0)


def of_kind(kind: str) -> QuerySet[Institution]:
    return Institution.objects.filter(kind=kind)


def campuses_at(place: int | None) -> QuerySet[Institution]:
    """The campuses that an institution (primary key) is or hosts: for filters, which then find by index what is of
    these few."""
    return Institution.objects.filter(Q(pk=place) | Q(host=place)).order_by()


def by_name(which: Q) -> QuerySet[Institution]:
    """The institutions that a room has found, by name, for its forms and filters."""
    return seen(Institution.objects.all(), which).order_by("name_key", "pk")


def campuses(college: int) -> QuerySet[Institution]:
    """The campuses that a college or school (primary key) owns, with their host."""
    return Institution.objects.filter(kind=Kind.CAMPUS, owner=college).select_related("host")


def gathered(coordinator: int) -> QuerySet[Institution]:
    """The small enterprises that a township's institution (primary key) has registered."""
    return Institution.objects.filter(gathered_by=coordinator)


def named(name: str, *, kind: str) -> Institution | None:
    """The institution of that kind with exactly that name."""
    return Institution.objects.filter(name=name.strip(), kind=kind).first()


def lacking(what: str, *, on: date) -> Q:
    """The institutions that are not whole, as a filter.

    `people`: nobody is in a role on that day (a campus is run by its owner's people); `code`: an enterprise without
    credit code; `invitation`: one of its open invitations has ended or soon will.
    """
    if what == "people":
        held = Membership.objects.filter(dated.in_force(on), institution=OuterRef("pk"))
        return ~Exists(held) & ~Q(kind=Kind.CAMPUS)
    if what == "code":
        return Q(kind=Kind.ENTERPRISE) & (Q(credit_code__isnull=True) | Q(credit_code=""))
    return Q(pk__in=invitations.invitations_ending(on=on).order_by().values("institution"))


def place_name(code: str) -> str:
    """A region with those that hold it, in the reader's language."""
    return full_name(code, english=get_language() == "en")


def occupations() -> dict[str, str]:
    """Code → name of the occupations that are known, in one query."""
    return {code: name for known in doors.occupations for code, name in known()}


def occupation_names(codes: Iterable[str], known: dict[str, str]) -> str:
    """What a partnership's occupations are called; a code that nobody knows stands as it is."""
    return enumerated(known.get(code, code) for code in codes)
