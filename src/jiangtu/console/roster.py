"""`jiangtu roster`: check a roster against a class, write the template, write the report into a copy of the file.

CLASS.toml has `place` (GB/T 2260 code), `level` (the class's target, L4 or 四级 or 中级工), `starts_on`, `ends_on`, and
may have `occupation`, `intake` (new_hire by default, transferred, student) and `enterprises`, the credit codes of a
pooled class.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

from jiangtu.apprenticeships.rules.roster import check as roster
from jiangtu.apprenticeships.rules.roster import words
from jiangtu.apprenticeships.rules.roster.book import RosterRules, WorkingAgeRules
from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.competences.rules.levels import parse_level
from jiangtu.core import phrases
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import No, Refused
from jiangtu.institutions.rules import credit_codes, regions
from jiangtu.sheets import workbook
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.report import Report

HELP = _("check a roster of apprentices (.xlsx, .csv), or write its template")
DATABASE = False

ZONE = ZoneInfo("Asia/Shanghai")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    check = acts.add_parser(
        "check", help=_("say every problem of every row; exit 0 without errors, 1 with, 2 when unreadable")
    )
    check.add_argument("file", type=Path)
    check.add_argument("--class", dest="class_file", type=Path, required=True, metavar="CLASS.toml")
    check.add_argument("--json", action="store_true", help=_("answer as JSON"))
    report = acts.add_parser("report", help=_("write the problems into a copy of the file"))
    report.add_argument("file", type=Path)
    report.add_argument("--class", dest="class_file", type=Path, required=True, metavar="CLASS.toml")
    report.add_argument("--out", type=Path, required=True, metavar="OUT.xlsx")
    report.add_argument("--json", action="store_true", help=_("answer as JSON"))
    blank = acts.add_parser("template", help=_("write an empty roster to fill in"))
    blank.add_argument("file", type=Path)
    blank.set_defaults(json=False)
    for act in (check, report, blank):  # `--lang` may stand behind the act as well
        act.add_argument("--lang", choices=["en", "zh"], default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    try:
        if options.act == "template":
            from jiangtu.sheets import template  # brings what writes workbooks, which a check does without

            _write(options.file, template.blank(ROSTER))
            return 0
        facts, known = read_class(options.class_file)
        sheet = workbook.read_file(options.file, ROSTER)
        book = rulebook(RosterRules, place=facts.place, on=facts.starts_on)
        ages = rulebook(WorkingAgeRules, place=facts.place, on=facts.starts_on)
    except Refused as refusal:
        return refuse(refusal, as_json=options.json)
    report = roster.check(sheet, facts, book, ages, today=datetime.now(ZONE).date(), known=known)
    report = report.with_what_the_file_says(sheet)
    if options.act == "report":
        from jiangtu.sheets import template

        try:
            content = template.report_workbook(options.file.read_bytes(), options.file.name, report.problems, ROSTER)
            _write(options.out, content)
        except Refused as refusal:
            return refuse(refusal, as_json=options.json)
    say(report, as_json=options.json)
    return 1 if report.faulty else 0


_SHOWN = ("column", "severity", "code", "message")


def say(report: Report[roster.Entry], *, as_json: bool) -> None:
    """The answer on standard output."""
    if as_json:
        print(spelled(report))
        return
    for row, said in _lines(report, lambda line: "\t".join(map(line.__getitem__, _SHOWN))):
        print(f"{row}\t{said}")
    print(f"{len(report.good)}/{report.rows}")


def spelled(report: Report[roster.Entry]) -> str:
    """The report as `--json` gives it: {rows, good, problems: [{row, column, code, severity, message}]}."""
    lines = _lines(report, lambda line: json.dumps(line, ensure_ascii=False)[1:])
    problems = ", ".join([f'{{"row": {row}, {said}' for row, said in lines])
    return f'{{"rows": {report.rows}, "good": {report.rows - len(report.faulty)}, "problems": [{problems}]}}'


def _lines(report: Report[roster.Entry], write: Callable[[dict[str, str]], str]) -> Iterator[tuple[int, str]]:
    """The line of each problem, and what is written of it after that. Few differ, so that each is written once."""
    written: dict[tuple[object, ...], str] = {}
    for row, column, code, figures, severity in report.problems:
        key = (column, code, severity, *figures.items())
        if key not in written:
            message = phrases.phrase(code, **figures)
            written[key] = write({"column": column, "code": code, "severity": severity, "message": message})
        yield row, written[key]


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise Refused(No("file_not_written", have=str(path), why=fault.strerror)) from fault


def refuse(refusal: Refused, *, as_json: bool) -> int:
    """Say why nothing could be checked or written; the exit code."""
    message = phrases.sentence(refusal.verdict)
    if as_json:
        json.dump({"refused": {"code": refusal.verdict.code, "message": message}}, sys.stdout, ensure_ascii=False)
        print()
    else:
        print(message, file=sys.stderr)
    return 2


def read_class(path: Path) -> tuple[roster.ClassFacts, roster.Known]:
    """The class that a file describes. Raises Refused with `invalid_class` and every fault of it."""
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError:
        raise Refused(No("file_missing", have=path.name)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise Refused(No("invalid_class", have=f"{path.name}: {fault}")) from None
    place = str(table.get("place", "")).strip().lower()
    level = parse_level(str(table.get("level", ""))[:100])
    starts_on, ends_on = _day(table.get("starts_on")), _day(table.get("ends_on"))
    intake = words.intake(table.get("intake", "new_hire")) or None
    codes = table.get("enterprises", [])
    faults = [
        text
        for wrong, text in [
            (not regions.known(place), f"place = {place!r}"),
            (level is None, f"level = {table.get('level')!r}"),
            (starts_on is None, f"starts_on = {table.get('starts_on')!s}"),
            (ends_on is None, f"ends_on = {table.get('ends_on')!s}"),
            (starts_on and ends_on and ends_on < starts_on, f"ends_on {ends_on} < starts_on {starts_on}"),
            (intake is None, f"intake = {table.get('intake')!r}"),
            (not isinstance(codes, list) or not all(isinstance(code, str) for code in codes), "enterprises"),
        ]
        if wrong
    ]
    if faults or level is None or starts_on is None or ends_on is None or intake is None:
        raise Refused(No("invalid_class", have="; ".join(faults)))
    enterprises = frozenset(map(credit_codes.compact, codes))
    facts = roster.ClassFacts(place, level, starts_on, ends_on, intake, pooled=len(enterprises) > 1)
    return facts, roster.Known(enterprises=enterprises or None)


def _day(value: object) -> date | None:
    return values.day(value) if isinstance(value, (str, date)) else None
