"""Pairing at size, and against an independent solver: `PYTHONPATH=src python bench/pairing.py`.

1. 100,000 apprentices × 20,000 mentors, nearly all of them different, on 1,000 sites, some ten candidates each:
   from plain values to the answer (reading, faults, candidates, fits, solver, pairs, reasons), against OR-Tools alone
   on the same arcs in the same process. Goals: at most 2.5 × the solver, at most 1.5 GB for the whole process.
2. 200 random small problems: filled places and total fit against SciPy's `milp` on pairs found by looking at everyone
   against everyone. Goal: equal on every one.

Prints the figures; exit 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from jiangtu.core.rulebook import rulebook
from jiangtu.mentoring.rules.pairing.book import PairingRules
from jiangtu.mentoring.rules.pairing.optimum import prepare, solve
from jiangtu.mentoring.rules.pairing.reading import read

BOOK = rulebook(PairingRules, on=date(2025, 1, 1))
MOST_TIMES_SOLVER = 2.5
MOST_GIGABYTES = 1.5
LADDER = ["apprentice", "L5", "L4", "L3", "L2", "L1", "special", "chief"]

Values = dict[str, Any]


def population(mentors: int, apprentices: int, sites: int, seed: int = 2025) -> Values:
    """Works with several trades each, three shifts, every level; skills and grades drawn for each person."""
    draw = random.Random(seed)
    trades = [[f"skill {trade}.{n}" for n in range(8)] for trade in range(30)]
    at_site = [draw.sample(trades, 2) for _ in range(sites)]
    shifts = ["day", "evening", "night"]

    def someone(prefix: str, number: int, levels: list[str], most_shifts: int) -> tuple[Values, list[str]]:
        site = draw.randrange(sites)
        person = {
            "id": f"{prefix}{number:06}",
            "level": draw.choice(levels),
            "sites": [f"works {site}"],
            "shifts": draw.sample(shifts, draw.randint(1, most_shifts)),
        }
        return person, draw.choice(at_site[site])

    data: Values = {"mentors": [], "apprentices": []}
    for number in range(mentors):
        person, trade = someone("m", number, LADDER[3:], 3)
        skills = {skill: draw.randint(2, 5) for skill in draw.sample(trade, draw.randint(4, 8))}
        data["mentors"].append({**person, "skills": skills, "places": draw.randint(3, 9)})
    for number in range(apprentices):
        person, trade = someone("a", number, LADDER[:4], 2)
        wants = {skill: draw.randint(1, 5) for skill in draw.sample(trade, 3)}
        target = LADDER[LADDER.index(person["level"]) + 1]
        number_of_mentors = 2 if draw.random() < 0.05 else 1
        data["apprentices"].append({**person, "wants": wants, "target_level": target, "mentors": number_of_mentors})
    return data


def at_size(mentors: int, apprentices: int, sites: int) -> bool:
    data = population(mentors, apprentices, sites)
    begin = time.perf_counter()
    answer = msgspec.to_builtins(solve(read(data, BOOK)))
    whole = time.perf_counter() - begin
    network = prepare(read(data, BOOK)).network()
    begin = time.perf_counter()
    network.solved_whole()
    bare = time.perf_counter() - begin
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    wanted = sum(apprentice["mentors"] for apprentice in data["apprentices"])
    print(f"{apprentices:,} apprentices × {mentors:,} mentors, {len(network.tail):,} arcs")
    print(f"  filled {answer['filled']:,} of {wanted:,} places, total fit {answer['total_fit']:,}")
    print(f"  end to end {whole:.2f} s, solver alone {bare:.2f} s")
    print(f"  {whole / bare:.2f} × the solver (at most {MOST_TIMES_SOLVER} ×)")
    print(f"  peak memory {gigabytes:.2f} GB (at most {MOST_GIGABYTES} GB)")
    return whole <= MOST_TIMES_SOLVER * bare and gigabytes <= MOST_GIGABYTES


def small(seed: int) -> Values:
    """A problem small enough for everyone against everyone, with every rule in play."""
    draw = random.Random(seed)
    skills, sites, shifts = ["turning", "cnc", "welding"], ["A", "B"], ["day", "night"]

    def some(names: list[str]) -> list[str]:
        return draw.sample(names, draw.randint(1, len(names)))

    mentors = [
        {
            "id": f"m{n}",
            "level": draw.choice(LADDER[2:]),
            "skills": {s: draw.randint(1, 5) for s in some(skills)},
            "sites": some(sites),
            "shifts": some(shifts),
            "places": draw.randint(0, 3),
        }
        for n in range(draw.randint(1, 6))
    ]
    apprentices = [
        {
            "id": f"a{n}",
            "level": draw.choice(LADDER[:5]),
            "target_level": draw.choice([None, *LADDER[1:6]]),
            "wants": {s: draw.randint(1, 5) for s in some(skills)},
            "sites": some(sites),
            "shifts": some(shifts),
            "mentors": draw.randint(1, 3),
        }
        for n in range(draw.randint(1, 10))
    ]
    pairs = [[m["id"], a["id"]] for m in mentors for a in apprentices]
    forbidden = draw.sample(pairs, draw.randint(0, min(4, len(pairs))))
    rules = {"max_apprentices_per_mentor": draw.randint(1, 4), "min_level_gap": draw.randint(0, 2)}
    return {"mentors": mentors, "apprentices": apprentices, "forbidden": forbidden, "rules": rules}


def looked_up(data: Values) -> dict[tuple[int, int], int]:
    """Mentor and apprentice by number → fit, for every pair that meets the rules; written apart from the engine."""
    fits = {}
    for i, m in enumerate(data["mentors"]):
        for j, a in enumerate(data["apprentices"]):
            high, low = LADDER.index(m["level"]), LADDER.index(a["level"])
            shared = set(m["shifts"]) & set(a["shifts"])
            parts = [min(Fraction(1), Fraction(m["skills"].get(s, 0), wanted)) for s, wanted in a["wants"].items()]
            if (
                set(m["sites"]) & set(a["sites"])
                and shared
                and high - low >= data["rules"]["min_level_gap"]
                and (a["target_level"] is None or high >= LADDER.index(a["target_level"]))
                and sum(parts)
                and [m["id"], a["id"]] not in data["forbidden"]
            ):
                coverage, closeness = float(sum(parts) / len(parts)), 1 / max(1, high - low)
                fits[i, j] = round(1000 * (0.6 * coverage + 0.2 * closeness + 0.2 * (len(shared) / len(a["shifts"]))))
    return fits


def independent_optimum(data: Values) -> tuple[int, int]:
    """(filled, total fit) by integer programming: a filled place outweighs every fit."""
    fits = looked_up(data)
    if not fits:
        return 0, 0
    pairs = list(fits)
    mentors, apprentices = data["mentors"], data["apprentices"]
    rows = np.zeros((len(mentors) + len(apprentices), len(pairs)))
    for column, (i, j) in enumerate(pairs):
        rows[i, column] = rows[len(mentors) + j, column] = 1
    cap = data["rules"]["max_apprentices_per_mentor"]
    most = [min(m["places"], cap) for m in mentors] + [a["mentors"] for a in apprentices]
    worth = 1001 * sum(a["mentors"] for a in apprentices)
    gain = np.array([worth + fits[pair] for pair in pairs], float)
    at_most = LinearConstraint(rows, ub=most)
    whole = np.ones(len(pairs))
    result = milp(-gain, integrality=whole, bounds=Bounds(0, 1), constraints=at_most, options={"mip_rel_gap": 0})
    chosen = [pair for pair, taken in zip(pairs, result.x, strict=True) if taken > 0.5]
    return len(chosen), sum(fits[pair] for pair in chosen)


def against_another_solver(problems: int) -> bool:
    different = []
    for seed in range(problems):
        data = small(seed)
        answer = solve(read(data, BOOK))
        if (answer.filled, answer.total_fit) != independent_optimum(data):
            different.append(seed)
    print(f"{problems} small problems against SciPy's milp: {problems - len(different)} equal, different: {different}")
    return not different


def main() -> int:
    parser = argparse.ArgumentParser(description="Pairing at size, and against an independent solver.")
    parser.add_argument("--mentors", type=int, default=20_000)
    parser.add_argument("--apprentices", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=1_000)
    parser.add_argument("--problems", type=int, default=200)
    options = parser.parse_args()
    good = at_size(options.mentors, options.apprentices, options.sites)
    return 0 if against_another_solver(options.problems) and good else 1


if __name__ == "__main__":
    sys.exit(main())
