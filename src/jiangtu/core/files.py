"""Files that people give us: sealed with AES-GCM on disk, one path for each uuid, never served by name."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from .models import StoredFile
from .vault import seal, unseal


def _path(uuid: UUID) -> Path:
    return Path(settings.FILES_ROOT) / uuid.hex[:2] / uuid.hex


def keep(content: bytes, *, name: str, content_type: str, purpose: str, owner: UUID | None = None) -> StoredFile:
    """Store a file and return its record; where the record cannot be written, no file stays."""
    stored = StoredFile(
        name=name[-255:],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        purpose=purpose,
        owner=owner,
    )
    path = _path(stored.uuid)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(seal(content, purpose=stored.uuid.hex))
    draft.replace(path)
    try:
        with transaction.atomic():
            stored.save()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return stored


def read(stored: StoredFile) -> bytes:
    """The file's content. Raises FileNotFoundError or InvalidTag when the disk does not hold what was stored."""
    return unseal(_path(stored.uuid).read_bytes(), purpose=stored.uuid.hex)


def discard(stored: StoredFile) -> None:
    """Take a file away, from the disk once the act that does so is kept."""
    path = _path(stored.uuid)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
