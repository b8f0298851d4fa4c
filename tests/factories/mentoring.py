"""Situations of mentoring: mentors with profiles, a class to be paired, pairs in force.

it = situation()                        # a class with apprentices at an enterprise, two mentors, HR
run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
it = paired()                           # the same with pairs in force and a countersigned log
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Institution
from jiangtu.institutions.queries import memberships
from jiangtu.mentoring.actions import pairs as pairs_acts
from jiangtu.mentoring.actions import profiles
from jiangtu.mentoring.models import MentorProfile, Pair
from jiangtu.people.models import Person
from jiangtu.training.models import TrainingClass

from . import training as make
from .institutions import client_as, hat, institution, member

__all__ = ["client_as", "institution", "member"]
SINCE, UNTIL = date(2025, 1, 1), date(2025, 6, 15)


@dataclass
class Situation:
    """A class of one enterprise and who has to do with it."""

    training_class: TrainingClass
    enterprise: Institution
    hr: Actor
    mentors: list[MentorProfile]
    apprentices: list[Apprenticeship]
    pairs: list[Pair] = field(default_factory=list)

    @property
    def head(self) -> Actor:
        return make.head_of(self.training_class)

    def mentor(self, at: int = 0) -> Actor:
        return mentor_actor(self.mentors[at])

    def apprentice(self, at: int = 0) -> Actor:
        return make.apprentice_of(self.apprentices[at].enrolment)


def mentor_actor(profile: MentorProfile) -> Actor:
    """The hat of a profile's person."""
    held = memberships.hats(profile.person_id, on=date(2025, 6, 16))
    return memberships.actor(next(each for each in held if each.role == "enterprise_mentor"))


def mentor(
    enterprise: Institution, *, person: Person | None = None, by: Actor | None = None, **values: Any
) -> MentorProfile:
    """A mentor of the enterprise: a technician of one site and shift who masters the class's skills."""
    held = hat("enterprise_mentor", enterprise, of=person)
    filled = {
        "level": "L2", "skills": {"c1": 4, "c2": 4}, "suit": "red", "sites": ["A"], "shifts": ["day"], "places": 2,
        **values,
    }  # fmt: skip
    return profiles.keep_mentor_profile(held.person, enterprise, by=by or member("enterprise_hr", enterprise), **filled)


def apprenticeships(of: TrainingClass, *, state: str = "active", level: str = "L5") -> list[Apprenticeship]:
    """An apprenticeship for everybody on the class's register."""
    return Apprenticeship.objects.bulk_create(
        [
            Apprenticeship(
                enrolment=each, state=state, intake="new_hire", contract_from=of.starts_on, current_level=level
            )
            for each in of.enrolments.order_by("pk")
        ]
    )


def situation(*, apprentices: int = 3, mentors: int = 2, placed: bool = True, **values: Any) -> Situation:
    """A running class to be paired; `placed` apprentices work at site A by day."""
    values.setdefault("starts_on", SINCE)
    values.setdefault("ends_on", date(2025, 12, 31))
    of = make.running_class(apprentices=apprentices, **values)
    enterprise = of.enterprises.get()
    hr = member("enterprise_hr", enterprise)
    found = Situation(of, enterprise, hr, [], apprenticeships(of))
    found.mentors = [mentor(enterprise, by=hr) for _ in range(mentors)]
    if placed:
        profiles.place_apprentices(found.apprentices, by=hr, sites=["A"], shifts=["day"])
    return found


def begin_pair(
    mentor: MentorProfile, apprenticeship: Apprenticeship, *, by: Actor, since: date, term_to: date | None = None
) -> Pair:
    """One pair under contract from a day on."""
    pair = Pair(mentor=mentor, apprenticeship=apprenticeship, since=since, term_to=term_to)
    return pairs_acts.begin_pairs([pair], by=by)[0]


def paired(*, since: date = SINCE, logged: bool = True, **values: Any) -> Situation:
    """Every apprentice paired with a mentor in turn, with a countersigned entry in each month up to June 2025."""
    found = situation(**values)
    for at, each in enumerate(found.apprentices):
        found.pairs.append(
            begin_pair(
                found.mentors[at % len(found.mentors)], each, by=found.hr, since=since, term_to=date(2025, 12, 31)
            )
        )
    if logged:
        log(found)
    return found


def log(found: Situation, months: range = range(1, 7)) -> None:
    """A countersigned entry of everybody in each of these months of 2025."""
    for each in found.apprentices:
        for month in months:
            make.log_entry(each.enrolment, date(2025, month, 10), state="countersigned")
