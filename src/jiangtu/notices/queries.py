"""Which kinds there are, whose notices, and what somebody wants to get where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiangtu.core import phrases
from jiangtu.core.actor import Actor
from jiangtu.institutions.queries import memberships

from . import access, doors
from .models import UNREAD, Notice, Preference, Reception, Subscription
from .rules import Hours, Kind, Wish, unasked

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
MANY = 99  # above that the bell does not count


M = TypeVar("M", bound=Model)


def in_order(rows: QuerySet[M]) -> QuerySet[M]:
    """These rows, held in the order of their keys until the transaction ends: a page and a job that change some of the
    same ones wait for each other, and never crosswise."""
    held = rows.order_by("pk").only("pk").select_for_update(no_key=True, of=("self",))
    return rows.filter(pk__in=[row.pk for row in held])


def kinds() -> dict[str, Kind]:
    """Every kind that some room tells of, by its code."""
    return {kind.code: kind for declared in doors.kinds for kind in declared()}


def verbs() -> set[str]:
    """The acts that somebody is told of, and those that end a notice."""
    return {verb for kind in kinds().values() for verb in (*kind.verbs, *kind.done)}


def kinds_for(actor: Actor) -> list[Kind]:
    """The kinds that reach one of the roles which the actor's person holds today."""
    held = {hat.role for hat in memberships.hats(actor.person or 0, on=timezone.localdate())}
    return [kind for kind in kinds().values() if held.intersection(kind.roles)]


def unread(actor: Actor) -> list[str]:
    """The pages that one's own unread notices lead to, one for each notice, at most `MANY` + 1. One query."""
    found = Notice.objects.filter(UNREAD, access.visible_to(actor)).order_by("-at", "-id")
    return list(found.values_list("page", flat=True)[: MANY + 1])


def counted(number: int) -> dict[str, object]:
    """A number as the bell shows it."""
    return {"number": min(number, MANY), "many": number > MANY}


def notices(*, seen_by: Actor) -> QuerySet[Notice]:
    """One's own notices, the newest first."""
    return Notice.objects.filter(access.visible_to(seen_by)).select_related("institution").order_by("-at", "-id")


def notice(uuid: UUID, *, seen_by: Actor) -> Notice:
    """One notice of one's own. Raises Http404."""
    found = notices(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def by_day(found: Iterable[Notice]) -> Iterator[tuple[date, list[Notice]]]:
    """Notices in their order, day by day."""
    for day, of_day in groupby(found, key=lambda notice: timezone.localdate(notice.at)):
        yield day, list(of_day)


def said(notice: Notice) -> str:
    """The notice as a sentence in the reader's language. A kind that no room tells any more says that much."""
    kind = kinds().get(notice.kind)
    if kind is None:
        return _("This kind of notice is no longer sent.")
    return str(kind.says) % {name: spoken(value) for name, value in notice.values.items()}


def spoken(value: object) -> str:
    """A kept value as the reader's language writes it: days and moments stand as text, names in both languages."""
    if isinstance(value, dict):
        return str(value["en" if get_language() == "en" else "zh"])
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    if isinstance(value, str) and DAY.fullmatch(value):
        with suppress(ValueError):  # a name may look like a day that no calendar has
            return phrases.written(date.fromisoformat(value))
    return phrases.written(value)


def title(code: str) -> str:
    """What a kind is called, without a name or a value in it."""
    kind = kinds().get(code)
    return str(kind.title) if kind else _("Notice")


def receptions(people: Iterable[int]) -> dict[int, Reception]:
    """Person → when and how they want to be told, for those who said so."""
    return {each.person_id: each for each in Reception.objects.filter(person__in=set(people)).order_by()}


def wishes(people: Iterable[int], kind: Kind) -> dict[int, Wish]:
    """Person → what they want of a kind: chosen, or by its urgency."""
    chosen = Preference.objects.filter(person__in=set(people), kind=kind.code).order_by()
    return dict.fromkeys(people, unasked(kind.urgency)) | {each.person_id: each.wish() for each in chosen}


def hours_of(reception: Reception | None) -> Hours:
    """The hours of somebody, the rules' own where they chose none."""
    return reception.hours() if reception else Hours()


def chosen_by(person: int) -> dict[str, Wish]:
    """What somebody (primary key) has chosen, by kind."""
    return {each.kind: each.wish() for each in Preference.objects.filter(person=person).order_by()}


def subscriptions(people: Iterable[int]) -> dict[int, list[Subscription]]:
    """Person → the browsers that show them notices."""
    found: dict[int, list[Subscription]] = {}
    for each in Subscription.objects.filter(person__in=set(people)).order_by("pk"):
        found.setdefault(each.person_id, []).append(each)
    return found
