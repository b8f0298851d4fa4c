"""What somebody wants to get where, and which browsers show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require
from jiangtu.people import queries as people

from .. import access, queries
from ..models import Delivery, Preference, Reception, Subscription
from ..rules import DIGEST_HOUR, NEVER, QUIET_FROM, QUIET_TO, Wish, known_service, unasked
from ..states import Channel, DeliveryState


@transaction.atomic
def choose(
    wishes: Mapping[str, Wish],
    *,
    by: Actor,
    quiet_from: time = QUIET_FROM,
    quiet_to: time = QUIET_TO,
    digest_hour: int = DIGEST_HOUR,
    language: str = "",
) -> Reception:
    """Keep one's choices, by kind, and the hours. Raises Refused (`no_right`, `notice_unknown`)."""
    require(access.can_read_notices(by))
    known = queries.kinds()
    for code in wishes:
        if code not in known:
            raise Refused(No("notice_unknown", have=code))
    hours = {"quiet_from": quiet_from, "quiet_to": quiet_to, "digest_hour": digest_hour, "language": language}
    kept, _made = Reception.objects.update_or_create(person_id=by.person or 0, defaults=hours)
    _keep(by.person or 0, wishes)
    return kept


def _keep(person: int, wishes: Mapping[str, Wish]) -> None:
    """Keep them; what waits to go a way that is no longer wanted does not go."""
    rows = [
        Preference(person_id=person, kind=k, mail=w.mail, push=w.push, sms=w.sms) for k, w in sorted(wishes.items())
    ]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind"], update_fields=["mail", "push", "sms"]
    )
    unwanted = {
        Channel.MAIL: [kind for kind, wish in wishes.items() if wish.mail == NEVER],
        Channel.PUSH: [kind for kind, wish in wishes.items() if not wish.push],
        Channel.SMS: [kind for kind, wish in wishes.items() if not wish.sms],
    }
    waiting = Delivery.objects.filter(notice__person=person, state=DeliveryState.WAITING)
    for channel, kinds in unwanted.items():
        queries.in_order(waiting.filter(channel=channel, notice__kind__in=kinds)).update(state=DeliveryState.DROPPED)


@transaction.atomic
def stop_mail(person: UUID, kind: str) -> None:
    """No more mail of a kind, or of any where none is named: asked for by the signed address in a mail itself."""
    key = people.key_of(person)
    if key is None:
        return
    known = queries.kinds()
    chosen = {each.kind: each.wish() for each in Preference.objects.filter(person=key).order_by()}
    stopped = [known[kind]] if kind in known else [] if kind else list(known.values())
    now = {each.code: chosen.get(each.code) or unasked(each.urgency) for each in stopped}
    _keep(key, {code: Wish(NEVER, wish.push, wish.sms) for code, wish in now.items()})


@transaction.atomic
def show_here(*, by: Actor, endpoint: str, p256dh: str, auth: str) -> Subscription:
    """Show the actor's notices in this browser; one that showed another person's shows theirs no more.

    Raises Refused (`no_right`, `endpoint_unknown`).
    """
    require(access.can_read_notices(by))
    require(known_service(endpoint, settings.PUSH_SERVICES))
    defaults = {"person_id": by.person, "p256dh": p256dh, "auth": auth}
    return Subscription.objects.update_or_create(endpoint=endpoint, defaults=defaults)[0]


@transaction.atomic
def hide_here(*, by: Actor, endpoint: str) -> int:
    """Show nothing more in this browser, or in none where no address is given. Returns how many were let go."""
    require(access.can_read_notices(by))
    own = Subscription.objects.filter(access.visible_to(by))
    return (own.filter(endpoint=endpoint) if endpoint else own).delete()[0]
