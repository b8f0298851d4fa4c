"""The memory of the job that makes the file of a very long list: all apprentices of a land, as .xlsx.

    PYTHONPATH=src:. .venv/bin/python bench/export.py [--size 200000] [--name growth]

Goal: at its peak the process holds at most 100 MB more than before. The database is that of bench/growth.py; what is
made is not kept.
"""

from __future__ import annotations

import argparse
import resource
import time

import growth  # first: it says where the keys are that its databases were made with

from jiangtu.core.actor import Actor

MOST = 100  # MB


def peak() -> int:
    """The most memory that the process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def of_the_land() -> Actor:
    """The bureau's officer of the pilot data, as one of the whole country."""
    from jiangtu.core.rulebook import COUNTRY
    from jiangtu.institutions.models import Membership

    role = "bureau_officer"
    hat = Membership.objects.select_related("person", "institution").filter(person__account__username=role, role=role)[
        0
    ]
    return Actor(hat.person_id, hat.institution_id, role, COUNTRY, hat.person.uuid, hat.institution.uuid)


def main(options: argparse.Namespace) -> int:
    import time_machine
    from django.db import connection, transaction
    from django.urls import reverse

    from jiangtu.core import exports
    from tests.databases import NOW

    connection.settings_dict["OPTIONS"].pop("pool", None)
    with time_machine.travel(NOW, tick=False):
        growth.database(options.size, options.name, fresh=False)
        asked, done = exports.sealed(f"{reverse('apprenticeships:list')}?export=xlsx"), 0

        def step(at: int, total: int) -> None:
            nonlocal done
            done = at

        before, start = peak(), time.process_time()
        with transaction.atomic():
            made = exports.made(asked, by=of_the_land(), step=step)
            transaction.set_rollback(True)
    more = peak() - before
    print(f"{done:,} lines, {made.size // 1000:,} kB, in {time.process_time() - start:.0f} s of the processor")
    print(f"{peak()} MB at the peak, {more} more than before: goal {MOST}")
    return int(more > MOST)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--name", default="growth", help="what the names of its databases begin with")
    asked = parser.parse_args()
    growth.set_up()
    raise SystemExit(main(asked))
