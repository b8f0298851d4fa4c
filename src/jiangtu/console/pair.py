"""`jiangtu pair PROBLEM.json`: the best pairing of mentors and apprentices, with the reason of every empty place."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from jiangtu.core.phrases import phrase, sentence
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import No, Refused, Verdict
from jiangtu.mentoring.phrases.pairing import HEADINGS
from jiangtu.mentoring.rules.pairing.book import PairingRules
from jiangtu.mentoring.rules.pairing.optimum import Answer, solve
from jiangtu.mentoring.rules.pairing.problem import Problem
from jiangtu.mentoring.rules.pairing.reading import read

HELP = _("pair mentors with apprentices from a file (JSON): most places filled, then the greatest fit")
DATABASE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", metavar="PROBLEM.json", type=Path, help=_("mentors, apprentices and rules"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))
    parser.add_argument("--place", default="", metavar="CODE", help=_("region whose rules hold (else national)"))
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help=_("day whose rules hold (else today)"))


def run(options: argparse.Namespace) -> int:
    """0 and the answer, or 2 and the refusal with every fault."""
    try:
        book = rulebook(
            PairingRules, on=options.on or datetime.now(ZoneInfo("Asia/Shanghai")).date(), place=options.place
        )
        problem = read(_values(options.problem), book)
        answer = solve(problem)
    except Refused as refused:
        _say_refused(refused.verdict, as_json=options.json)
        return 2
    if options.json:
        _print_json(msgspec.to_builtins(answer))
    else:
        print("\n".join(_page(problem, answer)))
    return 0


def _values(path: Path) -> object:
    """What the JSON file holds. `Refused` with `problem_no_file` or `problem_not_json`."""
    try:
        return json.loads(path.read_bytes())
    except OSError as fault:
        raise Refused(No("problem_no_file", have=str(path))) from fault
    except (ValueError, RecursionError) as fault:
        raise Refused(No("problem_not_json", have=str(path))) from fault


def _say_refused(verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        faults = [_fault(fault) for fault in verdict.leaves()]
        _print_json({"refused": {"code": verdict.code, "message": sentence(verdict), "faults": faults}})
    else:
        lines = [f"  {_message(fault)}" for fault in verdict.parts]
        print("\n".join([sentence(verdict), *lines]), file=sys.stderr)


def _fault(fault: Verdict) -> dict[str, object]:
    return {"code": fault.code, **fault.as_record().get("details", {}), "message": _message(fault)}


def _message(fault: Verdict) -> str:
    """The fault's sentence; of a locked pair also that of the rule it breaks."""
    if rule := fault.details.get("rule"):
        return f"{sentence(fault)} {phrase(rule, have=fault.have, need=fault.need)}"
    return sentence(fault)


def _print_json(values: dict[str, object]) -> None:
    # A lone half of a character in an id is no UTF-8; written as \udXXX it is the JSON it came from.
    print(json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8"))


def _page(problem: Problem, answer: Answer) -> list[str]:
    """The answer to read: what is filled, the pairs, the gaps."""
    wanted = sum(apprentice.mentors for apprentice in problem.apprentices)
    rows = [
        (p.apprentice, p.mentor, str(p.fit), f"{p.coverage:.0%}", f"{p.closeness:.0%}", f"{p.overlap:.0%}")
        for p in answer.pairs
    ]
    gaps = [
        phrase("pairing_unfilled", apprentice=gap.apprentice, missing=gap.missing, reason=phrase(gap.reason))
        for gap in answer.unfilled
    ]
    return [
        phrase("pairing_filled", filled=answer.filled, wanted=wanted, total=answer.total_fit),
        *(["", *_table([tuple(map(str, HEADINGS)), *rows])] if rows else []),
        *(["", *gaps] if gaps else []),
    ]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    padded = ([cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in padded]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
