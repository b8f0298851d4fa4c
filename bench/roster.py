"""The roster's bounds: checking 10,000 rows takes at most 4 × reading the same cells; 100,000 rows within 600 MB.

Run it with `PYTHONPATH=src python bench/roster.py`; exits 1 when a bound is missed.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import python_calamine as calamine
import xlsxwriter

SOURCE = Path(__file__).resolve().parent.parent / "src"
sys.path.insert(0, str(SOURCE))

from jiangtu.apprenticeships.rules.roster import check as roster  # noqa: E402
from jiangtu.apprenticeships.rules.roster.book import RosterRules, WorkingAgeRules  # noqa: E402
from jiangtu.apprenticeships.rules.roster.columns import ROSTER  # noqa: E402
from jiangtu.console.program import prepare  # noqa: E402
from jiangtu.console.roster import spelled  # noqa: E402
from jiangtu.core.rulebook import rulebook  # noqa: E402
from jiangtu.demo.samples import resident_id  # noqa: E402
from jiangtu.sheets import workbook  # noqa: E402
from jiangtu.sheets.rules.report import Report  # noqa: E402

TIMES_READING = 4.0
MEGABYTES = 600
ROUNDS = 5
FACTS = roster.ClassFacts("330522", "L3", date(2025, 4, 1), date(2026, 3, 31))


def people(count: int, mistakes: float) -> Iterator[list[Any]]:
    """Rows all different, a share of them with two mistakes."""
    chance = random.Random(20250401)
    for number in range(count):
        born = date(1985, 1, 1) + timedelta(days=number % 8000)
        row: list[Any] = [
            "".join(chance.choices("陈王李张刘杨黄赵吴周徐孙马朱胡林郭何高罗", k=3)),
            "居民身份证",
            resident_id("330522", born, number // 8000),
            f"139{number:08d}",
            date(2025, 3, 1 + number % 28),
            date(2027, 2, 28),
            "新招用",
            chance.choice(["五级/初级工", "四级/中级工", "学徒工"]),
            "否",
            "车工",
            "",
            "",
        ]
        if chance.random() < mistakes:
            row[2], row[3] = row[2][:17] + "?", "0572-6020000"
        yield row


def make(path: Path, count: int, mistakes: float) -> None:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [column.title for column in ROSTER.columns])
    for line, row in enumerate(people(count, mistakes), start=1):
        sheet.write_row(line, 0, row)
    book.close()


def read_alone(path: Path) -> None:
    with calamine.load_workbook(path) as book:
        book.get_sheet_by_index(0).to_python()


def check(path: Path) -> Report[roster.Entry]:
    """What the console command does between its arguments and its answer, every sentence of it made."""
    sheet = workbook.read_file(path, ROSTER)
    book = rulebook(RosterRules, place=FACTS.place, on=FACTS.starts_on)
    ages = rulebook(WorkingAgeRules, place=FACTS.place, on=FACTS.starts_on)
    report = roster.check(sheet, FACTS, book, ages, today=date(2025, 4, 1))
    spelled(report)
    return report


def spent() -> float:
    """The processor's seconds until now, of this process and of those that it waited for."""
    return sum(sum(resource.getrusage(of)[:2]) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def best(act: Callable[[Path], object], path: Path) -> float:
    """The processor's seconds of the cheapest round: what the work costs, whatever else runs beside it."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = spent()
        act(path)
        times.append(spent() - start)
    return min(times)


def megabytes() -> float:
    """The most memory that this process held, and beside it the one that read for it."""
    return sum(resource.getrusage(of).ru_maxrss for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def main() -> int:
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, mistakes in (("few mistakes", 0.05), ("all rows wrong", 1.0)):
            path = Path(folder, f"{mistakes}.xlsx")
            make(path, 10_000, mistakes)
            check(path)
            reading, checking = best(read_alone, path), best(check, path)
            ratio = checking / reading
            missed |= ratio > TIMES_READING
            print(
                f"10,000 rows, {name}: reading {reading * 1e3:.0f} ms, reading and checking {checking * 1e3:.0f} ms, "
                f"ratio {ratio:.2f} (at most {TIMES_READING})"
            )
        path = Path(folder, "large.xlsx")
        make(path, 100_000, 0.05)
        answer = subprocess.run(
            [sys.executable, __file__, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        rows, held = map(float, answer.stdout.split())
        missed |= held > MEGABYTES or rows != 100_000
        print(f"100,000 rows: {rows:.0f} checked, {held:.0f} MB at the peak (at most {MEGABYTES})")
    return 1 if missed else 0


if __name__ == "__main__":
    prepare(database=False, language="zh", keys=False)
    if len(sys.argv) > 1:
        report = check(Path(sys.argv[1]))
        print(report.rows, megabytes())
        raise SystemExit(0)
    raise SystemExit(main())
