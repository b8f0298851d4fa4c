"""Profiles of a class's apprentices, many on one page. (From a file: `sheets.py`.)"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from jiangtu.core import outcome
from jiangtu.core.forms import done
from jiangtu.core.phrases import written
from jiangtu.core.web import Request, page

from ..actions import profiles as profiles_acts
from ..forms import ApprenticesForm
from ..queries import mentors as mentors_queries
from ..queries import pairing
from .pairing import _where

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship

    from ..models import ApprenticeProfile


@page(reads=["GET"], writes=["POST"])
def apprentices(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """What pairing must know of the class's apprentices: many at once, or by a file."""
    found, at = _where(request, uuid, enterprise)
    learning = list(pairing.apprentices_to_pair(found, at))
    profiles = mentors_queries.profiles_of_apprentices([each.pk for each in learning])
    form = ApprenticesForm(request.POST or None, about=found, learning=learning)
    mentors = mentors_queries.mentors(seen_by=request.actor).filter(enterprise=at, active=True)
    form.say_where_mentors_are([*mentors.values_list("sites", "shifts")])
    if form.is_valid():
        data = dict(form.cleaned_data)
        ticked = set(data.pop("who"))
        chosen = [each for each in learning if str(each.uuid) in ticked]
        if done(form, profiles_acts.place_apprentices, chosen, by=request.actor, **data):
            n = len(chosen)
            said = ngettext("Saved for %(n)s apprentice.", "Saved for %(n)s apprentices.", n)
            outcome.say(request, said % {"n": written(n)})
            return redirect("mentoring:apprentices", found.uuid, at.uuid)
    asked, skills = pairing.wanted_skills(found), mentors_queries.skill_names()
    context = {
        "title": gettext("Sites and shifts"),
        "training_class": found,
        "enterprise": at,
        "rows": [_profile_row(each, form.names, profiles.get(each.pk), asked, skills) for each in learning],
        "ticked": request.POST.getlist("who"),
        "all": "all" in request.GET,
        "form": form,
        "file_url": reverse("sheets:give", args=["apprentice-profiles", [found.uuid, at.uuid]]),
    }
    return render(request, "mentoring/apprentices.html", context)


def _profile_row(
    each: Apprenticeship,
    names: dict[str, str],
    profile: ApprenticeProfile | None,
    asked: dict[str, int],
    skills: dict[str, str],
) -> tuple[Apprenticeship, str, ApprenticeProfile | None, list[str]]:
    """An apprentice, their name, their profile, and what they are to learn to which grade."""
    wants = (profile and profile.wants) or asked
    return each, names[str(each.uuid)], profile, [f"{skills.get(key, key)} {grade}" for key, grade in wants.items()]
