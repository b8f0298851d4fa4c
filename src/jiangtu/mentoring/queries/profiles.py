"""Sheets of profiles: what the record says to their template and to their check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from jiangtu.sheets.rules.layout import Layout, Sheet
from jiangtu.sheets.rules.report import Report

from ..models import ApprenticeProfile, MentorProfile
from ..rules import profiles as rules
from . import mentors, pairing

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person
    from jiangtu.training.models import TrainingClass

OF_MENTOR = ("level", "suit", "sites", "shifts", "places")
OF_APPRENTICE = ("suit", "sites", "shifts", "mentors")
Values = dict[str, object]


class Place(NamedTuple):
    """Where apprentices are paired: their class and their enterprise."""

    training_class: TrainingClass
    enterprise: Institution


def mentors_layout(enterprise: Institution) -> Layout:
    """The columns of an enterprise's mentors."""
    return rules.mentors_layout(mentors.skills_at(enterprise.pk))


def mentor_rows(enterprise: Institution) -> Iterator[Values]:
    """Everybody who holds the mentor's role, with what is known of them."""
    known, people = mentors.mentor_rows(enterprise.pk)
    for key, person in people.items():
        row: Values = {"key": key, "name": person.name}
        if profile := known.get(key):
            row |= {name: getattr(profile, name) for name in OF_MENTOR} | _columns(profile.skills)
        yield row


def check_mentors(sheet: Sheet, enterprise: Institution) -> Report[rules.Filled]:
    """Every problem of a sheet of mentors; rows that say what the record says are known."""
    known, people = mentors.mentor_rows(enterprise.pk)
    names = {key: person.name for key, person in people.items()}
    report = rules.check(sheet, rules.Known(names, people.keys() - known.keys()))
    same = {
        each.row
        for each in report.good
        if each.key in known and _same(known[each.key], mentor_values(each, known[each.key]))
    }
    return replace(report, known=same)


def mentor_values(filled: rules.Filled, profile: MentorProfile | None) -> Values:
    """What a line changes of a profile; skills that the sheet has no column for stay as they are."""
    if filled.skills is None:
        return filled.given
    before = profile.skills if profile else {}
    return filled.given | {"skills": {key: grade for key, grade in {**before, **filled.skills}.items() if grade}}


def mentor_changes(rows: Sequence[rules.Filled], enterprise: Institution) -> list[tuple[Person, Values]]:
    """Whose profile each line is, and what it changes."""
    known, people = mentors.mentor_rows(enterprise.pk)
    return [(people[each.key], mentor_values(each, known.get(each.key))) for each in rows]


def apprentices_layout(place: Place) -> Layout:
    """The columns of a class's apprentices."""
    return rules.apprentices_layout(pairing.skills_to_learn(place.training_class))


def apprentice_rows(place: Place) -> Iterator[Values]:
    """The apprentices in training, with what is known of them."""
    learning = apprentices_by_key(place)
    profiles = mentors.profiles_of_apprentices([each.pk for each in learning.values()])
    asked = pairing.wanted_skills(place.training_class)
    for key, each in learning.items():
        row: Values = {"key": key, "name": each.enrolment.person.name}
        profile = profiles.get(each.pk)
        if profile:
            row |= {name: getattr(profile, name) for name in OF_APPRENTICE}
        yield row | _columns((profile and profile.wants) or asked)


def apprentices_by_key(place: Place) -> dict[str, Apprenticeship]:
    """Public id -> the apprenticeship."""
    return {str(each.uuid): each for each in pairing.apprentices_to_pair(*place)}


def check_apprentices(sheet: Sheet, place: Place) -> Report[rules.Filled]:
    """Every problem of a sheet of apprentices; rows that say what the record says are known."""
    learning = apprentices_by_key(place)
    report = rules.check(sheet, rules.Known({key: each.enrolment.person.name for key, each in learning.items()}))
    profiles = mentors.profiles_of_apprentices([each.pk for each in learning.values()])
    asked = pairing.wanted_skills(place.training_class)
    same = {
        each.row
        for each in report.good
        if (profile := profiles.get(learning[each.key].pk)) and _same(profile, apprentice_values(each, asked))
    }
    return replace(report, known=same)


def apprentice_values(filled: rules.Filled, asked: Mapping[str, int]) -> Values:
    """What a line changes of a profile: its grades are what the apprentice is to learn, None as the programme asks."""
    if filled.skills is None:
        return filled.given
    wants = {key: grade for key, grade in {**asked, **filled.skills}.items() if grade}
    return filled.given | {"wants": None if wants == asked else wants or None}


def apprentice_changes(rows: Sequence[rules.Filled], place: Place) -> list[tuple[Apprenticeship, Values]]:
    """Whose profile each line is, and what it changes."""
    learning, asked = apprentices_by_key(place), pairing.wanted_skills(place.training_class)
    return [(learning[each.key], apprentice_values(each, asked)) for each in rows]


def _columns(grades: Mapping[str, int]) -> Values:
    return {f"{rules.SKILL}{key}": grade for key, grade in grades.items()}


def _same(profile: MentorProfile | ApprenticeProfile, values: Values) -> bool:
    return all(getattr(profile, name) == value for name, value in values.items())
