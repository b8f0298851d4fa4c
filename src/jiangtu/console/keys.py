"""Whether the keys of here are those that sealed what the database holds, and whether its files are there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from jiangtu.console.phrases import PHRASES
from jiangtu.core import files
from jiangtu.core.home import home
from jiangtu.core.models import StoredFile
from jiangtu.core.phrases import phrase, register, sentence
from jiangtu.core.vault import Sealed, SealedField
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.people import queries as people
from jiangtu.people.models import Person

SEAL, FINGERPRINT = "seal", "fingerprint"  # by which things are sealed, and found again


def has_keys(*names: str) -> bool:
    """Whether the keys of these names are there already; asking makes none."""
    folder = home() / "keys"
    return all(os.environ.get(f"JIANGTU_KEY_{name.upper()}") or (folder / name).exists() for name in names)


def fit() -> Verdict:
    """Whether the keys of here open what the database holds. Of a database that holds nothing sealed, any do.

    One value of each sealed column is opened, one person's number is found again, one file is opened. No key is made
    beside a database that holds something: `keys_missing`; with other keys `keys_of_another`.
    """
    sealed, document = [*_sealed()], _document()
    if not (sealed or document or _files().exists()):
        return YES
    where = str(home() / "keys")
    if not has_keys(SEAL, *([FINGERPRINT] if document else [])):
        return No("keys_missing", have=where)
    try:
        for each in sealed:
            each.reveal()
        _open_a_file()
        found = people.document_print(document.document_type, document.document.reveal()) if document else None
    except (InvalidTag, ValueError):
        return No("keys_of_another", have=where)
    return YES if document is None or found == document.document_print else No("keys_of_another", have=where)


def _sealed() -> Iterator[Sealed]:
    """A value of each sealed column that has one."""
    there = set(connection.introspection.table_names())
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, SealedField) and model._meta.db_table in there:
                filled = model._base_manager.exclude(**{field.name: b""}).order_by()
                yield from filled.values_list(field.name, flat=True)[:1]


def _document() -> Person | None:
    if Person._meta.db_table not in connection.introspection.table_names():
        return None
    found = Person.objects.filter(document_print__isnull=False, merged_into=None).exclude(document=b"")
    return found.order_by("-pk").only("document", "document_type", "document_print").first()


def _files() -> QuerySet[StoredFile]:
    """The files on record, the latest first; none where there is no table yet."""
    there = StoredFile._meta.db_table in connection.introspection.table_names()
    return StoredFile.objects.order_by("-pk") if there else StoredFile.objects.none()


def _open_a_file() -> None:
    """Open one of the latest files that lie where they should. Raises InvalidTag with other keys."""
    for stored in _files()[:20]:
        with suppress(FileNotFoundError):
            files.read(stored)
            return


def missing_files() -> list[str]:
    """The files on record (as they lie in their folder) that the disk should hold, and does not."""
    there = {path.name for path in Path(settings.FILES_ROOT).glob("??/*")}
    on_record = _files().filter(size__gt=0).values_list("uuid", flat=True)
    return [uuid.hex for uuid in on_record.iterator() if uuid.hex not in there]


def warn_of_missing_files() -> None:
    """Say on standard error when files on record are missing."""
    register(PHRASES)
    if missing := missing_files():
        some = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        print(phrase("files_missing", have=len(missing), where=str(settings.FILES_ROOT), which=some), file=sys.stderr)


def refuse_others() -> None:
    """End the program with exit 2 and a sentence when the keys of here do not fit the database."""
    verdict = fit()
    # A server forks its workers from this process: one connection in two of them mixes their transactions, and one that
    # a killed worker leaves in the middle of a transaction stays open here, with all its locks.
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    if not verdict:
        register(PHRASES)
        print(sentence(verdict), file=sys.stderr)
        raise SystemExit(2)
