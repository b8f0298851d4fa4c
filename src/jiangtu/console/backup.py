"""`jiangtu backup FILE.tar`: the database and the files, whole or not at all. The keys stay apart.

about.json       what it is, of which release and migrations, and a canary: a word sealed with the keys of here
database.dump    pg_dump's custom format, one moment of the whole database
files/ab/ab…     the sealed files as they lie on disk
manifest.json    the size and the SHA-256 of each of them
manifest.seal    the manifest's own sum, sealed with the keys of here: only who has them can have made it
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import suppress
from gettext import gettext as _
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, TypedDict

import psycopg
from django.conf import settings

from jiangtu.console.clients import conninfo, environment, fitting, server_version, version_of
from jiangtu.console.phrases import PHRASES
from jiangtu.core.home import home
from jiangtu.core.phrases import phrase, register, sentence
from jiangtu.core.vault import fingerprint, seal
from jiangtu.core.verdict import No, Refused

HELP = _("write the database and the files into one tar (not the keys: keep those elsewhere)")
DATABASE = True
FORMAT = 2
CANARY = "jiangtu backup"
MANIFEST = "jiangtu backup manifest"


class Broken(RuntimeError):
    """A program of PostgreSQL's did not succeed; the text is what it said."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.tar", help=_("where to write; an older one stays to the end"))


def run(options: argparse.Namespace) -> int:
    """0 when the backup stands; 2 and a sentence when it cannot be made."""
    from jiangtu.console.keys import warn_of_missing_files

    register(PHRASES)
    try:
        count = back_up(options.file, conninfo(), Path(settings.FILES_ROOT))
        warn_of_missing_files()
    except Refused as refused:
        print(sentence(refused.verdict), file=sys.stderr)
        return 2
    except Broken as broken:
        print(broken, file=sys.stderr)
        return 1
    print(phrase("backup_made", have=str(options.file), files=count, size=options.file.stat().st_size))
    print(phrase("backup_without_keys", have=str(home() / "keys")))
    return 0


def back_up(target: Path, database: str, files: Path) -> int:
    """Write the tar and return how many files are in it. Raises `Refused` or Broken; the target is then as before."""
    if not target.parent.is_dir():
        raise Refused(No("backup_no_folder", have=str(target.parent)))
    if target.is_dir() or not os.access(target.parent, os.W_OK):
        why = os.strerror(errno.EISDIR if target.is_dir() else errno.EACCES)
        raise Refused(No("backup_not_written", have=str(target), why=why))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".jiangtu-backup-") as folder:
        dump, draft = Path(folder) / "database.dump", Path(folder) / "backup.tar"
        # The database first: what it names lies on disk by then, since a file is written before its row.
        about = _dump(database, dump)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            writing = _Writing(tar)
            writing.text("about.json", json.dumps(about, ensure_ascii=False, indent=2).encode())
            writing.file("database.dump", dump)
            count = _add_files(writing, files)
            writing.sealed()
            tar.close()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    return count


class About(TypedDict):
    """What a backup says of itself; `canary`: sealed by the keys that its files need."""

    format: int
    release: str
    server: int
    client: int
    migrations: list[str]
    canary: dict[str, str]


def _dump(database: str, dump: Path) -> About:
    server, migrations = server_version(database), _migrations(database)
    program = fitting("pg_dump", server)
    done = subprocess.run(
        [program, "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"],
        env=environment(database), capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise Broken(done.stderr)
    return {
        "format": FORMAT,
        "release": _release(),
        "server": server,
        "client": version_of(program),
        "migrations": migrations,
        "canary": canary(),
    }


def _release() -> str:
    try:
        return version("jiangtu")
    except PackageNotFoundError:
        return ""  # a clone, run as it lies


def canary() -> dict[str, str]:
    """A word sealed, and its fingerprint: by these a restore knows whether it has the keys."""
    return {
        "sealed": seal(CANARY.encode(), purpose=CANARY).hex(),
        "fingerprint": fingerprint(CANARY, purpose=CANARY),
    }


def _migrations(database: str) -> list[str]:
    with psycopg.connect(database) as link:
        if link.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            raise Refused(No("backup_nothing"))
        return [f"{app}.{name}" for app, name in link.execute("SELECT app, name FROM django_migrations ORDER BY id")]


Sum = tuple[int, str]  # size and SHA-256


def manifest_of(sums: dict[str, Sum]) -> bytes:
    """What a backup's manifest says: each member's size and sum, in one way of writing it."""
    return json.dumps(sums, ensure_ascii=True, sort_keys=True, indent=0).encode()


class _Writing:
    """A tar that is being written, and the sums of what is in it."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar, self.sums = tar, dict[str, Sum]()

    def text(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = len(content), 0o600, int(time.time())
        self.tar.addfile(entry, io.BytesIO(content))
        self.sums[name] = (len(content), hashlib.sha256(content).hexdigest())

    def file(self, name: str, path: Path) -> None:
        """Raises FileNotFoundError; the tar is then as before."""
        with path.open("rb") as file:
            entry = self.tar.gettarinfo(arcname=name, fileobj=file)
            read = _Summed(file)
            self.tar.addfile(entry, read)
        self.sums[name] = (entry.size, read.sum.hexdigest())

    def sealed(self) -> None:
        manifest = manifest_of(self.sums)
        self.text("manifest.json", manifest)
        self.text("manifest.seal", seal(hashlib.sha256(manifest).digest(), purpose=MANIFEST))


class _Summed:
    """A file that is read and summed up at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self.file.read(size)
        self.sum.update(found)
        return found


def _add_files(writing: _Writing, files: Path) -> int:
    count = 0
    for path in sorted(files.glob("??/*")):
        if path.suffix:  # a draft that is being written
            continue
        with suppress(FileNotFoundError):  # its transaction failed meanwhile, and took it away
            writing.file(f"files/{path.parent.name}/{path.name}", path)
            count += 1
    return count
