"""Files that people give us: sealed with AES-GCM on disk, one path for each uuid, never served by name."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet
from django.utils import timezone

from .models import StoredFile
from .vault import seal, unseal

# How long what nobody refers to stays: much longer than an act takes that is keeping it just now. Ours.
AGE = timedelta(days=7)
NAME = re.compile("[0-9a-f]{32}")
FEW = 100  # files without a record that may lie there, however few are on record


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


def empty(stored: StoredFile) -> None:
    """Take a file's content away for good, as `discard` does; what it was stays on record, with the size 0."""
    StoredFile.objects.filter(pk=stored.pk).update(size=0)
    transaction.on_commit(lambda: _path(stored.uuid).unlink(missing_ok=True))


def sweep() -> tuple[int, int]:
    """Take away what is left over for a week: files on record that no row refers to, and files on disk without a
    record, broken-off ones among them; how many of each. Says so in the log.

    Where more lie without a record than with one, this is another database's folder: nothing of it is touched.
    """
    before = timezone.now() - AGE
    unused = 0
    for stored in unreferred().filter(at__lt=before).iterator():
        with suppress(IntegrityError), transaction.atomic():  # somebody has referred to it since
            discard(stored)
            unused += 1
    log = logging.getLogger(__name__)
    strays = list(_strays(before.timestamp()))
    if len(strays) > max(FEW, StoredFile.objects.count()):
        log.warning("%s files of %s stand on no record: nothing was swept", len(strays), settings.FILES_ROOT)
        return unused, 0
    for path in strays:
        path.unlink(missing_ok=True)
    if unused or strays:
        log.warning("swept: %s files that nothing refers to, %s without a record", unused, len(strays))
    return unused, len(strays)


def unreferred() -> QuerySet[StoredFile]:
    """The files on record that no row of any room refers to."""
    found = StoredFile.objects.all()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.exclude(Exists(rows))
    return found


def _strays(before: float) -> Iterator[Path]:
    """Our files on disk without a record that were written before that moment, folder by folder."""
    for folder in Path(settings.FILES_ROOT).glob("??"):
        ours = [path for path in folder.iterdir() if NAME.fullmatch(path.stem)]
        known = StoredFile.objects.filter(uuid__in=[path.stem for path in ours], size__gt=0)
        on_record = {uuid.hex for uuid in known.values_list("uuid", flat=True)}
        for path in ours:
            with suppress(FileNotFoundError):
                if (path.suffix or path.stem not in on_record) and path.stat().st_mtime < before:
                    yield path
