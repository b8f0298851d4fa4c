"""`jiangtu worker`: does the jobs that pages start, and begins anew those that a worker left in the middle."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from typing import Any

from jiangtu.console.program import count

HELP = "the job worker"
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=count, default=2, help="jobs done at the same time (default 2)")
    parser.add_argument("--patience", type=float, default=20, help="seconds that a job under way has when told to stop")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop (SIGINT, SIGTERM): exit 0. Exit 1 when it cannot go on, the database away for example."""
    from django.db import connections
    from procrastinate.contrib.django import app

    pool = connections["default"].settings_dict["OPTIONS"].get("pool")
    if pool:  # a job writes its progress through a connection of its own
        pool["max_size"] = max(pool["max_size"], 2 * options.concurrency + 2)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        return asyncio.run(_work(worker, concurrency=options.concurrency, patience=options.patience))


async def _work(worker: Any, *, concurrency: int, patience: float) -> int:
    from jiangtu.core.jobs import resume_for_ever

    told = asyncio.Event()
    for word in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(word, told.set)
    async with worker.open_async():
        working = asyncio.create_task(
            worker.run_worker_async(concurrency=concurrency, install_signal_handlers=False, delete_jobs="successful")
        )
        others = [asyncio.create_task(told.wait()), asyncio.create_task(resume_for_ever(worker))]
        await asyncio.wait([working, *others], return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        working.cancel()  # it takes no other job, and waits for those under way
        _, late = await asyncio.wait([working], timeout=patience)
        if late:
            print(f"worker: a job was not done after {patience:g} s; the next worker begins it anew", file=sys.stderr)
            sys.stderr.flush()
            os._exit(0)  # a thread cannot be stopped; the database throws away what it did
        for fault in await asyncio.gather(working, *others, return_exceptions=True):
            if isinstance(fault, Exception):
                print(f"worker: {fault!r}", file=sys.stderr)
    return 0 if told.is_set() else 1
