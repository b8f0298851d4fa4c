"""JIANGTU_HOME: where data and keys live, never inside the clone."""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path


def home() -> Path:
    """JIANGTU_HOME, else /var/lib/jiangtu for root and the user's data directory for others; made on first use."""
    given = os.environ.get("JIANGTU_HOME")
    if given:
        path = Path(given)
    elif hasattr(os, "geteuid") and os.geteuid() == 0:
        path = Path("/var/lib/jiangtu")
    else:
        path = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "jiangtu"
    path = path.expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


@cache
def key(name: str) -> bytes:
    """The 32-byte key of that name, from JIANGTU_KEY_<NAME> (hex) or a file of mode 0600, made on first use.

    Two processes that start together agree: the file appears whole or not at all.
    """
    given = os.environ.get(f"JIANGTU_KEY_{name.upper()}")
    if given:
        return bytes.fromhex(given)
    folder = home() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text().strip())
