"""Of what rooms below this one have people told: files that were checked, enterprises that are asked and answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import institutions, memberships, partnerships
from jiangtu.institutions.states import Role
from jiangtu.people import queries as people
from jiangtu.people.states import CHANGES
from jiangtu.sheets import queries as sheets

from .doors import kinds
from .rules import Kind, To, Urgency, both

BRING_FILES = (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)


def who_brought(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Who brought the files that the facts are about: the check is done, in a job, while they did something else."""
    givers = sheets.givers(fact.subject for fact in facts)
    keys = people.keys_of(person for person, _name in givers.values())
    houses = institutions.keys_of(fact.institution for fact in facts if fact.institution)
    for fact in facts:
        person, name = givers.get(fact.subject, (None, ""))
        if person in keys:
            found = fact.after or {}
            values = {"file": name, "good": found.get("good", 0), "rows": found.get("rows", 0)}
            page = reverse("sheets:file", args=[fact.subject])
            house = houses.get(fact.institution) if fact.institution else None
            yield To(keys[person], page, fact, values, fact.role, house)


def asked(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """HR of the enterprises that are asked for a partnership."""
    return _of_partners(facts, Role.ENTERPRISE_HR)


def other_side(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Of partners' answers and of what is taken back: the heads of the college, or HR where the college did it."""
    by_college = [fact for fact in facts if fact.role != Role.ENTERPRISE_HR]
    yield from _of_partners(by_college, Role.ENTERPRISE_HR)
    yield from _of_partners([fact for fact in facts if fact.role == Role.ENTERPRISE_HR], Role.PROGRAMME_HEAD)


def _of_partners(facts: Sequence[JournalEntry], role: Role) -> Iterator[To]:
    of = {fact.subject for fact in facts}
    found = partnerships.partners(of, {thread for fact in facts for thread in fact.threads})
    side = {
        key: each.enterprise if role == Role.ENTERPRISE_HR else each.partnership.college for key, each in found.items()
    }
    people_there = memberships.holders({house.pk for house in side.values()}, role, on=timezone.localdate())
    for fact in facts:
        for thread in fact.threads:
            if partner := found.get((fact.subject, thread)):
                house = side[(fact.subject, thread)]
                values = {"college": both(partner.partnership.college), "enterprise": both(partner.enterprise)}
                page = reverse("institutions:partnership", args=[fact.subject])
                for person in people_there.get(house.pk, ()):
                    yield To(person, page, fact, values, role, house.pk)


def whose_account(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Whose way of signing in was changed, by whomever: it may have been somebody else."""
    accounts = people.accounts_changed(facts)
    for fact in facts:
        if (account := accounts.get(fact.subject)) and account.person_id:
            values = {"what": in_both(CHANGES[fact.verb].label)}
            yield To(account.person_id, reverse("people:my-sign-ins"), fact, values)


def in_both(text: str | Promise) -> dict[str, str]:
    """A text of the program in both languages, as the values of a notice keep it."""
    said = {}
    for key, language in (("en", "en"), ("zh", "zh-hans")):
        with override(language):
            said[key] = str(text)
    return said


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """Accounts that were changed, files checked, and files that could not be read; partnerships asked and answered."""
    return (
        Kind(
            "people.account-changed",
            _("Your way of signing in was changed"),
            _("In your account: %(what)s. If it was not you, change your password and sign out your other devices."),
            Urgency.LATER,  # people has mailed it at once, whatever is chosen here
            tuple(Role), tuple(CHANGES), whose_account, also_oneself=True,
        ),
        Kind(
            "sheets.checked",
            _("A file that you sent was checked"),
            _("%(file)s was checked: %(good)s of %(rows)s rows can be imported."),
            Urgency.LATER, BRING_FILES, tuple(f"{name} checked" for name in sheets.names()), who_brought,
            also_oneself=True,
            done=tuple(f"{name} {end}" for name in sheets.names() for end in ("taken over", "discarded", "deleted")),
        ),
        Kind(
            "sheets.unreadable",
            _("A file that you sent could not be read"),
            _("%(file)s could not be read. Its page says why."),
            Urgency.LATER, BRING_FILES, tuple(f"{name} unreadable" for name in sheets.names()), who_brought,
            also_oneself=True,
        ),
        Kind(
            "institutions.partnership-asked",
            _("A college asks for a partnership"),
            _("%(college)s asks your enterprise for a partnership. Until you agree it sees nothing but your name."),
            Urgency.SOON, (Role.ENTERPRISE_HR,), ("partnership asked",), asked,
            done=("partnership agreed", "partnership declined", "partnership withdrawn"),
        ),
        Kind(
            "institutions.partnership-agreed",
            _("An enterprise agreed to a partnership"),
            _("%(enterprise)s agreed to the partnership with %(college)s."),
            Urgency.SOON, (Role.PROGRAMME_HEAD,), ("partnership agreed",), other_side,
        ),
        Kind(
            "institutions.partnership-declined",
            _("An enterprise declined a partnership"),
            _("%(enterprise)s declined the partnership with %(college)s. Its page says why."),
            Urgency.SOON, (Role.PROGRAMME_HEAD,), ("partnership declined",), other_side,
        ),
        Kind(
            "institutions.partnership-withdrawn",
            _("A partnership was withdrawn"),
            _("The partnership of %(enterprise)s with %(college)s was withdrawn."),
            Urgency.SOON, (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD), ("partnership withdrawn",), other_side,
        ),
    )  # fmt: skip
