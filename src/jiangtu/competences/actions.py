"""Writes: bring the packs of frameworks and occupations into the tables."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import SYSTEM, Actor
from jiangtu.core.models import Named, Record
from jiangtu.core.pinyin import name_key

from .models import Competence, Framework, Occupation
from .rules import frameworks as packs

R = TypeVar("R", bound=Named)


@transaction.atomic
def load_packs(*, by: Actor = SYSTEM) -> int:
    """Make the tables say what the packs say; return how many rows changed. The same packs again change nothing.

    Nothing is deleted: what has left a pack may stand in somebody's record. Keys are the identity and never renamed.
    """
    books = packs.frameworks()
    wanted_frameworks = {
        key: {"name": b.name, "name_en": b.name_en, "core": b.core, "source": b.source, "url": b.url, "mark": b.mark}
        for key, b in books.items()
    }
    changed: list[Record] = []
    changed += _merge(Framework, ["key"], {(k,): v for k, v in wanted_frameworks.items()})
    ids = dict(Framework.objects.values_list("key", "pk"))
    changed += _merge(
        Competence,
        ["framework_id", "key"],
        {(ids[key], row.pop("key")): row for key, book in books.items() for row in _competences(book)},
    )
    changed += _merge(
        Occupation,
        ["code"],
        {
            (o.key,): {
                "name": o.name,
                "name_en": o.name_en,
                "ladder": o.ladder,
                "framework_id": ids.get(o.framework),
                "mark": o.mark or book.mark,
            }
            for o, book in packs.occupations()
        },
    )
    journal.record_all([journal.entry_for("pack loaded", row, by=by, after={"name": str(row)}) for row in changed])
    return len(changed)


def _competences(book: packs.FrameworkRules) -> list[dict[str, Any]]:
    found = [(group, competence) for group in book.groups for competence in group.competences]
    return [
        {
            "key": competence.key,
            "name": competence.name,
            "name_en": competence.name_en,
            "group": group.name,
            "group_en": group.name_en,
            "meaning": competence.meaning,
            "meaning_en": competence.meaning_en,
            "order": order,
            "mark": competence.mark or book.mark,
        }
        for order, (group, competence) in enumerate(found, start=1)
    ]


def _merge(model: type[R], key: list[str], wanted: dict[tuple[Any, ...], dict[str, Any]]) -> list[R]:
    """Insert or update what differs and return those rows: one query to look, at most two to write."""
    fields = list(next(iter(wanted.values())))
    rows = model._default_manager.all()
    present = {tuple(getattr(row, name) for name in key): row for row in rows}
    new = [model(**dict(zip(key, k, strict=True)), **values) for k, values in wanted.items() if k not in present]
    stale = []
    for k, row in present.items():
        values = wanted.get(k, {})
        if any(getattr(row, name) != value for name, value in values.items()):
            # a bulk update does not write the key by itself
            for name, value in {**values, "name_key": name_key(values["name"])}.items():
                setattr(row, name, value)
            stale.append(row)
    if new:
        model._default_manager.bulk_create(new)
    if stale:
        model._default_manager.bulk_update(stale, [*fields, "name_key"])
    return [*new, *stale]
