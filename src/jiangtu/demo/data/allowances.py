"""Which Measures the enterprises follow, final reviews, and two allowance runs, one of them with an objection."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from jiangtu.allowances.actions import objections, runs
from jiangtu.allowances.models import MeasuresChoice
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Institution, Membership
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.mentoring.models import Pair, PairReview

from .classes import STORY, Plan
from .seed import Seed, key
from .staff import hr_of
from .units import Units

MEASURES = ("graded-hundred", "flat-two-hundred", "second-harbour-equipment")
GRADES = ("excellent", "good", "good", "pass", "pass", "fail")


def load(seed: Seed, units: Units, plans: list[Plan]) -> None:
    """Write choices and reviews; compute, show and release through the room's own acts."""
    story, petroleum = plans[STORY].enterprises[0], units.by_key["cnpc"]
    chosen = {story.pk: "second-harbour-equipment", petroleum.pk: "example-petroleum"}
    firms = {unit.pk: unit for plan in plans for unit in plan.enterprises}
    MeasuresChoice.objects.bulk_create(
        MeasuresChoice(
            uuid=key("measures", unit.uuid),
            enterprise=unit,
            measures=chosen.get(pk, MEASURES[number % 3]),
            since=seed.weeks(-104),
        )
        for number, (pk, unit) in enumerate(sorted(firms.items()))
    )
    _final_reviews(seed)
    half_year = _last_half_year(seed.today)
    _released(seed, story, *half_year)
    _objected(petroleum, *_last_quarter(seed.today))


def _final_reviews(seed: Seed) -> None:
    """Pairs that came to their term were reviewed by the enterprise's HR."""
    hr = {m.institution_id: m.person_id for m in Membership.objects.filter(role=Role.ENTERPRISE_HR)}
    ended = Pair.objects.filter(apprenticeship__state="completed").select_related("mentor").order_by("uuid")
    PairReview.objects.bulk_create(
        PairReview(
            uuid=key("review", pair.uuid),
            pair=pair,
            on=pair.until or seed.today,
            grade=seed.chance.choice(GRADES),
            final=True,
            by_id=hr[pair.mentor.enterprise_id],
        )
        for pair in ended
    )


def _released(seed: Seed, enterprise: Institution, first: date, last: date) -> None:
    """A run that went its whole way: shown, objected to, answered, released."""
    hr = hr_of(enterprise)
    run = runs.compute_run(enterprise, period_from=first, period_to=last, by=hr)
    runs.show_run(run, by=hr)
    line = run.lines.select_related("mentor").order_by("mentor__uuid")[0]
    mentor = _actor(line.mentor.person_id, Role.ENTERPRISE_MENTOR)
    word = "三月份的日志当月已写，签认晚了几天，请核对。"
    objection = objections.object_to_statement(run, line.mentor, word=word, by=mentor)
    objections.answer_objection(objection, word="已核对：签认日期不影响计月，该月已计入。", by=hr)
    runs.release_run(run, by=hr)


def _objected(enterprise: Institution, first: date, last: date) -> None:
    """A run that is shown and waits for HR's answer to a mentor."""
    hr = hr_of(enterprise)
    run = runs.compute_run(enterprise, period_from=first, period_to=last, by=hr)
    runs.show_run(run, by=hr)
    line = run.lines.select_related("mentor").order_by("mentor__uuid")[0]
    mentor = _actor(line.mentor.person_id, Role.ENTERPRISE_MENTOR)
    objections.object_to_statement(run, line.mentor, word="两名徒弟同时带教，为何其中一名暂缓？", by=mentor)


def _actor(person: int, role: str) -> Actor:
    hats = memberships.hats(person, on=timezone.localdate())
    return memberships.actor(next(hat for hat in hats if hat.role == role))


def _last_half_year(today: date) -> tuple[date, date]:
    if today.month > 6:
        return date(today.year, 1, 1), date(today.year, 6, 30)
    return date(today.year - 1, 7, 1), date(today.year - 1, 12, 31)


def _last_quarter(today: date) -> tuple[date, date]:
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last
