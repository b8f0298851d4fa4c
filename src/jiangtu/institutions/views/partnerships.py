"""Partnerships: the list, one on a plain page, beginning and changing one, what each side contributes."""

from __future__ import annotations

from uuid import UUID

import django_tables2
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.core import dated, outcome, tables
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text, address
from jiangtu.core.forms import done, form_page
from jiangtu.core.pinyin import name_key
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access
from ..actions.partnerships import begin_partnership, change_partnership, say_contribution, step_partner
from ..forms import ContributionForm, PartnershipForm, WhyForm
from ..models import Partner, Partnership
from ..queries import institutions, partnerships
from ..states import PARTNER, Kind, PartnerState

STEPS = {
    "agree": gettext_lazy("Agree to the partnership"),
    "decline": gettext_lazy("Decline the partnership"),
    "withdraw": gettext_lazy("End this partnership"),
    "ask": gettext_lazy("Ask again"),
}
TAKE_BACK = gettext_lazy("Withdraw the question")
# What follows from a step that is asked about once more.
FOLLOWS = {
    "decline": [gettext_lazy("The college is told that you decline, and why. It can ask you again later.")],
    "take back": [gettext_lazy("The enterprise is told that it need not answer any more, and why. You can ask again.")],
    "withdraw": [
        gettext_lazy("The partnership ends for this enterprise at once; the other side is told, and why."),
        gettext_lazy("No new class can be planned with this enterprise."),
        gettext_lazy("Classes that run go on to their end, and everything on record stays."),
        gettext_lazy("To go on after all, the college asks again and the enterprise agrees anew."),
    ],
}
TONES = {"asked": "wait", "agreed": "ok", "declined": "no", "withdrawn": "off"}


class PartnershipTable(tables.Table):
    college = tables.Named(
        by="college",
        verbose_name=gettext_lazy("College"),
        linkify=("institutions:partnership", [django_tables2.A("uuid")]),
    )
    enterprises = tables.Figure(verbose_name=gettext_lazy("Enterprises"))
    since = tables.Day(verbose_name=gettext_lazy("From"))
    until = tables.Day(verbose_name=gettext_lazy("To"))
    occupations = django_tables2.Column(verbose_name=gettext_lazy("Occupations"), orderable=False)

    @cached_property
    def known(self) -> dict[str, str]:
        return institutions.occupations()

    def render_occupations(self, value: list[str]) -> str:
        return institutions.occupation_names(value, self.known) or "—"


@page()
def listing(request: Request) -> HttpResponse:
    rows = partnerships.partnerships(seen_by=request.actor)
    mine = institutions.own(request.actor)
    begin = mine.kind == Kind.COLLEGE and access.can_keep_partnership(request.actor, mine)
    acts = {address("institutions:begin-partnership", college=str(mine.uuid)): _("Begin a partnership")}
    return tables.listing(
        request, table=PartnershipTable, queryset=rows, title=_("Partnerships"), acts=acts if begin else {}
    )


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    partnership = partnerships.partnership(uuid, seen_by=request.actor)
    partners = [
        {
            "partner": each,
            "tone": TONES[each.state],
            "may_say": each.stands and access.can_say_contribution(request.actor, partnership, each.enterprise),
            "answers": access.can_answer_partnership(request.actor, each.enterprise),
            "steps": _steps(request.actor, each),
        }
        for each in sorted(partnership.partners.all(), key=lambda p: name_key(str(p.enterprise)))
    ]
    context = {
        "partnership": partnership,
        "partners": partners,
        "occupations": institutions.occupation_names(partnership.occupations, institutions.occupations()),
        "in_force": dated.holds(partnership.since, partnership.until, timezone.localdate()),
        "may_change": access.can_keep_partnership(request.actor, partnership.college),
        "history": partnerships.history(partnership, seen_by=request.actor)[:20],
        "names": access.reads_names(request.actor, partnership),
    }  # fmt: skip
    return render(request, "institutions/partnership.html", context)


