"""A list of certificates of skill level: its columns, and everything that can be wrong with its rows.

Pure: what the database knows comes in as `Known`, today as a date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, Protocol

from jiangtu.competences.rules.levels import NATIONAL, ladder, spelled
from jiangtu.core.days import Days, OfAge
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.rules import regions
from jiangtu.people.rules import documents
from jiangtu.people.rules import names as of_people
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.layout import Column, Layout, Sheet
from jiangtu.sheets.rules.report import NO_FIGURES, Problem, Report
from jiangtu.sheets.rules.values import Cell

from .roster.check import Identity
from .roster.columns import DOCUMENTS, LEVELS, ROSTER
from .roster.levels import NO_LEVEL, ranks, read_level
from .roster.problems import problem

ISSUED = Days(past=True, grown=True)
LAYOUT = Layout(
    "技能等级证书 certificates",
    (
        replace(ROSTER.by_key["name"], required=False),
        ROSTER.by_key["id_type"],
        ROSTER.by_key["resident_id"],
        Column(
            "number",
            "证书编号",
            also=("证书号", "证书号码", "certificate number", "certificate no"),
            required=True,
            cells="text",
            width=24,
        ),
        Column(
            "level",
            "等级",
            also=("技能等级", "职业技能等级", "证书等级", "skill level"),
            required=True,
            choices=LEVELS[1:],
        ),
        Column(
            "issued_on",
            "发证日期",
            also=("发证时间", "颁证日期", "issue date", "date of issue", "issued"),
            required=True,
            days=ISSUED,
        ),
        Column(
            "body", "评价机构", also=("发证机构", "评价组织", "assessment body", "issued by"), required=True, width=28
        ),
    ),
)
LONGEST_NUMBER = 40
LONGEST_BODY = 200
_NUMBER = re.compile(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff()\-/.]*", re.ASCII | re.IGNORECASE).fullmatch


@dataclass(frozen=True, slots=True)
class Episode:
    """The apprenticeship that a certificate belongs to: its key, the person as recorded, and the ladder."""

    key: int
    name: str
    ladder: str
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What only the database knows: whose apprenticeships the reader sees, and the certificates already recorded.

    `numbers`: number → (person's identity, level); `levels`: which levels each person holds in the occupation. Each
    person is called by one document; `people` tells it for the others that are theirs.
    """

    episodes: Mapping[Identity, Episode] = field(default_factory=dict)
    people: Mapping[Identity, Identity] = field(default_factory=dict)
    numbers: Mapping[str, tuple[Identity | None, str]] = field(default_factory=dict)
    levels: Mapping[Identity, frozenset[str]] = field(default_factory=dict)


class Entry(NamedTuple):
    """One row, read. `known`: exactly this certificate is recorded already, so that the row changes nothing."""

    row: int
    identity: Identity
    number: str
    level: str
    issued_on: date | None
    body: str
    known: bool


def identities(sheet: Sheet) -> set[Identity]:
    """The people a list names."""
    found = zip(sheet.column("id_type"), sheet.column("resident_id"), strict=True)
    return {documents.identity(*document) for document in (_document(*cells) for cells in found) if all(document)}


def numbers(sheet: Sheet) -> set[str]:
    """The certificate numbers a list names."""
    return {number for number in map(certificate_number, sheet.column("number")) if number}


def certificate_number(cell: Cell) -> str:
    """A certificate's number as it is compared and stored: without spaces, in capitals."""
    return values.number(cell)


def number_sound(number: str) -> bool:
    """Whether it can be a certificate's number at all."""
    return 4 <= len(number) <= LONGEST_NUMBER and _NUMBER(number) is not None


def certified(level: str) -> bool:
    """Whether a level is one that a certificate can name: an apprentice worker has none yet."""
    return level != NO_LEVEL


def _certifiable(ladder_name: str) -> tuple[str, ...]:
    """The levels that a certificate can name, as people write them."""
    return tuple(spelled(level) for level in ladder(ladder_name) if certified(level.key))


class Written(Protocol):
    """What a certificate says."""

    number: str
    level: str
    issued_on: date
    body: str


def certificate_sound(certificate: Written, ladder_name: str, issued: Verdict) -> Verdict:
    """Whether a certificate entered one by one can be: number, a level of the ladder, a body, its day (`issued`)."""
    if not number_sound(certificate.number):
        return No("certificate_number_invalid")
    if certificate.level not in ranks(ladder_name) or not certified(certificate.level):
        return No("level_unknown", have=certificate.level, need=_certifiable(ladder_name))
    if not issued:
        return issued
    return YES if certificate.body else No("certificate_body_missing")


def check(sheet: Sheet, *, today: date, of_age: OfAge | None, known: Known) -> Report[Entry]:
    """Check all rows of a list of certificates."""
    return _Check(sheet, today, of_age, known).report()


