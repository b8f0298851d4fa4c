"""Pairing for a class: the proposal, its changes by hand, its publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from jiangtu.core import jobs, journal, outcome
from jiangtu.core.forms import done
from jiangtu.core.links import Named
from jiangtu.core.phrases import phrase, sentence, written
from jiangtu.core.pinyin import name_key
from jiangtu.core.verdict import Refused, Verdict, require
from jiangtu.core.web import Request, page

from .. import access
from ..actions import pairing as pairing_acts
from ..actions import started
from ..actions.started import PAIRING, PUBLISHING
from ..forms import PublishForm
from ..models import PairingRun
from ..queries import mentors, pairing
from ..rules.pairing.change import explain
from ..rules.pairing.optimum import Answer, Match
from ..rules.pairing.problem import Link
from ..states import RunState, WishKind

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import TrainingClass

    from ..queries.pairing import Facts

AT_ONCE = 100  # proposed pairs on a page
# From this many apprentices on a run is a job with its progress; below, the page answers at once.
BIG = 500


@dataclass(frozen=True)
class Row:
    """One line of the proposal: a pair with its figures, or (mentor "") an empty place with what would mend it."""

    mentor: str
    apprentice: str
    mentor_name: str
    apprentice_name: str
    figures: Match | None = None
    kept: bool = False
    wish: str = ""
    why: Verdict | None = None
    reason: dict[str, str] | None = None
    missing: int = 0

    @property
    def link(self) -> str:
        return f"{self.mentor},{self.apprentice}"

    @property
    def who_teaches(self) -> Named:
        return _mentor(self.mentor, self.mentor_name)

    @property
    def who_learns(self) -> Named:
        return _apprentice(self.apprentice, self.apprentice_name)


def _mentor(id: str, name: str) -> Named:
    """Somebody whom the engine knows by id, as a page names them."""
    return ("mentoring.MentorProfile", UUID(id)), name


def _apprentice(id: str, name: str) -> Named:
    return ("apprenticeships.Apprenticeship", UUID(id)), name


def _where(request: Request, uuid: UUID, enterprise: UUID) -> tuple[TrainingClass, Institution]:
    found = pairing.class_to_pair(uuid, seen_by=request.actor)
    at = pairing.enterprise_to_pair(found, enterprise, seen_by=request.actor)
    require(access.can_prepare_pairing(request.actor, found, at))
    return found, at


@page()
def proposal(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """The draft with its pairs, their figures, the empty places and why."""
    found, at = _where(request, uuid, enterprise)
    run = pairing.draft_of(found, at)
    facts = pairing.facts(found, at, on=timezone.localdate())
    started_here = (jobs.latest(kind, about=found.uuid, by=request.actor) for kind in (PUBLISHING, PAIRING))
    job = max((each for each in started_here if each), key=lambda each: each.pk, default=None)
    shown = job and (job.open or (job.state == "failed" and (job.kind == PUBLISHING or not run)))
    first = {"on": max(timezone.localdate(), found.starts_on), "term_to": found.ends_on}
    context = {
        "title": gettext("Pairing"),
        "training_class": found,
        "enterprise": at,
        "run": run,
        "facts": facts,
        "job": job if shown else None,
        "unplaced": [(each, each.person.name) for each in facts.unplaced],
        "lacking": [each for each in facts.problem.apprentices if not each.sites or not each.shifts],
        "may_publish": bool(run and access.can_publish_pairing(request.actor, run)),
        "form": PublishForm(initial=first, follows=_follows(run, facts) if run else []),
        "former": pairing.former_runs(found, at)[:5],
        "wishes": _wishes(facts),
        "rows": [],
        "proposed": 0,
        "empty": [],
        "history": journal.recent(journal.history(*_runs(found, at)), 20),
        **(_draft_context(run, facts, request.GET.get("page", "")) if run else {}),
    }
    return render(request, "mentoring/proposal.html", context)


def _runs(found: TrainingClass, at: Institution) -> list[UUID]:
    return list(PairingRun.objects.filter(training_class=found, enterprise=at).values_list("uuid", flat=True))


def _looked_at(request: Request, found: TrainingClass, at: Institution) -> PairingRun | None:
    """The proposal that the page before showed: somebody may have laid down another one since."""
    try:
        return pairing.pairing_run(UUID(request.POST.get("run", "")), found, at)
    except ValueError:
        return None


def _wishes(facts: Facts) -> list[dict[str, Any]]:
    names = facts.names()
    return [
        {
            "link": ",".join(link),
            "mentor": _mentor(link[0], names[link[0]]),
            "apprentice": _apprentice(link[1], names[link[1]]),
            "kind": WishKind(kind),
        }
        for link, kind in facts.wishes.items()
    ]


def _draft_context(run: PairingRun, facts: Facts, number: str) -> dict[str, Any]:
    """The draft as rows, those of one page. Of people who are gone since only the line remains; publishing then says to
    run again."""
    answer = msgspec.convert(run.answer, Answer, strict=False)
    names, skills = facts.names(), mentors.skill_names()
    rows = []
    for pair in answer.pairs:
        link = (pair.mentor, pair.apprentice)
        rows.append(
            Row(
                pair.mentor,
                pair.apprentice,
                names.get(pair.mentor, "—"),
                names.get(pair.apprentice, "—"),
                pair,
                link in facts.kept,
                facts.wishes.get(link, ""),
            )
        )
    for link in facts.outside:
        rows.append(Row(link[0], link[1], names.get(link[0], "—"), names.get(link[1], "—"), None, True))
    empty = [
        Row("", each.apprentice, "", names.get(each.apprentice, "—"), reason=_reason(each.reason), missing=each.missing)
        for each in answer.unfilled
    ]
    best = run.answer.get("optimum", {})
    of_page = Paginator(range(max(len(rows), len(empty))), AT_ONCE).get_page(number)  # both are turned together
    here = slice((of_page.number - 1) * AT_ONCE, of_page.number * AT_ONCE)
    return {
        "rows": [_explained(row, facts, names, skills) for row in sorted(rows, key=_place)[here]],
        "proposed": len(rows),
        "empty": empty[here],
        "of_page": of_page,
        "filled": answer.filled + len(facts.outside),
        "wanted": pairing.wanted(facts.problem) + len(facts.outside),
        "total_fit": answer.total_fit,
        "against_best": {
            "filled": answer.filled - best.get("filled", answer.filled),
            "total_fit": answer.total_fit - best.get("total_fit", answer.total_fit),
        },
    }


def _explained(row: Row, facts: Facts, names: Mapping[str, str], skills: Mapping[str, str]) -> Row:
    """The row with why these two may be paired, where both are still there."""
    if not row.figures or row.mentor not in names or row.apprentice not in names:
        return row
    return replace(row, why=pairing.spelt(explain(facts.problem, row.mentor, row.apprentice).verdict, skills))


def _place(row: Row) -> tuple[bool, str, str]:
    """What is new stands first, then by names."""
    mentor, apprentice = (name_key(name, of_person=True) for name in (row.mentor_name, row.apprentice_name))
    return row.kept, mentor, apprentice


def _reason(code: str) -> dict[str, str]:
    return {"says": phrase(code), "mend": phrase(f"mend_{code}")}


@page(reads=[], writes=["POST"])
def run(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """Work out the best pairing: at once, or as a job for a big class."""
    found, at = _where(request, uuid, enterprise)
    if pairing.apprentices_to_pair(found, at).count() >= BIG:
        started.start_pairing(found, at, by=request.actor)
        return redirect("mentoring:proposal", found.uuid, at.uuid)
    try:
        pairing_acts.run_pairing(found, at, by=request.actor)
    except Refused as refusal:  # a lock stands on the page that says so, and is lifted there
        for reason in refusal.verdict.reasons() or [refusal.verdict]:
            messages.error(request, sentence(reason))
        if refusal.verdict.parts:
            messages.error(request, phrase("lock_no_longer_possible"))
    else:
        messages.success(request, gettext("This is the best pairing of today's record."))
    return redirect("mentoring:proposal", found.uuid, at.uuid)


@page(reads=["GET"], writes=["POST"])
def change(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """Move an apprentice by hand, or keep two apart: first what it costs, then the act."""
    found, at = _where(request, uuid, enterprise)
    draft = _looked_at(request, found, at) or pairing.draft_of(found, at)
    if draft is None:
        messages.info(request, gettext("No pairing is proposed yet. Work one out first."))
        return redirect("mentoring:proposal", found.uuid, at.uuid)
    asked = request.POST or request.GET
    forbid = asked.get("kind") == "forbid"
    apprentice, mentor, former = (asked.get(name, "") for name in ("apprentice", "mentor", "former"))
    facts = pairing.facts(found, at, on=timezone.localdate())
    if apprentice not in facts.apprentices or (mentor and mentor not in facts.mentors):
        raise Http404
    link: Link = (mentor, apprentice)
    instead = (former, apprentice) if former and former != mentor else None
    if request.method == "POST" and mentor:
        pairing_acts.change_pairing(draft, by=request.actor, link=link, instead_of=instead, forbid=forbid)
        outcome.say(request, gettext("The proposal is changed."))
        return redirect("mentoring:proposal", found.uuid, at.uuid)
    context = {
        "title": gettext("Keep these two apart") if forbid else gettext("Choose the mentor by hand"),
        "training_class": found,
        "enterprise": at,
        "run": draft,
        "apprentice": apprentice,
        "mentor": mentor,
        "former": former,
        "forbid": forbid,
        "names": facts.names(),
        "who_learns": _apprentice(apprentice, facts.names()[apprentice]),
        "who_teaches": _mentor(mentor, facts.names()[mentor]) if mentor else None,
        "choices": _choices(facts, apprentice, former),
        **(_cost(draft, facts, link, instead, forbid) if mentor else {"cost": None, "refused": None}),
    }
    return render(request, "mentoring/change.html", context)


def _choices(facts: Facts, apprentice: str, former: str) -> list[dict[str, Any]]:
    """Every mentor of the enterprise for one apprentice: those who may first, by fit; the others with the reason."""
    found = []
    skills = mentors.skill_names()
    names = facts.names()
    for id, profile in facts.mentors.items():
        if id != former:
            said = explain(facts.problem, id, apprentice)
            reasons = pairing.spelt(said.verdict, skills).reasons()
            found.append(
                {
                    "id": id,
                    "name": names[id],
                    "named": (profile, names[id]),
                    "figures": said.figures,
                    "reasons": reasons,
                }
            )
    # the mentors stand by name already
    return sorted(found, key=lambda each: -(each["figures"].fit if each["figures"] else -1))


def _cost(draft: PairingRun, facts: Facts, link: Link, instead: Link | None, forbid: bool) -> dict[str, Any]:
    try:
        cost = pairing.weigh(draft, facts, link=link, instead_of=instead, forbid=forbid)
    except Refused as refusal:
        return {"cost": None, "refused": refusal.verdict.reasons() or [refusal.verdict]}
    names = facts.names()
    moved = {
        side: [(_mentor(m, names.get(m, "—")), _apprentice(a, names.get(a, "—"))) for m, a in links]
        for side, links in (("dropped", cost.dropped), ("added", cost.added))
    }
    best = draft.answer.get("optimum", {})
    return {
        "cost": cost,
        "lost": {"filled": -cost.filled, "total_fit": -cost.total_fit},
        "refused": None,
        "against_best": {
            "filled": cost.after.filled - best.get("filled", cost.before.filled),
            "total_fit": cost.after.total_fit - best.get("total_fit", cost.before.total_fit),
        },
        "why": None if forbid else pairing.spelt(explain(facts.problem, *link).verdict, mentors.skill_names()),
        **moved,
    }


@page(reads=[], writes=["POST"])
def wish(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """Lock a proposed pair, or lift a wish."""
    found, at = _where(request, uuid, enterprise)
    draft = pairing.draft_of(found, at) or pairing.former_runs(found, at).first()
    mentor, _comma, apprentice = request.POST.get("link", "").partition(",")
    try:
        link = (str(UUID(mentor)), str(UUID(apprentice)))
    except ValueError:
        raise Http404 from None
    if draft is None:
        raise Http404
    if request.POST.get("act") == "lift":
        pairing_acts.lift_wish(draft, link, by=request.actor)
        messages.info(request, gettext("The setting is removed. Work the pairing out again to see what changes."))
    else:
        pairing_acts.lock_pair(draft, link, by=request.actor)
    return redirect("mentoring:proposal", found.uuid, at.uuid)


def _follows(run: PairingRun, facts: Facts) -> list[str]:
    """What follows from publishing a proposal."""
    answer = msgspec.convert(run.answer, Answer, strict=False)
    fresh = [pair for pair in answer.pairs if (pair.mentor, pair.apprentice) not in facts.kept]
    n = len(fresh)
    told = ngettext("%(n)s pair begins.", "%(n)s pairs begin.", n)
    return [
        told % {"n": written(n)},
        gettext("Mentors and apprentices are told."),
        gettext("What is published is not taken back; a pair is ended with a reason."),
    ]


@page(reads=[], writes=["POST"])
def publish(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """Put the proposed pairs under contract."""
    found, at = _where(request, uuid, enterprise)
    draft = _looked_at(request, found, at)
    if draft is None:
        raise Http404
    require(access.can_publish_pairing(request.actor, draft))
    if draft.state == RunState.PUBLISHED:
        outcome.say(request, "", draft, verb="pairing published")
        return redirect("mentoring:class-pairs", uuid)
    if draft.state == RunState.DROPPED:
        messages.error(request, phrase("pairing_replaced"))
        return redirect("mentoring:proposal", found.uuid, at.uuid)
    form = PublishForm(request.POST, follows=_follows(draft, pairing.facts(found, at, on=timezone.localdate())))
    big = len(draft.answer["pairs"]) >= BIG
    if form.is_valid() and big and not form.overtaken():
        started.start_publishing(draft, by=request.actor, **form.cleaned_data)
        return redirect("mentoring:proposal", found.uuid, at.uuid)
    if (
        form.is_valid()
        and not big
        and done(form, pairing_acts.publish_pairing, draft, by=request.actor, **form.cleaned_data)
    ):
        outcome.say(
            request,
            gettext("The pairs are published. Write goals and tasks into their contracts."),
            draft,
            verb="pairing published",
        )
        return redirect("mentoring:class-pairs", uuid)
    for problems in form.errors.values():
        for each in problems:
            messages.error(request, str(each))
    return redirect("mentoring:proposal", found.uuid, at.uuid)
