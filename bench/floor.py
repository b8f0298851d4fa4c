"""What a page costs beside the floor: a bare view that asks as many queries of the ORM, by key, and sends as many bytes
through the same middleware. And how many requests of lists a core answers in a second.

    PYTHONPATH=src:. .venv/bin/python bench/floor.py [--name growth] [--only training]

Goal: today's desk, HR's desk and the class page at most 2 ×, lists 4 ×. Exits 1 when one is missed. Times are the
processor's, of this process and of its database connection, on the pilot data (a database of `growth.py`).
"""

from __future__ import annotations

import argparse
import gc
import types
from dataclasses import dataclass
from operator import attrgetter

import growth  # sets the paths and the folder of the keys
from django.http import HttpRequest, HttpResponse

PAGES = {
    ("apprentice", "desks:desk"): 2.0,
    ("enterprise_hr", "desks:desk"): 2.0,
    ("programme_head", "desks:class"): 2.0,
    ("programme_head", "training:classes"): 4.0,
    ("programme_head", "apprenticeships:list"): 4.0,
}


AGAIN = 4  # rounds after the first


def bare(request: HttpRequest, queries: int, size: int) -> HttpResponse:
    """So many rows by their keys, one query each, and so many bytes."""
    from jiangtu.people.models import Person

    for key in range(1, queries + 1):
        Person.objects.filter(pk=key).first()
    return HttpResponse(b"x" * size)


@dataclass
class Visit:
    seconds: float
    queries: int
    size: int


def visit(cookie: str, address: str) -> Visit:
    """What a page takes, at its cheapest."""
    from django.db import connection
    from django.test import Client

    from tests.plans import statements

    client = Client()
    client.cookies["sessionid"] = cookie
    with statements() as made:
        size = len(client.get(address).getvalue())
    assert connection.connection is not None
    gc.collect()
    seconds = growth.cheapest(lambda: client.get(address).getvalue(), connection.connection.info.backend_pid)
    return Visit(seconds, len(made), size)


def main(options: argparse.Namespace) -> int:
    import time_machine
    from django.conf import settings
    from django.db import connection
    from django.test.utils import override_settings
    from django.urls import path

    from jiangtu.config import urls
    from tests.databases import NOW
    from tests.walk import cookie_of

    connection.settings_dict["OPTIONS"].pop("pool", None)
    settings.ALLOWED_HOSTS.append("testserver")
    beside = types.ModuleType("beside")
    beside.urlpatterns = [path("bare/<int:queries>/<int:size>", bare), *urls.urlpatterns]  # type: ignore[attr-defined]
    missed = 0
    with time_machine.travel(NOW, tick=False), override_settings(ROOT_URLCONF=beside):
        growth.database(growth.PILOT, options.name, fresh=False)
        for (role, kind), most in PAGES.items():
            if options.only not in kind:
                continue
            cookie, address = cookie_of(role), dict(growth.stops_of(role, fresh=False))[kind]
            page, empty = visit(cookie, address), visit(cookie, "/bare/0/0")
            beneath = f"/bare/{max(page.queries - empty.queries, 0)}/{page.size}"
            floor = visit(cookie, beneath)
            for _ in range(AGAIN):  # in turn: what else runs on the machine comes and goes
                page = min(page, visit(cookie, address), key=attrgetter("seconds"))
                floor = min(floor, visit(cookie, beneath), key=attrgetter("seconds"))
            times = page.seconds / floor.seconds
            missed += times > most
            print(
                f"{role} {kind}: {page.seconds * 1e3:.1f} ms, {1 / page.seconds:.0f} a second and core; "
                f"{page.queries} queries, {page.size // 1000} kB; floor {floor.seconds * 1e3:.1f} ms; "
                f"{times:.1f} × (at most {most:.0f})",
                flush=True,
            )
    return int(missed > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", default="growth", help="what the names of its databases begin with")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    asked = parser.parse_args()
    growth.set_up()
    raise SystemExit(main(asked))
