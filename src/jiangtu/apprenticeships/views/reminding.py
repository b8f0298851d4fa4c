"""Reminding the enterprises of a class to confirm their apprentices."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from jiangtu.core.phrases import written
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access
from ..actions import reminding
from ..queries import apprenticeships, rosters


@page(reads=["GET"], writes=["POST"])
def remind(request: Request, uuid: UUID) -> HttpResponse:
    """For which enterprises' confirmation a class's apprentices wait; posted, their HR is reminded."""
    found = rosters.class_of(uuid, seen_by=request.actor)
    require(access.can_remind(request.actor, found))
    if request.method == "POST":
        number = reminding.remind_enterprises(found, by=request.actor)
        said = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", number) % {"n": written(number)}
        messages.success(request, said)
        return redirect("apprenticeships:remind", uuid)
    context = {
        "title": gettext("Waiting for the enterprise's confirmation"),
        "training_class": found,
        "rows": apprenticeships.unconfirmed_in(found),
    }
    return render(request, "apprenticeships/remind.html", context)
