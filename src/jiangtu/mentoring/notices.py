"""Of what this room tells people: new pairs and their contracts, what apprentices correct, what waits too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.apprenticeships.queries import stages
from jiangtu.assessment.rules.standing import ENTERPRISE
from jiangtu.core.dated import in_force
from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import institutions, memberships
from jiangtu.institutions.states import Role
from jiangtu.notices.doors import kinds
from jiangtu.notices.rules import Kind, To, Urgency
from jiangtu.people import queries as people
from jiangtu.training.queries import logbook

from .models import Pair, PairingRun
from .queries.log import waiting_with
from .reminders import REMINDER

ANSWERED = ("log entry countersigned", "log entry returned", "log entry withdrawn")


def both_sides(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Mentor and apprentice of the pairs that the facts are about, each told of the other."""
    found = Pair.objects.filter(uuid__in=[fact.subject for fact in facts]).order_by()
    rows = found.select_related("mentor__person", "apprenticeship__enrolment__person")
    pairs = {pair.uuid: pair for pair in rows}
    for fact in facts:
        if pair := pairs.get(fact.subject):
            mentor, apprentice, at = pair.mentor.person, pair.apprenticeship.enrolment.person, pair.mentor.enterprise_id
            page, day = reverse("mentoring:pair", args=[pair.uuid]), {"day": pair.since}
            yield To(mentor.pk, page, fact, {"other": apprentice.name, **day}, Role.ENTERPRISE_MENTOR, at)
            yield To(apprentice.pk, page, fact, {"other": mentor.name, **day}, Role.APPRENTICE, at)


