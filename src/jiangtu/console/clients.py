"""PostgreSQL's own programs (pg_dump, pg_restore, psql), of a version that fits, told where the database is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from jiangtu.console.postgres_program import binary
from jiangtu.core.verdict import No, Refused

DEBIAN = Path("/usr/lib/postgresql")


def conninfo() -> str:
    """Django's database as libpq names it."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    return make_conninfo(**{k: v for k, v in connection.get_connection_params().items() if k in known})


def environment(database: str) -> dict[str, str]:
    """The environment by which a program finds the database: no password stands on a command line."""
    given = {o.envvar.decode(): o.val.decode() for o in Conninfo.parse(database.encode()) if o.envvar and o.val}
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**others, **given}


def server_version(database: str) -> int:
    """Major version of the database's server."""
    with psycopg.connect(database) as link:
        return link.info.server_version // 10000


def fitting(name: str, at_least: int) -> Path:
    """The oldest program of that name that is no older than asked for: on the PATH, of Debian, else the wheel's.

    Raises `Refused` with `program_missing`.
    """
    on_path = shutil.which(name)
    places = [*([Path(on_path)] if on_path else []), *sorted(DEBIAN.glob(f"*/bin/{name}")), binary(name)]
    versions = {place: version_of(place) for place in places}
    good = [place for place in places if versions[place] >= at_least]
    if not good:
        raise Refused(No("program_missing", have=name, need=str(at_least)))
    return min(good, key=lambda place: versions[place])


def version_of(program: Path) -> int:
    """Major version of a program; 0 when it does not say."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0