def _document(kind: Cell, number: Cell) -> tuple[str, str]:
    return documents.kind_of(values.text(kind)[:100]) or "", values.number(number)


class Note(Protocol):
    """Notes a problem in a column of the row."""

    def __call__(self, column: str, code: str, **figures: object) -> None: ...


class _Check:
    """One run over the rows, each read as a whole: lists of certificates are short."""

    def __init__(self, sheet: Sheet, today: date, of_age: OfAge | None, known: Known) -> None:
        self.sheet, self.today, self.of_age, self.known = sheet, today, of_age, known
        self.problems: list[Problem] = []
        self.first_number: dict[str, int] = {}
        self.first_level: dict[tuple[Identity, str], int] = {}

    def report(self) -> Report[Entry]:
        cells = zip(*(self.sheet.column(key) for key in LAYOUT.keys), strict=True)
        entries = [self._row(line, *row) for line, row in zip(self.sheet.lines, cells, strict=True)]
        return Report(self.problems, entries, {entry.row for entry in entries if entry.known})

    def _row(
        self, line: int, name: Cell, kind: Cell, document: Cell, number: Cell, level: Cell, issued: Cell, body: Cell
    ) -> Entry:
        def note(column: str, code: str, **figures: object) -> None:
            self.problems.append(problem(line, column, code, figures or NO_FIGURES))

        read = _document(kind, document)
        identity = documents.identity(*read)
        who = self.known.people.get(identity, identity)
        episode = self._episode(note, name, kind, document, read, who)
        written = certificate_number(number)
        if not written or values.failed(number):
            note("number", "certificate_number_missing")
        elif not number_sound(written) or values.lost_digits(number):
            note("number", "certificate_number_invalid")
        key = self._level(note, level, episode)
        day = self._issued(note, issued, read, episode)
        house = "" if values.failed(body) else values.text(body)
        if not house or len(house) > LONGEST_BODY:
            note("body", "certificate_body_missing")
        same = self._recorded(note, who, written, key, episode)
        self._twice(note, line, who, written, key)
        return Entry(line, identity, written, key or "", day, house, same)

    def _episode(
        self, note: Note, name: Cell, kind: Cell, document: Cell, read: tuple[str, str], who: Identity
    ) -> Episode | None:
        if not read[0]:
            note("id_type", "id_type_unknown", have=values.quoted(kind), need=DOCUMENTS)
            return None
        if read[1] in values.NOTHING or values.failed(document):
            note("resident_id", "id_missing")
            return None
        if read[0] in documents.EIGHTEEN_DIGITS and values.lost_digits(document):
            note("resident_id", "id_as_number")
            return None
        episode = self.known.episodes.get(who)
        if episode is None:
            meant, number = read
            faults = documents.faults(number, meant, on=self.today, regions=regions.codes())
            for code in (*faults, *(() if set(faults) - documents.WARNINGS else ("person_unknown",))):
                note("resident_id", code, **documents.figures(code, number, meant))
        elif values.text(name) and not of_people.same(values.text(name), episode.name):
            note("name", "name_differs")
        return episode

    def _issued(self, note: Note, cell: Cell, document: tuple[str, str], episode: Episode | None) -> date | None:
        if values.text(cell) in values.NOTHING:
            note("issued_on", "certificate_day_missing")
            return None
        born = episode.born if episode else documents.birth_date(document[1], document[0])
        day, said = LAYOUT.by_key["issued_on"].day(cell, today=self.today, born=born, of_age=self.of_age)
        if not said:
            note("issued_on", said.code, **said.figures())
        return day

    def _level(self, note: Note, cell: Cell, episode: Episode | None) -> str | None:
        if not values.text(cell):
            note("level", "certificate_level_missing")
            return None
        key = read_level(cell, episode.ladder) if episode else read_level(cell)
        if not key or not certified(key):
            note(
                "level",
                "level_unknown",
                have=values.quoted(cell),
                need=_certifiable(episode.ladder if episode else NATIONAL),
            )
            return None
        return key

    def _recorded(
        self, note: Note, identity: Identity, number: str, level: str | None, episode: Episode | None
    ) -> bool:
        """Whether exactly this is recorded; an error when something else stands in its way."""
        held = self.known.numbers.get(number)
        if held is not None:
            if held == (identity, level):
                return True
            note("number", "certificate_number_used")
        elif episode is not None and level in self.known.levels.get(identity, frozenset()):
            note("level", "certificate_level_held")
        return False

    def _twice(self, note: Note, line: int, identity: Identity, number: str, level: str | None) -> None:
        if number:
            first = self.first_number.setdefault(number, line)
            if first != line:
                note("number", "certificate_twice_in_file", have=str(first))
                return
        if level and all(identity):
            first = self.first_level.setdefault((identity, level), line)
            if first != line:
                note("level", "certificate_twice_in_file", have=str(first))
