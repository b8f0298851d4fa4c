"""The list of mentors, a mentor's profile, and the mentor's own start."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import journal, outcome, tables
from jiangtu.core.forms import done
from jiangtu.core.phrases import enumerated
from jiangtu.core.pinyin import name_key
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page
from jiangtu.institutions.queries import cards, institutions, memberships
from jiangtu.institutions.queries.names import NameColumn, NameFilter, reads_names, shown
from jiangtu.institutions.states import AccountState, Role

from .. import access, doors
from ..actions import profiles
from ..forms import MentorForm
from ..models import MentorProfile
from ..queries import log, mentors
from ..queries import pairs as pairs_queries
from ..states import Suit

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution


class MentorTable(tables.Table):
    person = NameColumn(
        verbose_name=_("Mentor"), linkify=lambda record: reverse("mentoring:mentor", args=[record.uuid])
    )
    enterprise = tables.Named(verbose_name=_("Enterprise"), by="enterprise")
    level = django_tables2.Column(verbose_name=_("Level"))
    suit = django_tables2.Column(verbose_name=_("Suit"))
    sites = django_tables2.Column(verbose_name=_("Sites"), orderable=False)
    shifts = django_tables2.Column(verbose_name=_("Shifts"), orderable=False)
    apprentices = tables.Figure(verbose_name=_("Apprentices"))
    places = tables.Figure(verbose_name=_("Places"))
    account = tables.State(verbose_name=_("Account"), choices=AccountState, tones=cards.STATES)
    active = tables.Flag(verbose_name=_("Takes apprentices"))
    spare = ("active",)

    def render_level(self, value: str) -> str:
        return _levels(self).get(value, value)

    def render_sites(self, value: list[str]) -> str:
        return enumerated(value)

    def render_shifts(self, value: list[str]) -> str:
        return enumerated(value)


class TickedTable(MentorTable):
    """The same for who gives cards: with a box before each line."""

    person_box = tables.Tick(form="give-cards", name="person", accessor="person__uuid")

    class Meta:
        sequence = ("person_box", "...")


class PlainTable(MentorTable):
    """The list for who gives nobody cards: it does not tell who can sign in."""

    class Meta:
        exclude = ("account",)


def _levels(table: MentorTable) -> dict[str, str]:
    if not hasattr(table, "level_names"):
        table.level_names = mentors.level_names()
    return table.level_names


class MentorFilter(tables.FilterSet):
    name = NameFilter(label=_("Name"))
    level = django_filters.ChoiceFilter(label=_("Level"), choices=mentors.level_choices)
    suit = django_filters.ChoiceFilter(label=_("Suit"), choices=Suit.choices)
    site = django_filters.CharFilter(label=_("Site"), method="at_site")
    active = tables.YesOrNo(label=_("Takes apprentices"))
    account = tables.only(cards.gives, django_filters.ChoiceFilter(label=_("Account"), choices=AccountState.choices))

    def at_site(self, rows: QuerySet[MentorProfile], _name: str, site: str) -> QuerySet[MentorProfile]:
        return rows.filter(sites__contains=[site.strip()])


@page()
def listed(request: Request) -> HttpResponse:
    """The mentors that the hat sees."""
    require(access.can_see_mentors(request.actor))
    keeps = request.actor.has("enterprise_hr")
    return tables.listing(
        request,
        table=TickedTable if cards.gives(request.actor) else PlainTable,
        of_rows=lambda rows: cards.offered(rows, "person", seen_by=request.actor),
        queryset=mentors.mentors(seen_by=request.actor),
        filterset=MentorFilter,
        title=gettext("Mentors"),
        template="mentoring/mentors.html",
        context={
            "keeps": keeps,
            "empty_url": reverse("mentoring:new-mentor") if keeps else "",
            "empty_label": gettext("Write a mentor's profile"),
        },
    )


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    """One mentor: profile, apprentices now and before."""
    found = mentors.mentor(uuid, seen_by=request.actor)
    names, levels = mentors.skill_names(), mentors.level_names()
    whole = reads_names(request.actor)
    pairs = pairs_queries.pairs(seen_by=request.actor).filter(mentor=found)
    context = {
        "mentor": found,
        "title": shown(found.person.name, request.actor),
        "level": levels.get(found.level, found.level),
        "skills": sorted(
            ((names.get(key, key), grade) for key, grade in found.skills.items()), key=lambda skill: name_key(skill[0])
        ),
        "pairs": pairs,
        "names": whole,
        "may_keep": bool(access.can_keep_profile(request.actor, found)),
        "history": journal.recent(journal.history(found.uuid), 20) if whole else [],
    }
    return render(request, "mentoring/mentor.html", context)


@page(reads=["GET"], writes=["POST"])
def new(request: Request) -> HttpResponse:
    """A profile for somebody who holds the mentor's role."""
    enterprise = institutions.own(request.actor)
    require(access.can_keep_profile(request.actor, MentorProfile(enterprise=enterprise)))
    people = mentors.people_without_profile(enterprise.pk)
    form = MentorForm(
        request.POST or None,
        skills=mentors.skills_at(enterprise.pk),
        levels=mentors.level_choices(),
        people=people,
        initial={"person": str(people[0].uuid)} if len(people) == 1 else {},
    )
    if form.is_valid():
        person = next(each for each in people if str(each.uuid) == form.cleaned_data["person"])
        made = done(form, profiles.keep_mentor_profile, person, enterprise, by=request.actor, **form.profile())
        if made:
            outcome.say(request, gettext("The profile is saved."))
            return redirect("mentoring:mentor", made.uuid)
    context = {"form": form, "title": gettext("A mentor's profile"), "mentor": None, "people": people}
    context["record_url"] = _recording(request, enterprise)
    return render(request, "mentoring/mentor_form.html", context)


def _recording(request: Request, enterprise: Institution) -> str:
    """Where a mentor is recorded who is not yet; empty for who gives the role to nobody."""
    if not memberships.gives_role(request.actor, enterprise, Role.ENTERPRISE_MENTOR):
        return ""
    where = reverse("institutions:record", args=[enterprise.uuid])
    return f"{where}?{urlencode({'role': Role.ENTERPRISE_MENTOR.value})}"


@page(reads=["GET"], writes=["POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change a profile."""
    found = mentors.mentor(uuid, seen_by=request.actor)
    require(access.can_keep_profile(request.actor, found))
    form = MentorForm(
        request.POST or None,
        about=found,
        skills=mentors.skills_at(found.enterprise_id, found.skills),
        levels=mentors.level_choices(),
    )
    if form.is_valid() and done(
        form, profiles.keep_mentor_profile, found.person, found.enterprise, by=request.actor, **form.profile()
    ):
        outcome.say(request, gettext("The profile is changed."), found)
        return redirect("mentoring:mentor", found.uuid)
    context = {"form": form, "title": found.person.name, "mentor": found, "people": [found.person]}
    return render(request, "mentoring/mentor_form.html", context)


@page()
def mine(request: Request) -> HttpResponse:
    """The mentor's own page: apprentices, and what waits."""
    require(access.can_answer_log(request.actor))
    own, found = mentors.profile_of(request.actor), list(pairs_queries.mentored(request.actor))
    context = {
        "title": gettext("My apprentices"),
        "profile": own,
        "pairs": [pair for pair in found if pair.running],
        "former": [pair for pair in found if not pair.running],
        "waiting": len(log.waiting(request.actor)),
        "beside": [sheet for brought in doors.beside_apprentices if (sheet := brought(request.actor))],
    }
    return render(request, "mentoring/mine.html", context)
