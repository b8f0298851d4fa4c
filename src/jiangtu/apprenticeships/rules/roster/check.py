"""The check of a roster: every problem of every row, and what the rows say.

Pure: what the database knows comes in as `Known`, today as a date. Columns are read whole and equal cells once,
because a roster of a hundred thousand lines has few different dates, levels and enterprises.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from jiangtu.competences.rules.levels import NATIONAL, ladder, spelled
from jiangtu.core.days import age
from jiangtu.core.letters import tight
from jiangtu.institutions.rules import credit_codes, regions
from jiangtu.people.rules import documents
from jiangtu.people.rules import names as of_people
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.layout import Sheet
from jiangtu.sheets.rules.report import NO_FIGURES, Problem, Report
from jiangtu.sheets.rules.values import Cell

from . import words
from .book import RosterRules, WorkingAgeRules
from .columns import DOCUMENTS, INTAKES, LONGEST, ROSTER
from .contracts import contract
from .levels import read_level
from .problems import problem

_ORDER = {key: order for order, key in enumerate(ROSTER.keys)}

Identity = tuple[str, str]  # whose a document is, as `documents.identity` tells
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the check asks of the class. `level` is a key of its `ladder`; both dates are inclusive."""

    place: str
    level: str
    starts_on: date
    ends_on: date
    intake: str = "new_hire"
    pooled: bool = False
    ladder: str = NATIONAL


@dataclass(frozen=True, slots=True)
class Known:
    """What only the database knows of the people and enterprises of a roster (`identities` says which people).

    `enterprises`: credit codes of the class's enterprises, None when not known; `others`: those for which whoever
    brings the roster may not speak; `called`: name of either (as `enterprise_name` spells it) → its code.
    `in_training`: people in another class; `left`: people who left this one.
    `levels_before`: the highest level a person was trained to in this trade. `names`: as they are recorded.
    Each person is called by one document; `people` tells it for the others that are theirs.
    """

    enterprises: frozenset[str] | None = None
    others: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict)
    left: Container[Identity] = frozenset()
    names: Mapping[Identity, str] = field(default_factory=dict)
    people: Mapping[Identity, Identity] = field(default_factory=dict)
    in_training: Container[Identity] = frozenset()
    levels_before: Mapping[Identity, str] = field(default_factory=dict)


class Entry(NamedTuple):
    """One row, read. What could not be read is "" or None, and a problem says so."""

    row: int
    name: str
    id_type: str
    resident_id: str
    phone: str
    contract_from: date | None
    contract_to: date | None
    intake: str
    current_level: str
    full_time_student: bool
    post: str
    enterprise: str
    remark: str

    @property
    def identity(self) -> Identity:
        """What tells who this is."""
        return documents.identity(self.id_type, self.resident_id)


def identities(sheet: Sheet) -> set[Identity]:
    """The people a roster names, for asking the database about them before the check."""
    kinds = _each(_kind, sheet.column("id_type"))
    numbers = map(values.number, sheet.column("resident_id"))
    return {documents.identity(kind, number) for kind, number in zip(kinds, numbers, strict=True) if kind and number}


def check(
    sheet: Sheet,
    facts: ClassFacts,
    book: RosterRules,
    ages: WorkingAgeRules,
    *,
    today: date,
    known: Known | None = None,
) -> Report[Entry]:
    """Check all rows of a roster for a class, under the rules of its place on the day it starts."""
    return _Check(sheet, facts, book, ages, today, known or Known()).report()


