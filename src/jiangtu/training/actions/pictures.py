"""Pictures that people send, one at a time: what one takes of memory, all together never take."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from ..rules import pictures


def clean_picture(content: bytes, *, name: str = "") -> bytes:
    """The picture as it is kept (`rules.pictures.clean_picture`), made while no other process or thread of this machine
    makes one. Raises `Refused` likewise."""
    with _alone():
        return pictures.clean_picture(content, name=name)


@contextmanager
def _alone() -> Iterator[None]:
    """Others wait meanwhile; the lock goes with whoever is killed."""
    with open(Path(settings.HOME) / "pictures.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
