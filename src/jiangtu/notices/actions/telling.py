"""From facts to notices: whom, by which ways, when. Sets throughout: a class or a payday costs a few queries."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from procrastinate.contrib.django import app

from jiangtu.core.models import JournalEntry
from jiangtu.people import queries as people

from .. import queries
from ..models import Delivery, Notice
from ..rules import FRESH, Kind, To, goes_out
from ..states import Channel

CHUNK = 2000


def tell(entries: Iterable[int]) -> int:
    """Make the notices of these facts (primary keys), and end those whose thing they do; those already made stay as
    they are. Returns how many are new.

    A kind that cannot tell keeps no other from it; it is raised at the end, so that the job tries again.
    """
    facts = list(JournalEntry.objects.filter(pk__in=list(entries)).order_by("pk"))
    made, faults = 0, []
    for kind in queries.kinds().values():
        if kind.to and (mine := [fact for fact in facts if fact.verb in kind.verbs]):
            try:
                with transaction.atomic():
                    made += len(notify(kind, kind.to(mine)))
            except Exception as fault:
                logging.getLogger(__name__).exception("cannot tell of %s", kind.code)
                faults.append(fault)
        _end_done(kind, facts)
    if faults:
        raise faults[0]
    return made


@transaction.atomic
def _end_done(kind: Kind, facts: Sequence[JournalEntry]) -> None:
    """End the kind's notices of the things that these facts are about, where what they ask for was done since: whether
    the act was told of before the notice was made, or after."""
    of_kind = [fact for fact in facts if fact.verb in (*kind.verbs, *kind.done)]
    if not kind.done or not of_kind:
        return
    since = Q(pk__gt=OuterRef("fact")) if kind.to else Q(at__gte=OuterRef("at"))
    acts = JournalEntry.objects.filter(since, verb__in=kind.done, threads__contains=[OuterRef("about")])
    things = {thread for fact in of_kind for thread in fact.threads}
    asking = Notice.objects.filter(kind=kind.code, about__in=things, ended_at__isnull=True)
    queries.in_order(asking.filter(Exists(acts.order_by()))).update(ended_at=timezone.now())


@transaction.atomic
def tell_late(on: date) -> int:
    """Tell what is late on a day, each once until it is no longer so. Returns how many notices are new."""
    made = 0
    for kind in queries.kinds().values():
        if kind.late is None:
            continue
        late = {(to.person, str(to.about)): to for to in kind.late(on)}
        open_ = Notice.objects.filter(kind=kind.code, ended_at__isnull=True).order_by()
        told = {(person, once): pk for pk, person, once in open_.values_list("pk", "person", "once")}
        done = [pk for thing, pk in told.items() if thing not in late]
        queries.in_order(Notice.objects.filter(pk__in=done)).update(ended_at=timezone.now())
        made += len(notify(kind, [to for thing, to in late.items() if thing not in told]))
    return made


def notify(kind: Kind, told: Iterable[To], *, once: str = "") -> list[Notice]:
    """Notices for these people, and what goes out of them, in the caller's transaction. Returns those that are new.

    Nobody is told of what they did themselves, unless the kind says so. The same fact, or the same late thing, is told
    a person once; `once` adds what makes it another time (a day). The database decides, so that two workers agree.
    """
    known: list[To] = list(told)
    contacts = people.contacts(to.person for to in known)
    now = timezone.now()
    rows = [
        _notice(kind, to, once, now)
        for to in known
        if to.person in contacts and (kind.also_oneself or not to.fact or to.fact.actor != contacts[to.person].uuid)
    ]
    Notice.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    new = list(Notice.objects.filter(uuid__in=[row.uuid for row in rows]).select_related("fact").order_by("pk"))
    _send_out(kind, [row for row in new if not row.fact or now - row.fact.at < FRESH], contacts)
    return new


def _notice(kind: Kind, to: To, once: str, now: datetime) -> Notice:
    thing = str(to.fact.pk) if to.fact else str(to.about or "")
    return Notice(
        uuid=uuid4(), person_id=to.person, kind=kind.code, once=f"{thing} {once}".strip(), fact=to.fact,
        about=to.about or (to.fact.subject if to.fact else None), values=dict(to.values), page=to.page, role=to.role,
        institution_id=to.institution, urgency=kind.urgency, at=to.fact.at if to.fact else now,
    )  # fmt: skip


def _send_out(kind: Kind, new: Sequence[Notice], contacts: dict[int, people.Contact]) -> None:
    reached = [notice for notice in new if contacts[notice.person_id].signs_in]
    keys = {notice.person_id for notice in reached}
    if not keys:
        return
    wishes, receptions, browsers = queries.wishes(keys, kind), queries.receptions(keys), queries.subscriptions(keys)
    now = timezone.localtime()
    rows = []
    for notice in reached:
        key = notice.person_id
        ways = goes_out(wishes[key], queries.hours_of(receptions.get(key)), now)
        for channel, (due, digest) in ways.items():
            if channel == Channel.MAIL and not contacts[key].email or channel == Channel.PUSH and key not in browsers:
                continue
            rows.append(Delivery(notice=notice, channel=channel, due_at=due, digest=digest))
    Delivery.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    if any(row.due_at <= now for row in rows):
        app.configure_task("notices.send").defer()


def forget() -> int:
    """Delete notices older than they are kept, a few thousand at a time. Returns how many went."""
    before = timezone.now() - timedelta(days=settings.NOTICES_KEPT_DAYS)
    gone = 0
    while keys := list(Notice.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            queries.in_order(Notice.objects.filter(pk__in=keys)).delete()
        gone += len(keys)
    return gone
