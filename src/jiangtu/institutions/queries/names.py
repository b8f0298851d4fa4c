"""Whose names are shown to whom: the one answer for every page, list, export and paper."""

from __future__ import annotations

from jiangtu.core.actor import Actor
from jiangtu.core.masks import mask_name

from ..states import Role

# Roles that meet people in their daily work; a bureau and the others oversee, and read names masked.
DAILY = frozenset(
    {
        Role.APPRENTICE,
        Role.ENTERPRISE_MENTOR,
        Role.ENTERPRISE_HR,
        Role.COLLEGE_TRAINER,
        Role.PROGRAMME_HEAD,
        Role.TOWNSHIP_COORDINATOR,
    }
)


def reads_names(actor: Actor) -> bool:
    """Whether the actor reads the names of people they see in full; else they stand masked, are not searched by, and
    histories that name people stay closed (docs/decisions/who-sees-whom.md)."""
    return actor.role in DAILY


def shown(name: str, actor: Actor) -> str:
    """A person's name as the actor reads it: in full or masked."""
    return name if reads_names(actor) else mask_name(name)
