"""The search's bound: among 200,000 entries a find costs at most 6 × fetching the rows that it meets by their keys, in
order, at the median over names, pinyin, initials and pieces of names.

Run it with `PYTHONPATH=src python bench/search.py` (on a database of its own, which it makes and drops); exits 1 when
the bound is missed.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

SOURCE = Path(__file__).resolve().parent.parent / "src"
sys.path.insert(0, str(SOURCE))

from jiangtu.console.program import prepare  # noqa: E402

ENTRIES = 200_000
TIMES_FETCHING = 6.0
ROUNDS = 7
SURNAMES = "陈王李张刘杨黄赵吴周徐孙马朱胡林郭何高罗单曾仇解任查"
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英华建文辉力飞鹏玉梅红"
TYPED = ("张伟", "伟", "张", "zhangwei", "zw", "zhangw", "单明", "shanming", "zengmin", "强磊", "zwm", "z")


def names(number: int) -> list[str]:
    chance = random.Random(20250616)
    return [chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2)))) for _ in range(number)]


def best(act: Callable[[], object]) -> float:
    """Milliseconds of the fastest round: what the work costs when nothing else runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def main() -> int:
    from django.db import connection

    from jiangtu.search import actions, rules
    from jiangtu.search.doors import Entry, Source
    from jiangtu.search.models import IndexEntry
    from jiangtu.search.queries import MOST, entries

    everything: Callable[[object], object] = lambda actor: IndexEntry.objects.values("subject")  # noqa: E731
    source = Source("bench", "", "", 1, lambda keys: (), everything, frozenset())  # type: ignore[arg-type]
    told = [Entry(UUID(int=at), name) for at, name in enumerate(names(ENTRIES))]
    start = time.perf_counter()
    actions._write(source, told)
    print(f"{ENTRIES:,} entries written in {time.perf_counter() - start:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_indexentry")
    ratios = []
    for typed in TYPED:
        query = rules.read(typed)

        def find(query: rules.Query = query, typed: str = typed) -> list[IndexEntry]:
            return list(entries(source, query, typed, by=ADMINISTRATOR)[: MOST + 1])

        met = IndexEntry.objects.extra(where=["words @@ %s::tsquery"], params=[rules.as_tsquery(query)])
        keys = list(met.order_by("pk").values_list("pk", flat=True))

        def fetch(keys: list[int] = keys) -> list[IndexEntry]:
            return list(IndexEntry.objects.filter(pk__in=keys).order_by("sort_key", "pk")[: MOST + 1])

        rows, finding, fetching = find(), best(find), best(fetch)
        ratios.append(finding / fetching)
        print(
            f"{typed}: {len(rows)} of {len(keys):,} rows, {finding:.1f} ms, by key {fetching:.1f} ms, {ratios[-1]:.1f}"
        )
    middle = statistics.median(ratios)
    print(f"median {middle:.1f} × (at most {TIMES_FETCHING:.0f} ×)")
    return int(middle > TIMES_FETCHING)


if __name__ == "__main__":
    prepare(database=True, language="en", keys=False)
    from django.test.utils import setup_databases, teardown_databases

    from jiangtu.core.actor import Actor

    ADMINISTRATOR = Actor(1, 1, "administrator")
    made = setup_databases(verbosity=0, interactive=False)
    try:
        code = main()
    finally:
        teardown_databases(made, verbosity=0)
    raise SystemExit(code)
