"""`jiangtu worker`: does the jobs that pages start, and the timed ones."""

from __future__ import annotations

import argparse

HELP = "the job worker"
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, help="jobs done at the same time (default 2)")
    parser.add_argument("--patience", type=float, default=20, help="seconds that a job under way has when told to stop")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop (SIGINT, SIGTERM); a job under way is finished first."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(
            concurrency=options.concurrency,
            shutdown_graceful_timeout=options.patience,
            delete_jobs="successful",  # what became of it stands in `core.Job`
        )
    return 0
