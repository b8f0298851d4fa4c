"""`jiangtu demo`: the whole of it on this machine, with example data: database, web server and job worker."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from gettext import gettext as told  # in the words of the console's catalogue, `console/borrowed.py`
from pathlib import Path

import psycopg

from jiangtu.console import embedded
from jiangtu.console.postgres_program import CannotStart
from jiangtu.console.program import count
from jiangtu.demo.apps import MARK
from jiangtu.demo.check import check_desks, roles_at
from jiangtu.demo.processes import Crew, Stopped, stop_on_signals

HELP = told("everything with example data, on this machine")
DATABASE = False
DJANGO = False  # its children set Django up, with the demo's settings
DATABASE_NAME = "demo"
PACKAGE = Path(__file__).resolve().parents[1]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help=told("start over with new example data"))
    parser.add_argument("--check", action="store_true", help=told("open every role's desk, a line each, and stop"))
    parser.add_argument("--port", type=count, default=8000, help=told("the port to try first (default 8000)"))


def run(options: argparse.Namespace) -> int:
    """Run until told to stop, or with --check until every desk was opened."""
    folder = embedded.clone_folder("demo")
    folder.mkdir(parents=True, exist_ok=True)
    stop_on_signals()
    try:
        with _only_one(folder) as running:
            if isinstance(running, str):
                return _join(options, running)
            return _run(options, folder, running)
    except Stopped:
        return 0
    except (CannotStart, RuntimeError) as failure:
        _say(str(failure))
        return 1


def _run(options: argparse.Namespace, folder: Path, running: int) -> int:
    began = time.monotonic()
    _say(embedded.WARNING)
    server = embedded.start(folder / "postgres")
    crew = Crew(folder)
    try:
        environment = {
            "DJANGO_SETTINGS_MODULE": "jiangtu.demo.settings",
            "PYTHONPATH": str(PACKAGE.parent),
            # Example data may lose their last moment in a crash; for that they stand sooner.
            "PGOPTIONS": "-c synchronous_commit=off",
        }
        os.environ.update(environment)
        _bring_database(server, crew, folder, fresh=options.fresh)
        port = free_port(options.port)
        address = f"http://127.0.0.1:{port}/"
        os.environ["JIANGTU_URL"] = address.rstrip("/")
        program = [sys.executable, "-m", "jiangtu.console"]
        crew.start("web", [*program, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"])
        crew.start("worker", [*program, "worker", "--patience", "2"])
        roles = crew.until("web", lambda: roles_at(address))
        os.pwrite(running, address.encode(), 0)
        _say(f"ready after {time.monotonic() - began:.1f} s")
        if options.check:
            return check_desks(address)
        print(f"\n  Jiangtu 匠途: {address}\n\n  One click enters as:")
        for role in roles:
            print(f"    {role['role']:22} {role['name']}, {role['institution']}")
        print("\n  Somebody else: by name, on the same page.")
        print(f"  Mails are kept, not sent: {address}demo/messages")
        print("\n  Everything is made up. Ctrl-C stops it.", flush=True)
        crew.watch()
        return 1
    finally:
        os.ftruncate(running, 0)
        crew.stop()
        server.stop()


def _join(options: argparse.Namespace, address: str) -> int:
    """Another process runs the demo of this clone: say where, and check it when asked."""
    print(f"the demo of this clone is already running at {address}", flush=True)
    if options.fresh:
        _say("it cannot start over while it runs: stop it there (Ctrl-C), then ./run demo --fresh")
        return 1
    return check_desks(address) if options.check else 0


def _bring_database(server: embedded.Server, crew: Crew, folder: Path, *, fresh: bool) -> None:
    """The tables and the pilot data; nothing to do when this state of the migrations was brought before."""
    state = f"{MARK}, {_migrations()}"
    seen = None if fresh else _comment(server)
    if seen is None or seen == MARK:  # not there, or broken off half-way
        server.drop_database(DATABASE_NAME)
        shutil.rmtree(folder / "files", ignore_errors=True)
    os.environ["DATABASE_URL"] = server.ensure_database(DATABASE_NAME, comment=MARK)
    if seen != state:
        _say("making the tables and the example data" if seen in (None, MARK) else "bringing the tables up to date")
        crew.complete([sys.executable, "-m", "jiangtu.demo.prepare", *(["load"] if seen in (None, MARK) else [])])
        server.comment(DATABASE_NAME, state)


def _comment(server: embedded.Server) -> str | None:
    with psycopg.connect(server.url()) as connection:
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        row = connection.execute(query, [DATABASE_NAME]).fetchone()
    return row[0] if row else None


def _migrations() -> str:
    digest = hashlib.sha256()
    lock = PACKAGE.parents[1] / "requirements.lock"  # an installed wheel has none
    for path in sorted([*PACKAGE.glob("*/migrations/*.py"), *([lock] if lock.exists() else [])]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def free_port(wanted: int) -> int:
    """The port, or the next free one; the busy one is named."""
    for port in range(wanted, min(wanted + 50, 65536)):
        with socket.socket() as plug:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                plug.bind(("127.0.0.1", port))
            except PermissionError:
                _say(f"port {port} is not for an ordinary user")
            except OSError:
                _say(f"port {port} is taken by another program")
            else:
                if port != wanted:
                    _say(f"using port {port}")
                return port
    raise RuntimeError(f"no free port from {wanted} on")


@contextmanager
def _only_one(folder: Path) -> Iterator[int | str]:
    """The file that says where the demo runs, held; or the address, when another process holds it.

    One that is just starting is waited for, until it tells its address or ends.
    """
    descriptor = os.open(folder / "running", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        waited = False
        while not _held(descriptor):
            if address := os.pread(descriptor, 200, 0).decode():
                yield address
                return
            if not waited:
                _say("the demo of this clone is just being started; waiting for it")
            waited = True
            time.sleep(0.2)
        os.ftruncate(descriptor, 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _held(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def _say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(f"demo: {text}", file=sys.stderr, flush=True)
