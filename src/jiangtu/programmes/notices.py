"""Of what this room tells people: a comment on a programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.notices.doors import kinds
from jiangtu.notices.rules import Kind, To, Urgency

from .models import Version


def heads(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The programme heads of the colleges whose programmes were commented on."""
    found = Version.objects.filter(uuid__in=[fact.subject for fact in facts]).select_related("programme")
    versions = {version.uuid: version for version in found.order_by()}
    colleges = {version.programme.college_id for version in versions.values()}
    staff = memberships.holders(colleges, Role.PROGRAMME_HEAD, on=timezone.localdate())
    for fact in facts:
        if version := versions.get(fact.subject):
            page, college = reverse("programmes:version", args=[version.uuid]), version.programme.college_id
            for person in staff.get(college, ()):
                yield To(person, page, fact, {"programme": version.programme.name}, Role.PROGRAMME_HEAD, college)


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """An expert's or a project officer's comment."""
    return (
        Kind(
            "programmes.commented",
            _("Somebody commented on a programme of your college"),
            _("There is a new comment on the programme %(programme)s."),
            Urgency.SOON, (Role.PROGRAMME_HEAD,), ("commented",), heads,
        ),
    )  # fmt: skip