def _each(read: Callable[[Cell], T], cells: Iterable[Cell]) -> list[T]:
    """Each cell read, equal ones once. (1 and TRUE are equal here, and mean the same in every column read so.)"""
    cells = list(cells)
    known = {cell: read(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def enterprise_name(name: str) -> str:
    """An enterprise's name as names are compared: whatever their width, spaces and capitals."""
    return tight(name).casefold()


def _typed(cell: Cell) -> str:
    """What stands in a cell for an enterprise: its name or code, whole; of other numbers the digits are hidden."""
    return values.text(cell)[:40] if credit_codes.check(values.number(cell)[:40]) else values.quoted(cell, most=40)


def _kind(cell: Cell) -> str | None:
    return documents.kind_of(values.text(cell)[:100])


class _Check:
    """One run: each step reads its columns, notes problems and returns what it read."""

    def __init__(
        self, sheet: Sheet, facts: ClassFacts, book: RosterRules, ages: WorkingAgeRules, today: date, known: Known
    ) -> None:
        self.sheet, self.facts, self.book, self.ages, self.today, self.known = sheet, facts, book, ages, today, known
        self.lines = sheet.lines
        self.problems: list[Problem] = []
        rungs = ladder(facts.ladder)
        self.rungs = tuple(map(spelled, rungs))
        self.ranks = {level.key: level.rank for level in rungs}
        self.labels = {level.key: spelled(level) for level in rungs}

    def report(self) -> Report[Entry]:
        names = self.names()
        kinds, numbers, whole = self.documents()
        phones = self.phones()
        starts, ends = self.contracts()
        self.people(names, kinds, numbers, whole)
        self.working_ages(kinds, numbers, whole, starts)
        intakes, levels = self.intakes(), self.levels()
        students = self.students(intakes)
        posts, remarks = self.texts("post"), self.texts("remark")
        enterprises = self.enterprises()
        entries = list(
            map(
                Entry,
                self.lines,
                names,
                [kind or "" for kind in kinds],
                numbers,
                phones,
                starts,
                ends,
                intakes,
                levels,
                students,
                posts,
                enterprises,
                remarks,
            )
        )
        self.problems.sort(key=lambda problem: (problem.row, _ORDER[problem.column]))
        return Report(self.problems, entries)

    def note(self, position: int, column: str, code: str, details: Mapping[str, object] = NO_FIGURES) -> None:
        self.problems.append(problem(self.lines[position], column, code, details))

    def names(self) -> list[str]:
        found = []
        for position, cell in enumerate(self.sheet.column("name")):
            text = cell if isinstance(cell, str) else values.text(cell)
            name = "" if values.failed(cell) else of_people.spelled(text)
            found.append(name)
            said = of_people.check(name)
            if said.code:
                self.note(position, "name", said.code, said.figures())
        return found

    def documents(self) -> tuple[list[str | None], list[str], list[bool]]:
        """Types, numbers, and whether each number has at least its form: only then do its digits say anything."""
        kinds = _each(_kind, self.sheet.column("id_type"))
        issued = regions.codes()
        numbers: list[str] = []
        whole: list[bool] = []
        for position, (cell, kind) in enumerate(zip(self.sheet.column("resident_id"), kinds, strict=True)):
            number = values.number(cell)
            numbers.append(number)
            missing = number in values.NOTHING or values.failed(cell)
            if kind is None:
                self.note(
                    position,
                    "id_type",
                    "id_type_unknown",
                    {"have": values.quoted(self.sheet.column("id_type")[position]), "need": DOCUMENTS},
                )
                codes: tuple[str, ...] = ("id_missing",) if missing else ()
                whole.append(False)
            elif missing:
                codes = ("id_missing",)
                whole.append(False)
            elif kind in documents.EIGHTEEN_DIGITS and values.lost_digits(cell):
                codes = ("id_as_number",)
                whole.append(False)
            else:
                codes = documents.faults(number, kind, on=self.today, regions=issued)
                whole.append(not codes or codes[0] not in ("id_length", "id_characters"))
            for code in codes:
                self.note(position, "resident_id", code, documents.figures(code, number, kind or documents.RESIDENT_ID))
        return kinds, numbers, whole

    def people(
        self, names: Sequence[str], kinds: Sequence[str | None], numbers: Sequence[str], whole: Sequence[bool]
    ) -> None:
        """Who stands in the file twice, is in training, left this class, or was trained to this level before."""
        first: dict[Identity, int] = {}
        target = self.ranks[self.facts.level]
        for position, (kind, number, usable) in enumerate(zip(kinds, numbers, whole, strict=True)):
            if not usable:
                continue
            person = documents.identity(kind or "", number)
            person = self.known.people.get(person, person)
            line = first.setdefault(person, self.lines[position])
            if line != self.lines[position]:
                self.note(position, "resident_id", "duplicate_in_file", {"have": str(line)})
            if person in self.known.in_training:
                self.note(position, "resident_id", "already_in_training")
            if person in self.known.left:
                self.note(position, "resident_id", "left_this_class")
            before = self.known.levels_before.get(person)
            if before is not None and self.ranks.get(before, -1) >= target:
                figures = {"have": self.labels[before], "need": self.labels[self.facts.level]}
                self.note(position, "resident_id", "same_level_before", figures)
            recorded = self.known.names.get(person)
            if recorded and names[position] and not of_people.same(recorded, names[position]):
                self.note(position, "name", "name_differs")

    def working_ages(
        self, kinds: Sequence[str | None], numbers: Sequence[str], whole: Sequence[bool], starts: Sequence[date | None]
    ) -> None:
        """The age on the day the contract begins. Where somebody too young then is old enough when the class begins,
        the day is at fault and not the person."""
        least, adult = self.ages.minimum_age, self.ages.adult_age
        for position, start in enumerate(starts):
            if start is None or not whole[position]:
                continue
            born = documents.birth_date(numbers[position], kinds[position] or "")
            if born is None or born > self.today:
                continue
            years = age(born, start)
            if start < born:
                self.note(position, "contract_from", "day_before_birth", {"have": start})
            elif least is not None and years < least:
                at_fault = "contract_from" if age(born, self.facts.starts_on) >= least else "resident_id"
                figures = {"have": years, "need": least, "source": self.ages.cite("minimum_age")}
                self.note(position, at_fault, "under_age", figures)
            elif adult is not None and years < adult:
                figures = {"have": years, "need": adult, "source": self.ages.cite("adult_age")}
                self.note(position, "resident_id", "young_worker", figures)

    def phones(self) -> list[str]:
        found = _each(values.phone, self.sheet.column("phone"))
        for position, number in enumerate(found):
            if number is None:
                self.note(position, "phone", "phone_invalid")
        return [number or "" for number in found]

    def contracts(self) -> tuple[list[date | None], list[date | None]]:
        """Both days of each contract; the pairs of a roster are few, so that each is judged once."""
        pairs = list(zip(self.sheet.column("contract_from"), self.sheet.column("contract_to"), strict=True))
        judged = {pair: contract(*pair, self.facts, self.book, self.today) for pair in set(pairs)}
        found = [judged[pair] for pair in pairs]
        for position, (_, _, problems) in enumerate(found):
            for column, code, details in problems:
                self.note(position, column, code, details)
        return [start for start, _, _ in found], [end for _, end, _ in found]

    def intakes(self) -> list[str]:
        cells = self.sheet.column("intake")
        found = _each(words.intake, cells)
        for position, word in enumerate(found):
            if word is None:
                self.note(
                    position, "intake", "intake_unknown", {"have": values.quoted(cells[position]), "need": INTAKES}
                )
        return [word or self.facts.intake for word in found]

    def levels(self) -> list[str]:
        cells = self.sheet.column("current_level")
        found = _each(lambda cell: read_level(cell, self.facts.ladder), cells)
        target = self.ranks[self.facts.level]
        for position, level in enumerate(found):
            if level is None:
                self.note(
                    position,
                    "current_level",
                    "level_unknown",
                    {"have": values.quoted(cells[position]), "need": self.rungs},
                )
            elif not level:
                self.note(position, "current_level", "level_missing")
            elif self.ranks.get(level, -1) >= target:
                figures = {"have": self.labels[level], "need": self.labels[self.facts.level]}
                self.note(position, "current_level", "level_not_below_target", figures)
        return [level or "" for level in found]

    def students(self, intakes: Sequence[str]) -> list[bool]:
        """Who is a student: the way of intake says it, and the column beside it may say nothing else."""
        cells = self.sheet.column("full_time_student")
        found = []
        for position, (cell, student, intake) in enumerate(zip(cells, _each(values.yes, cells), intakes, strict=True)):
            said = student is not None and values.text(cell) not in values.NOTHING
            if student is None:
                self.note(position, "full_time_student", "student_unclear", {"have": values.quoted(cell)})
            found.append(bool(student) if said else intake == words.STUDENT)
            if found[-1] and self.facts.intake != words.STUDENT:
                self.note(position, "full_time_student" if said else "intake", "full_time_student")
            elif found[-1] != (intake == words.STUDENT):
                self.note(position, "full_time_student", "student_contradicts")
        return found

    def texts(self, key: str) -> list[str]:
        """A column of free words; what does not fit is said, and never cut."""
        found = _each(values.text, self.sheet.column(key))
        for position, words_of in enumerate(found):
            if len(words_of) > LONGEST[key]:
                self.note(position, key, "text_too_long", {"have": len(words_of), "need": LONGEST[key]})
        return found

    def enterprises(self) -> list[str]:
        """The code of each enterprise, by its code or its name; one that is not the class's has an error. Without
        knowing the class's, a code that cannot be has one."""
        cells = self.sheet.column("enterprise")
        found = _each(self._enterprise, cells)
        for position, code in enumerate(found):
            if code in self.known.others:
                self.note(position, "enterprise", "enterprise_not_yours")
            elif code is None and values.text(cells[position]) in values.NOTHING:
                self.note(position, "enterprise", "enterprise_missing")
            elif code is None:
                self.note(position, "enterprise", "enterprise_unknown", {"have": _typed(cells[position])})
        return [code or "" for code in found]

    def _enterprise(self, cell: Cell) -> str | None:
        """The code of an enterprise of the class; "" for the only one there is, None for one that is none of them."""
        if values.text(cell) in values.NOTHING:
            return None if self.facts.pooled else ""
        code = credit_codes.compact(values.number(cell))
        if self.known.enterprises is None:
            return code if credit_codes.check(code) else None
        ours = code in self.known.enterprises or code in self.known.others
        return code if ours else self.known.called.get(enterprise_name(values.text(cell)))
