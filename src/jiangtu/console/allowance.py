"""`jiangtu allowance CASE.toml`: a mentor's allowance for a period, with every step that leads to it. No database."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from gettext import gettext as _
from pathlib import Path

from jiangtu.allowances.rules.allowance import decide
from jiangtu.allowances.rules.book import measures_in_force
from jiangtu.allowances.rules.case import read_case, unreadable
from jiangtu.allowances.rules.lines import Allowance
from jiangtu.core.money import plain, written
from jiangtu.core.phrases import sentence, side
from jiangtu.core.verdict import Refused, Verdict

HELP = _("work out a mentor's allowance from a case file (TOML), derived step by step")
DATABASE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE.toml", type=Path, help=_("measures, mentor_level, period and [[pairs]]"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))


def run(options: argparse.Namespace) -> int:
    """0 and the allowance, or 2 and the refusal."""
    try:
        case = read_case(_table(options.case))
        book, warnings = measures_in_force(case.measures, case.period_from, case.period_to)
        allowance = decide(case, book, warnings)
    except Refused as refused:
        _say_refused(refused.verdict, as_json=options.json)
        return 2
    if options.json:
        print(json.dumps(answer(allowance), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_page(allowance)))
    return 0


def answer(allowance: Allowance) -> dict[str, object]:
    """The allowance for an interface: amounts as text with two decimals, clauses and steps as sentences."""
    return {
        "measures": allowance.measures,
        "edition_from": allowance.edition_from.isoformat(),
        "source": side(allowance.source),
        "verified": allowance.verified,
        "currency": allowance.currency,
        "total": plain(allowance.total),
        "months": [
            {"month": month.month, "counting": month.counting, "amount": plain(month.amount)}
            for month in allowance.months
        ],
        "lines": [
            {
                "apprentice": line.apprentice,
                "months": line.months,
                "amount": plain(line.amount),
                "state": line.state,
                "clause": sentence(line.clause),
            }
            for line in allowance.lines
        ],
        "derivation": [sentence(step) for step in allowance.derivation],
    }


def _table(path: Path) -> dict[str, object]:
    """What the TOML file holds. Raises `Refused` with `invalid_case` when it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as fault:
        raise unreadable("case_no_file", str(path)) from fault
    except UnicodeDecodeError as fault:
        raise unreadable("case_not_utf8", str(path)) from fault
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise unreadable("case_unreadable", str(path), have=str(fault)) from fault


def _say_refused(verdict: Verdict, *, as_json: bool) -> None:
    faults = [{"where": fault.details["where"], "message": sentence(fault)} for fault in verdict.parts]
    message = "\n".join([sentence(verdict), *(f"  {fault['where']}: {fault['message']}" for fault in faults)])
    if as_json:
        refused = {"code": verdict.code, "message": message, **({"faults": faults} if faults else {})}
        print(json.dumps({"refused": refused}, ensure_ascii=False, indent=2))
    else:
        print(message, file=sys.stderr)


def _page(allowance: Allowance) -> list[str]:
    """The allowance to read: total, lines, then the derivation."""
    width = max(len(line.apprentice) for line in allowance.lines)
    return [
        f"{allowance.measures} @ {allowance.edition_from}: {written(allowance.total, allowance.currency)}",
        *(
            f"  {line.apprentice:{width}} {line.months:3} {written(line.amount, allowance.currency):>14}"
            f"  {sentence(line.clause)}"
            for line in allowance.lines
        ),
        "",
        *(f"{number:3}. {sentence(step)}" for number, step in enumerate(allowance.derivation, 1)),
    ]
