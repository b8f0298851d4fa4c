"""`jiangtu worker`: does the jobs that pages start, and begins anew those that a worker left in the middle.

It is two processes: one that works, and one that watches it (`guard`). A job that goes on for too long is given up and
ends the one that works, with all that its transaction held.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from gettext import gettext as _

from procrastinate import App

from jiangtu.console import guard
from jiangtu.console.program import count, prepare, warn_root

HELP = _("the job worker")
DATABASE = True
DJANGO = False  # of the two processes only the one that works sets it up


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=count, default=2, help=_("jobs done at the same time (default 2)"))
    parser.add_argument("--patience", type=float, default=20, help=_("seconds a job under way has when told to stop"))
    parser.add_argument("--longest", type=float, default=1800, help=_("seconds that a job may take (default 1800)"))
    parser.add_argument("--silence", type=float, default=60, help=_("seconds without a sign of life till it is killed"))
    parser.add_argument("--work", type=int, metavar="PIPE", help=argparse.SUPPRESS)  # the one that works


def run(options: argparse.Namespace) -> int:
    """Work until told to stop (SIGINT, SIGTERM): exit 0. Exit 1 when it cannot go on, the database away for example."""
    if options.work is None:
        warn_root("worker")
        return guard.watch([*sys.orig_argv, "--work"], patience=options.patience, silence=options.silence)
    prepare(database=DATABASE, language=options.lang, keys=True)
    from django.db import connections
    from procrastinate.contrib.django import app

    from jiangtu.console.keys import warn_of_missing_files

    pool = connections["default"].settings_dict["OPTIONS"].get("pool")
    if pool:  # a job writes its progress through a connection of its own
        pool["max_size"] = max(pool["max_size"], 2 * options.concurrency + 2)
    warn_of_missing_files()
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        return asyncio.run(_work(worker, options))


async def _work(worker: App, options: argparse.Namespace) -> int:
    from jiangtu.core import jobs

    told = asyncio.Event()
    for word in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(word, told.set)
    async with worker.open_async():
        working = asyncio.create_task(
            worker.run_worker_async(
                concurrency=options.concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                worker_middleware=[jobs.timed],
            )
        )
        overdue = asyncio.create_task(jobs.give_up_overdue(worker, options.longest))
        others = [
            overdue,
            *map(asyncio.create_task, (told.wait(), jobs.resume_for_ever(worker), guard.live(options.work))),
        ]
        await asyncio.wait([working, *others], return_when=asyncio.FIRST_COMPLETED)
        if overdue.done():
            _leave(f"a job went on for longer than {options.longest:g} s and was given up", guard.ANEW)
        for task in others[:-1]:
            task.cancel()
        working.cancel()  # it takes no other job, and waits for those under way
        _, late = await asyncio.wait([working], timeout=options.patience)
        if late:
            _leave(f"a job was not done after {options.patience:g} s; the next worker begins it anew", 0)
        others[-1].cancel()
        for fault in await asyncio.gather(working, *others, return_exceptions=True):
            if isinstance(fault, Exception):
                print(f"worker: {fault!r}", file=sys.stderr)
    return 0 if told.is_set() else 1


def _leave(why: str, code: int) -> None:
    """End the process: a thread cannot be stopped; the database throws away what it did."""
    print(f"worker: {why}", file=sys.stderr, flush=True)
    os._exit(code)
