"""Somebody leaves, and a departure that was recorded by mistake is taken back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from jiangtu.core.desk import Text
from jiangtu.core.forms import form_page
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, offered, page

from .. import access, doors
from ..actions import apprenticeships as acts
from ..forms import BackForm, LeaveForm
from ..queries import apprenticeships
from ..states import APPRENTICESHIP, ApprenticeshipState
from .apprentices import ACT, above


@page(reads=["GET"], writes=["POST"])
def leave(request: Request, uuid: UUID) -> HttpResponse:
    """Somebody leaves."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    require(access.can_end(request.actor, it))
    follows = [
        _("Hours, assessments and certificates stay as they were recorded. What was earned before stays due."),
        _("Later sessions no longer expect this person. The role of apprentice and the pairs with mentors end."),
        _("Recorded by mistake, it can be taken back while nothing rests on it: no new place, no allowance released."),
    ]
    form = LeaveForm(request.POST or None, follows=follows)
    said = _("The departure is recorded; later sessions no longer expect this person.")
    return form_page(
        request, form, acts.leave, it, title=_("Record a departure"), above=above(request, it),
        button=_("Record the departure"), lead="", said=said, step=(APPRENTICESHIP, "leave"), template=ACT,
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def take_back_departure(request: Request, uuid: UUID) -> HttpResponse:
    """A departure was recorded by mistake."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    require(access.can_end(request.actor, it))
    if it.state == ApprenticeshipState.LEFT:
        offered(request, acts.may_take_back_departure(it))
    follows: list[Text] = [
        _("This person is on the register as before, and sessions to come expect them."),
        _("Sessions held meanwhile stay as they were recorded, without them."),
        *(sentence(each) for resuming in doors.resumed for each in resuming().said(it.pk)),
    ]
    return form_page(
        request, BackForm(request.POST or None, follows=follows), acts.take_back_departure, it,
        title=_("Take the departure back"), above=above(request, it), button=_("Take the departure back"), lead="",
        said=_("The departure is taken back."), step=(APPRENTICESHIP, acts.way_back(it)), template=ACT,
    )  # fmt: skip
