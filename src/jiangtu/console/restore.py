"""`jiangtu restore FILE.tar`: a backup back into an empty database, by whoever has its keys; all of it or nothing."""

from __future__ import annotations

import argparse
import hmac
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from jiangtu.console.backup import CANARY, FORMAT, About, Broken
from jiangtu.console.clients import conninfo, environment, fitting, server_version
from jiangtu.console.phrases import PHRASES
from jiangtu.core.home import home
from jiangtu.core.phrases import phrase, register, sentence
from jiangtu.core.vault import fingerprint, unseal
from jiangtu.core.verdict import No, Refused

HELP = "bring a backup back into an empty database and an empty folder of files"
DATABASE = True
FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{30})")
# What a newer pg_restore says to every server, and an older server does not know.
UNKNOWN_TO_OLDER = b"SET transaction_timeout"
EMPTY_FIRST = b"SET lock_timeout = '10s';\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.tar", help="what `jiangtu backup` wrote")
    parser.add_argument("--replace", action="store_true", help="throw away what the database and the folder hold now")


def run(options: argparse.Namespace) -> int:
    """0 when everything is back; 2 and a sentence when it must not be, 1 when PostgreSQL refused."""
    register(PHRASES)
    try:
        count = restore(options.file, conninfo(), Path(settings.FILES_ROOT), replace=options.replace)
    except Refused as refused:
        print(sentence(refused.verdict), file=sys.stderr)
        return 2
    except Broken as broken:
        print(broken, file=sys.stderr)
        return 1
    print(phrase("restored", have=str(options.file), files=count))
    try:
        call_command("migrate", "--check", verbosity=0)
    except SystemExit:
        print(phrase("restore_then_migrate"))
    return 0


def restore(source: Path, database: str, files: Path, *, replace: bool = False) -> int:
    """Bring the backup back and return how many files came. Raises `Refused` or Broken; all is then as before."""
    with tempfile.TemporaryDirectory(dir=_parent(files), prefix=".jiangtu-restore-") as folder:
        draft, dump = Path(folder) / "files", Path(folder) / "database.dump"
        try:
            with tarfile.open(source) as tar:
                about = _about(tar)
                _refuse_unfit(about, database, files, replace=replace)
                _copy(_member(tar, "database.dump"), dump)
                count = _copy_files(tar, draft)
        except (OSError, tarfile.TarError, KeyError, ValueError) as fault:
            raise Refused(No("backup_unreadable", have=f"{source}: {fault}")) from fault
        _load(dump, about, database, replace=replace)
        if files.exists():
            files.rename(Path(folder) / "before")
        draft.rename(files)
    return count


def _parent(files: Path) -> Path:
    files.parent.mkdir(parents=True, exist_ok=True)
    return files.parent


def _about(tar: tarfile.TarFile) -> About:
    about: About = json.load(_member(tar, "about.json"))
    if about["format"] != FORMAT:
        raise ValueError(f"format {about['format']}")
    return about


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member


def _refuse_unfit(about: About, database: str, files: Path, *, replace: bool) -> None:
    """Before anything is touched: the keys, the release, the server, and whether there is something to lose."""
    if not _keys_fit(about["canary"]):
        raise Refused(No("backup_other_keys", have=str(home() / "keys")))
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := [name for name in about["migrations"] if name not in known and _ours(name)]:
        raise Refused(No("backup_of_newer_release", have=newer[0]))
    if (server := server_version(database)) < about["server"]:
        raise Refused(No("backup_of_newer_server", have=str(server), need=str(about["server"])))
    if not replace:
        if tables := _tables(database):
            raise Refused(No("restore_not_empty", have=str(tables)))
        if files.exists() and any(files.iterdir()):
            raise Refused(No("restore_files_there", have=str(files)))


def _ours(migration: str) -> bool:
    # A library may squash its own migrations away without the tables being other ones.
    return any(config.label == migration.split(".")[0] and config.name.startswith("jiangtu.")
               for config in apps.get_app_configs())  # fmt: skip


def _keys_fit(canary: dict[str, str]) -> bool:
    try:
        opened = unseal(bytes.fromhex(canary["sealed"]), purpose=CANARY)
    except InvalidTag:
        return False
    same = hmac.compare_digest(fingerprint(CANARY, purpose=CANARY), canary["fingerprint"])
    return opened == CANARY.encode() and same


def _tables(database: str) -> int:
    with psycopg.connect(database) as link:
        row = link.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return int(row[0]) if row else 0


def _copy(member: IO[bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(member, file)
    target.chmod(0o600)


def _copy_files(tar: tarfile.TarFile, folder: Path) -> int:
    """Only what a backup of ours holds is taken, whatever else the tar names."""
    folder.mkdir()
    count = 0
    for member in tar:
        if member.isreg() and (name := FILE.fullmatch(member.name)):
            _copy(_member(tar, member.name), folder / name.group(1) / name.group(2))
            count += 1
    return count


def _load(dump: Path, about: About, database: str, *, replace: bool) -> None:
    """Through psql in one transaction, so that an old server meets no setting it does not know."""
    program = fitting("pg_restore", max(server_version(database), about["client"]))
    with tempfile.TemporaryFile() as complaints:
        reading = subprocess.Popen(
            [program, "--no-owner", "--no-privileges", "--file=-", dump],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints,
        )  # fmt: skip
        writing = subprocess.Popen(
            [program.with_name("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints, env=environment(database),
        )  # fmt: skip
        assert reading.stdout is not None
        assert writing.stdin is not None
        with suppress(BrokenPipeError), writing.stdin as pipe:  # when psql gives up it says why
            pipe.write(EMPTY_FIRST if replace else b"")
            for line in reading.stdout:
                if not line.startswith(UNKNOWN_TO_OLDER):
                    pipe.write(line)
                if line.startswith(b"SET row_security"):  # the last of the settings
                    break
            shutil.copyfileobj(reading.stdout, pipe)
            if reading.wait():
                writing.kill()  # half a dump must not be committed at its end
        reading.stdout.close()
        reading.kill()
        if writing.wait() or reading.wait():
            complaints.seek(0)
            raise Broken(complaints.read().decode(errors="replace"))
