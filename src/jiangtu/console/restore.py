"""`jiangtu restore FILE.tar`: a backup back into an empty database, by whoever has its keys; all of it or nothing.

A dump is a program that the server runs. So the whole archive is read and held against its sealed manifest before the
first statement, and what not these keys sealed is not executed; and no superuser executes it.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from contextlib import suppress
from gettext import gettext as _
from pathlib import Path
from typing import IO

import psycopg
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from jiangtu.console.backup import CANARY, FORMAT, MANIFEST, About, Broken, Sum, manifest_of
from jiangtu.console.clients import conninfo, environment, fitting, server_version
from jiangtu.console.phrases import PHRASES
from jiangtu.core.home import home
from jiangtu.core.phrases import phrase, register, sentence
from jiangtu.core.vault import fingerprint, unseal
from jiangtu.core.verdict import No, Refused, require

HELP = _("bring a backup back into an empty database and an empty folder of files")
DATABASE = True
OWNER = True
KEYS = False  # those of the backup; what the database holds now may be thrown away
FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{30})")
# What a newer pg_restore says to every server, and an older server does not know.
MOST_TOLD = 500_000_000  # bytes of a manifest: some three million files
UNKNOWN_TO_OLDER = b"SET transaction_timeout"
EMPTY_FIRST = b"SET lock_timeout = '10s';\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.tar", help=_("what `jiangtu backup` wrote"))
    parser.add_argument("--replace", action="store_true", help=_("throw away what database and folder hold now"))


def run(options: argparse.Namespace) -> int:
    """0 when everything is back; 2 and a sentence when it must not be, 1 when PostgreSQL refused."""
    from jiangtu.console import roles  # knows the rooms' tables
    from jiangtu.console.keys import warn_of_missing_files

    register(PHRASES)
    try:
        if role := roles.application():
            require(roles.can_be_granted(role))
        count = restore(options.file, conninfo(), Path(settings.FILES_ROOT), replace=options.replace)
    except Refused as refused:
        print(sentence(refused.verdict), file=sys.stderr)
        return 2
    except Broken as broken:
        print(broken, file=sys.stderr)
        return 1
    print(phrase("restored", have=str(options.file), files=count))
    if role:
        roles.grant(role)
    warn_of_missing_files()
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
                count = _unpack(tar, Path(folder))
        except FileNotFoundError as fault:
            raise Refused(No("backup_missing", have=str(source))) from fault
        except tarfile.TarError as fault:  # its own words name each way of packing that was tried
            raise Refused(No("backup_unreadable", have=str(source))) from fault
        except (OSError, KeyError, ValueError) as fault:
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
    from jiangtu.console.keys import FINGERPRINT, SEAL, has_keys

    if not (has_keys(SEAL, FINGERPRINT) and _keys_fit(about["canary"])):
        raise Refused(No("backup_other_keys", have=str(home() / "keys")))
    if role := _superuser(database):
        raise Refused(No("restore_as_superuser", have=role))
    if role := _no_owner(database):
        raise Refused(No("restore_not_as_owner", have=role))
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


def _superuser(database: str) -> str | None:
    """The role of the connection, when it may do everything."""
    with psycopg.connect(database) as link:
        row = link.execute("SELECT rolname FROM pg_roles WHERE rolname = current_user AND rolsuper").fetchone()
    return str(row[0]) if row else None


def _no_owner(database: str) -> str | None:
    """The role of the connection, when it owns the database neither itself nor by a role that it is a member of."""
    asked = (
        "SELECT current_user FROM pg_database WHERE datname = current_database() AND NOT pg_has_role(datdba, 'USAGE')"
    )
    with psycopg.connect(database) as link:
        row = link.execute(asked).fetchone()
    return str(row[0]) if row else None


def _unpack(tar: tarfile.TarFile, folder: Path) -> int:
    """Write the dump and the files into the folder and return how many files came, when they are, to the last byte,
    what these keys sealed, nothing is missing and nothing stands beside it. Raises `Refused` with backup_not_ours."""
    (folder / "files").mkdir()
    sums, told = dict[str, Sum](), dict[str, bytes]()
    for member in tar:
        name = member.name
        if not member.isreg() or name in sums or name in told:
            raise _not_ours(name)
        if name in ("manifest.json", "manifest.seal"):
            told[name] = _member(tar, name).read(MOST_TOLD)
        elif name in ("about.json", "database.dump") or FILE.fullmatch(name):
            sums[name] = _copy(_member(tar, name), folder / name)
        else:
            raise _not_ours(name)
    manifest = told.get("manifest.json", b"")
    try:
        sealed = unseal(told.get("manifest.seal", b""), purpose=MANIFEST)
    except (InvalidTag, ValueError):
        sealed = b""
    if not hmac.compare_digest(sealed, hashlib.sha256(manifest).digest()):
        raise _not_ours("manifest.seal")
    if manifest_of(sums) != manifest:
        known = json.loads(manifest)
        changed = [name for name in {**known, **sums} if list(sums.get(name, ())) != known.get(name)]
        raise _not_ours(min(changed, default="manifest.json"))
    return sum(1 for name in sums if name.startswith("files/"))


def _not_ours(name: str) -> Refused:
    return Refused(No("backup_not_ours", have=name, keys=str(home() / "keys")))


def _copy(member: IO[bytes], target: Path) -> Sum:
    """Write it to disk; its size and sum."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while some := member.read(1 << 20):
            file.write(some)
            digest.update(some)
            size += len(some)
    target.chmod(0o600)
    return size, digest.hexdigest()


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
