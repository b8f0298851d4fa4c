"""Who is a student: said once, or twice alike."""

from __future__ import annotations

from datetime import date

import pytest

from jiangtu.apprenticeships.rules.roster import check as roster
from tests.apprenticeships.test_roster_check import check, rules_from_files

__all__ = ["rules_from_files"]  # its fixture, by which rules come from the files alone


def test_a_class_of_students_takes_students() -> None:
    facts = roster.ClassFacts("330522", "L4", date(2025, 4, 1), date(2026, 3, 31), intake="student")
    assert check({"full_time_student": "是"}, facts=facts).problems == []


@pytest.mark.parametrize(
    "of_class, intake, student, codes, taken",
    [
        ("student", "在校生", "是", [], ("student", True)),
        ("student", "在校生", "", [], ("student", True)),  # said once is enough
        ("student", "", "", [], ("student", True)),
        ("student", "新招用", "", [], ("new_hire", False)),
        ("student", "新招用", "否", [], ("new_hire", False)),
        ("student", "在校生", "不详", ["student_unclear"], ("student", True)),
        ("student", "在校生", "否", ["student_contradicts"], None),
        ("student", "新招用", "是", ["student_contradicts"], None),
        ("new_hire", "在校生", "", ["full_time_student"], None),  # the other way to say it leads round no rule
        ("new_hire", "在校生", "是", ["full_time_student"], None),
        ("new_hire", "在校生", "否", ["student_contradicts"], None),
        ("new_hire", "新招用", "是", ["full_time_student"], None),
    ],
)
def test_a_student_is_said_in_one_place_or_twice_alike(of_class, intake, student, codes, taken) -> None:
    facts = roster.ClassFacts("330522", "L4", date(2025, 4, 1), date(2026, 3, 31), intake=of_class)
    report = check({"intake": intake, "full_time_student": student}, facts=facts)
    assert [problem.code for problem in report.problems] == codes
    if taken:
        assert [(entry.intake, entry.full_time_student) for entry in report.good] == [taken]
    else:
        assert report.good == []