def of_pair(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Mentor and apprentice of the pairs in whose history the facts stand: what HR has done to their pair."""
    keys = {key for fact in facts for key in fact.threads}
    found = Pair.objects.filter(uuid__in=keys).select_related("mentor", "apprenticeship__enrolment").order_by()
    pairs = {pair.uuid: pair for pair in found}
    for fact in facts:
        for pair in (pairs[key] for key in fact.threads if key in pairs):
            page, at, values = reverse("mentoring:pair", args=[pair.uuid]), pair.mentor.enterprise_id, {"day": fact.on}
            yield To(pair.mentor.person_id, page, fact, values, Role.ENTERPRISE_MENTOR, at)
            yield To(pair.apprenticeship.enrolment.person_id, page, fact, values, Role.APPRENTICE, at)


def mentor_of_pair(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The mentor alone: of what counts for the allowance."""
    yield from (to for to in of_pair(facts) if to.role == Role.ENTERPRISE_MENTOR)


def _runs(facts: Sequence[JournalEntry]) -> dict[UUID, PairingRun]:
    found = PairingRun.objects.filter(uuid__in=[fact.subject for fact in facts])
    return {run.uuid: run for run in found.select_related("training_class", "enterprise").order_by()}


def who_publishes(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """HR of the enterprise for which somebody of another house proposed pairs: it alone publishes them."""
    asked = [fact for fact in facts if fact.role != Role.ENTERPRISE_HR]
    runs = _runs(asked)
    houses = {run.enterprise_id for run in runs.values()}
    staff = memberships.holders(houses, Role.ENTERPRISE_HR, on=timezone.localdate())
    for fact in asked:
        if run := runs.get(fact.subject):
            page = reverse("mentoring:proposal", args=[run.training_class.uuid, run.enterprise.uuid])
            for person in staff.get(run.enterprise_id, ()):
                values = {"class": run.training_class.name}
                yield To(person, page, fact, values, Role.ENTERPRISE_HR, run.enterprise_id, run.training_class.uuid)


def who_proposed(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Who of another house proposed the pairs that HR has published."""
    runs = _runs(facts)
    proposed = JournalEntry.objects.filter(subject__in=list(runs), verb="pairing run").exclude(role=Role.ENTERPRISE_HR)
    by = {each.subject: each for each in proposed.order_by("pk") if each.actor}
    whose = people.keys_of(each.actor for each in by.values() if each.actor)
    houses = institutions.keys_of(each.institution for each in by.values() if each.institution)
    for fact in facts:
        if (run := runs.get(fact.subject)) and (first := by.get(fact.subject)) and first.actor in whose:
            page = reverse("mentoring:class-pairs", args=[run.training_class.uuid])
            values = {"class": run.training_class.name, "pairs": (fact.after or {}).get("pairs", 0)}
            house = houses.get(first.institution) if first.institution else None
            yield To(whose[first.actor], page, fact, values, first.role, house)


def contract_keepers(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """HR of the enterprises whose pairing was published: the contracts are to be printed and signed."""
    found = PairingRun.objects.filter(uuid__in=[fact.subject for fact in facts]).select_related("training_class")
    runs = {run.uuid: run for run in found.order_by()}
    staff = memberships.holders(
        {run.enterprise_id for run in runs.values()}, Role.ENTERPRISE_HR, on=timezone.localdate()
    )
    for fact in facts:
        if run := runs.get(fact.subject):
            values = {"class": run.training_class.name, "pairs": (fact.after or {}).get("pairs", 0)}
            for person in staff.get(run.enterprise_id, ()):
                page = reverse("mentoring:pairs")
                yield To(person, page, fact, values, Role.ENTERPRISE_HR, run.enterprise_id)


def mentors_of_entries(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The mentors who are to countersign the entries that the facts are about."""
    by_entry = {fact.subject: fact for fact in facts}
    for each in waiting_with(entries=by_entry):
        fact = by_entry[each.entry]
        values = {"apprentice": each.apprentice, "day": each.on}
        yield To(each.mentor, reverse("mentoring:countersign"), fact, values, Role.ENTERPRISE_MENTOR, each.enterprise)


def who_countersigned(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Who countersigned the entries that were corrected, where the correction is not theirs to countersign as well."""
    asked = {(each.entry, each.mentor) for each in waiting_with(entries=[fact.subject for fact in facts])}
    found = logbook.countersigners(fact.subject for fact in facts)
    for fact in facts:
        if (of := found.get(fact.subject)) and (fact.subject, of[0]) not in asked:
            person, day, apprentice, enterprise = of
            page = reverse("training:entry", args=[fact.subject])
            values = {"apprentice": apprentice, "day": day}
            yield To(person, page, fact, values, Role.ENTERPRISE_MENTOR, enterprise)


def waiting_long(on: date) -> Iterator[To]:
    """Entries that have waited for their mentor for more than a week."""
    for each in waiting_with(logbook.waits_long(on)):
        values = {"apprentice": each.apprentice, "day": each.on}
        page = reverse("mentoring:countersign")
        yield To(each.mentor, page, None, values, Role.ENTERPRISE_MENTOR, each.enterprise, each.entry)


def unassessed(on: date) -> Iterator[To]:
    """The mentors who have not yet assessed an apprentice for the open stage."""
    waiting = stages.unassessed(ENTERPRISE, on=on).order_by()
    found = Pair.objects.filter(in_force(on), apprenticeship__in=waiting.values("pk")).order_by("pk")
    of = ("mentor__person", "mentor__enterprise", "apprenticeship__uuid", "apprenticeship__enrolment__person__name")
    for mentor, enterprise, uuid, name in found.values_list(*of):
        page = reverse("apprenticeships:assess", args=[uuid])
        yield To(mentor, page, None, {"apprentice": name}, Role.ENTERPRISE_MENTOR, enterprise, uuid)


def terms_ended(on: date) -> Iterator[To]:
    """Pairs whose contract's term is over and that nobody has ended or extended."""
    found = Pair.objects.filter(until__isnull=True, term_to__lt=on).select_related("mentor").order_by("pk")
    pairs = list(found)
    staff = memberships.holders({pair.mentor.enterprise_id for pair in pairs}, Role.ENTERPRISE_HR, on=on)
    for pair in pairs:
        at = pair.mentor.enterprise_id
        for person in staff.get(at, ()):
            page = reverse("mentoring:pair", args=[pair.uuid])
            yield To(person, page, None, {"day": pair.term_to}, Role.ENTERPRISE_HR, at, pair.uuid)


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """Pairs, contracts, corrected entries, and what waits too long."""
    both, mentor, hr = (Role.ENTERPRISE_MENTOR, Role.APPRENTICE), (Role.ENTERPRISE_MENTOR,), (Role.ENTERPRISE_HR,)
    propose = (Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)
    return (
        Kind(
            "mentoring.pairs-proposed",
            _("Somebody proposed pairs for your enterprise"),
            _("%(class)s: pairs of mentors and apprentices are proposed. You alone publish them."),
            Urgency.SOON, hr, ("pairing run",), who_publishes, done=("pairing published",),
        ),
        Kind(
            "mentoring.proposal-published",
            _("Pairs that you proposed were published"),
            _("%(class)s: the enterprise published the pairs that you proposed: %(pairs)s."),
            Urgency.SOON, propose, ("pairing published",), who_proposed,
        ),
        Kind(
            "mentoring.contract-written",
            _("The contract of your pair was changed"),
            _("HR changed the contract of your pair on %(day)s."),
            Urgency.SOON, both, ("pair contract written",), of_pair,
        ),
        Kind(
            "mentoring.pair-ended",
            _("Your pair of mentor and apprentice was ended"),
            _("Your pair ended; its last day is %(day)s. Its page says why."),
            Urgency.NOW, both, ("pair ended",), of_pair,
        ),
        Kind(
            "mentoring.pair-resumed",
            _("Your pair of mentor and apprentice runs again"),
            _("The end of your pair was taken back on %(day)s: it runs on as before."),
            Urgency.NOW, both, ("pair resumed",), of_pair,
        ),
        Kind(
            "mentoring.reviewed",
            _("Your pair was reviewed"),
            _("HR entered a review of your pair on %(day)s."),
            Urgency.SOON, both, ("pair reviewed", "pair reviewed at the end"), of_pair,
        ),
        Kind(
            "mentoring.accident",
            _("An accident in a pair of yours was entered, or withdrawn"),
            _("HR entered or withdrew an accident of your apprentice (%(day)s). It can count for your allowance."),
            Urgency.SOON, mentor, ("accident entered", "accident withdrawn"), mentor_of_pair,
        ),
        Kind(
            "mentoring.pair-begun",
            _("You are in a new pair of mentor and apprentice"),
            _("From %(day)s you are paired with %(other)s. The contract is for both of you to sign."),
            Urgency.NOW, both, ("pair begun",), both_sides,
        ),
        Kind(
            "mentoring.contracts-to-sign",
            _("Pairs were published; their contracts are to be signed"),
            _("%(class)s: pairs that were published: %(pairs)s. Print the contracts and have them signed."),
            Urgency.SOON, hr, ("pairing published",), contract_keepers,
        ),
        Kind(
            "mentoring.log-sent-again",
            _("A log entry that was returned was sent again"),
            _("%(apprentice)s sent the returned log entry of %(day)s again. It waits for you."),
            Urgency.SOON, mentor, ("log entry sent again",), mentors_of_entries, done=ANSWERED,
        ),
        Kind(
            "mentoring.log-corrected",
            _("A log entry was corrected and waits for you"),
            _("%(apprentice)s corrected the log entry of %(day)s. It waits for you to countersign."),
            Urgency.SOON, mentor, ("log entry corrected",), mentors_of_entries, done=ANSWERED,
        ),
        Kind(
            "mentoring.log-countersigned-corrected",
            _("A log entry that you countersigned was corrected"),
            _("%(apprentice)s corrected the log entry of %(day)s, which you had countersigned."),
            Urgency.SOON, mentor, ("log entry corrected",), who_countersigned,
        ),
        Kind(
            "mentoring.log-waits",
            _("A log entry has waited for you for more than a week"),
            _("The log entry of %(apprentice)s of %(day)s has waited for more than a week."),
            Urgency.SOON, mentor, late=waiting_long, done=ANSWERED,
        ),
        Kind(
            "mentoring.unassessed",
            _("An apprentice needs your assessment"),
            _("%(apprentice)s still needs your assessment for the open stage."),
            Urgency.SOON, mentor, late=unassessed,
        ),
        Kind(
            "mentoring.term-ended",
            _("A contract of mentor and apprentice has run out"),
            _("The term of a contract ended on %(day)s. End the pair, or write the contract anew."),
            Urgency.SOON, hr, late=terms_ended, done=("pair ended", "pair contract written"),
        ),
        REMINDER,
    )  # fmt: skip
