"""Sign-in cards: given to recorded people, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiangtu.core import journal, sms
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES, No, Verdict, require
from jiangtu.people import queries as people
from jiangtu.people.actions import limits

from .. import access
from ..models import Invitation, Membership
from ..queries import cards as queries
from ..queries.invitations import token_print
from ..rules.invitations import DAYS, TEXTS_A_DAY
from ..states import Way
from .invitations import send_link


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody is handed: the code stands here alone. `verdict` says why there is none."""

    membership: Membership
    code: str = ""
    verdict: Verdict = YES


@transaction.atomic
def give_cards(
    memberships: Sequence[Membership], *, sheet: UUID, by: Actor, way: Way = Way.CARD, email: str = ""
) -> list[Card]:
    """Give each of these people a code to sign in with for the first time, on the record they have; in their order.

    The same sheet gives the same codes again, so that a double click prints one sheet twice; another sheet makes the
    cards before it worthless. Who cannot have one comes back with the reason. `email`: where one person's code goes by
    mail. Raises `Refused`: no right, nobody_chosen, sheet_stale (its codes have been taken back).
    """
    _require_mine(memberships, by=by)
    verdicts = queries.may_have_card(memberships, by=by)
    cards = [
        Card(each, queries.code(sheet, each.person.uuid)) if verdict else Card(each, verdict=verdict)
        for each in memberships
        for verdict in [verdicts[each.person_id]]
    ]
    prints = {card.membership.person_id: token_print(card.code) for card in cards if card.verdict}
    known = {i.token_print: i for i in Invitation.objects.filter(token_print__in=prints.values())}
    stale = {each for each, found in known.items() if found.withdrawn_at or found.expires_at <= timezone.now()}
    if stale:
        require(No("sheet_stale"))
    new = [card for card in cards if card.verdict and prints[card.membership.person_id] not in known]
    _withdraw(Invitation.objects.filter(person__in=[card.membership.person_id for card in new]))
    roles = queries.roles_of(card.membership.person_id for card in new)
    made = [_invitation(card, prints, roles, way, email) for card in new]
    Invitation.objects.bulk_create(made)
    journal.record_all(_given(each, card.membership, by) for each, card in zip(made, new, strict=True))
    return cards


def _given(invitation: Invitation, membership: Membership, by: Actor) -> JournalEntry:
    after = {"role": invitation.role, "way": str(invitation.way)}
    threads = [membership.person.uuid, membership.institution.uuid]
    return journal.entry_for("card given", invitation, by=by, after=after, threads=threads)


@transaction.atomic
def mail_card(membership: Membership, *, sheet: UUID, email: str, by: Actor) -> None:
    """Mail one person the link in the place of a card; of a sheet that was printed before, the code stays the same.

    Raises `Refused`: why they can have none, mail_not_sent.
    """
    card = give_cards([membership], sheet=sheet, by=by, way=Way.MAIL, email=email)[0]
    require(card.verdict)
    send_link(_goes_by(Way.MAIL, card, by=by, email=email), card.code)


@transaction.atomic
def _goes_by(way: Way, card: Card, *, by: Actor, email: str = "") -> Invitation:
    """The card as it is kept: of one that was printed before it is told that it goes by this way as well."""
    invitation = Invitation.objects.get(token_print=token_print(card.code))
    if (invitation.way, invitation.email) != (way, email):
        invitation.way, invitation.email = way, email
        invitation.save(update_fields=["way", "email"])
        journal.record_all([_given(invitation, card.membership, by)])
    return invitation


def text_cards(memberships: Sequence[Membership], *, sheet: UUID, by: Actor) -> tuple[int, int]:
    """Send each of these people the link of their card by text message: how many went out, and how many did not,
    having no usable number, an account, too many messages today, or a gateway that does not answer. The same sheet may
    be printed for those. The cards are given first, so that nothing that was sent is
    worthless. It is written in the language of who gets it, not of who sends it.
    """
    with transaction.atomic():
        _require_mine(memberships, by=by)
    numbers = {each.pk: sms.normalised(each.person.phone.reveal()) for each in memberships}
    able = [each for each in memberships if numbers[each.pk]]
    given = [card for card in give_cards(able, sheet=sheet, by=by, way=Way.SMS) if card.verdict] if able else []
    sent = 0
    with override(people.written_to(None)), suppress(OSError):  # whoever gets a card has no account yet
        for card in given:
            if limits.count("card by sms", numbers[card.membership.pk], TEXTS_A_DAY):
                link = f"{settings.BASE_URL.rstrip('/')}/in/{card.code}"
                text = _("%(house)s: your first sign-in to Jiangtu, good for %(days)s days: %(link)s") % {
                    "house": card.membership.institution,
                    "link": link,
                    "days": DAYS,
                }
                sms.send(numbers[card.membership.pk], text)
                _goes_by(Way.SMS, card, by=by)
                sent += 1
    return sent, len(memberships) - sent


def _invitation(card: Card, prints: dict[int, str], roles: dict[int, list[str]], way: Way, email: str) -> Invitation:
    held = card.membership
    return Invitation(
        institution=held.institution, role=held.role, name=held.person.name, person=held.person, way=way, email=email,
        covers=roles[held.person_id], token_print=prints[held.person_id],
        expires_at=timezone.now() + timedelta(days=DAYS),
    )  # fmt: skip


def _require_mine(memberships: Sequence[Membership], *, by: Actor) -> None:
    """Keep the rows locked, in one order, so that two sheets at one moment come one after the other."""
    if not memberships:
        require(access.can_give_cards(by))
        require(No("nobody_chosen"))
    keys = [each.pk for each in memberships]
    locked = Membership.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")
    list(locked.values_list("pk"))
    mine = set(Membership.objects.filter(access.invitable(by), pk__in=keys).values_list("pk", flat=True))
    for each in memberships:
        if each.pk not in mine:
            require(access.can_give_card(by, each))


def _withdraw(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Make the open ones among these worthless."""
    found = [i for i in invitations if not i.accepted_at and not i.withdrawn_at]
    Invitation.objects.filter(pk__in=[i.pk for i in found]).update(withdrawn_at=timezone.now())
    return found


@transaction.atomic
def take_back_cards(memberships: Sequence[Membership], *, by: Actor) -> int:
    """Make the open cards of these people worthless; how many there were. Raises `Refused`: no right, nobody."""
    _require_mine(memberships, by=by)
    of = {each.person_id: each for each in memberships}
    taken = _withdraw(Invitation.objects.select_for_update(no_key=True).filter(person__in=of).order_by("pk"))
    journal.record_all(
        journal.entry_for("card taken back", invitation, by=by, threads=[of[key].person.uuid, of[key].institution.uuid])
        for invitation in taken
        if (key := invitation.person_id)
    )
    return len(taken)