def _steps(actor: Actor, partner: Partner) -> list[tuple[str, Text, bool]]:
    """What the actor may do with a partner: verb, the button's words, whether it asks once more."""
    found = [verb for verb in PARTNER.verbs(partner) if access.may_step(actor, partner, verb)]
    return [(verb, _words(partner, verb), verb in FOLLOWS) for verb in found]


@page(writes=["POST"])
def begin(request: Request) -> HttpResponse:
    """`?college=` names the college (uuid); one's own when absent."""
    try:
        wanted = UUID(request.GET["college"]) if "college" in request.GET else institutions.own(request.actor).uuid
    except ValueError as error:
        raise Http404 from error
    college = institutions.institution(wanted, seen_by=request.actor)
    require(access.can_keep_partnership(request.actor, college))
    form = PartnershipForm(request.POST or None, college=college)
    if form.is_valid() and (
        partnership := done(form, begin_partnership, college, by=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("The enterprises are asked. Each of them answers on its own desk."))
        return redirect("institutions:partnership", partnership.uuid)
    return render(
        request, "institutions/partnership_form.html", {"form": form, "college": college, "partnership": None}
    )


@page(writes=["POST"])
def change(request: Request, uuid: UUID) -> HttpResponse:
    partnership = partnerships.partnership(uuid, seen_by=request.actor)
    require(access.can_keep_partnership(request.actor, partnership.college))
    form = PartnershipForm(request.POST or None, college=partnership.college, about=partnership)
    if form.is_valid() and done(form, change_partnership, partnership, by=request.actor, **form.cleaned_data):
        outcome.say(request, _("The changes are saved."), partnership)
        return redirect("institutions:partnership", uuid)
    context = {"form": form, "college": partnership.college, "partnership": partnership}
    return render(request, "institutions/partnership_form.html", context)


@page(writes=["POST"])
def contribution(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """What one enterprise of the partnership contributes."""
    partnership = partnerships.partnership(uuid, seen_by=request.actor)
    partner = _partner(partnership, enterprise)
    require(access.can_say_contribution(request.actor, partnership, partner.enterprise))
    form = ContributionForm(request.POST or None, about=partner)
    if form.is_valid() and done(
        form, say_contribution, partner, form.cleaned_data["enterprise_gives"], by=request.actor
    ):
        outcome.say(request, _("The changes are saved."), partnership)
        return redirect("institutions:partnership", uuid)
    context = {"form": form, "partnership": partnership, "partner": partner}
    return render(request, "institutions/contribution.html", context)


@page(reads=["GET"], writes=["POST"])
def step(request: Request, uuid: UUID, enterprise: UUID, verb: str) -> HttpResponse:
    """Agree or ask again; decline or end it, after what follows was read."""
    if verb not in PARTNER.transitions:
        raise Http404
    partnership = partnerships.partnership(uuid, seen_by=request.actor)
    partner = _partner(partnership, enterprise)
    require(access.may_step(request.actor, partner, verb))
    back = reverse("institutions:partnership", args=[uuid])
    if verb not in FOLLOWS:
        if request.method == "POST":
            step_partner(partner, verb, by=request.actor)
        return redirect(back)

    def act(partner: Partner, *, by: Actor, reason: str) -> Partner:
        return step_partner(partner, verb, by=by, remark=reason)

    form = WhyForm(request.POST or None, follows=FOLLOWS["take back" if _unanswered(partner, verb) else verb])
    return form_page(
        request, form, act, partner, title=_words(partner, verb), above=(_("Partnership"), back),
        lead=str(partner.enterprise), step=(PARTNER, verb), said=_("The other side is told, with your reason."),
    )  # fmt: skip


def _unanswered(partner: Partner, verb: str) -> bool:
    return verb == "withdraw" and partner.state == PartnerState.ASKED


def _words(partner: Partner, verb: str) -> Text:
    return TAKE_BACK if _unanswered(partner, verb) else STEPS[verb]


def _partner(partnership: Partnership, enterprise: UUID) -> Partner:
    """The partner of that enterprise. Raises Http404."""
    found = next((each for each in partnership.partners.all() if each.enterprise.uuid == enterprise), None)
    if found is None:
        raise Http404
    return found
