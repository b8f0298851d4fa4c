"""What follows from each change of how somebody signs in, whichever page or program made it: a record of access and a
mail. The notice in the system is told by the notices room, of the same facts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from allauth.core import context
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from jiangtu.core.models import JournalEntry
from jiangtu.core.vault import seal, unseal

from .. import queries
from ..models import AccessRecord, Account
from ..sign_in import whole_address
from ..states import CHANGES, Entry

TASK = "people.mail_change"


def follow(facts: Sequence[JournalEntry]) -> None:
    """Keep the changes of accounts among these facts as records of access, in the transaction of their act, and have
    each mailed to whoever has an address. Of what somebody else did it is not kept from where."""
    changes = [fact for fact in facts if fact.verb in CHANGES]
    if not changes:
        return
    of = queries.accounts_changed(changes)
    for fact in changes:
        if account := of.get(fact.subject):
            mine = account.person is not None and fact.actor == account.person.uuid
            address = whole_address(context.request) if context.request and (mine or not fact.actor) else ""
            AccessRecord.objects.create(
                kind=CHANGES[fact.verb], account=account, address=address, hat="" if mine else fact.role
            )
            have_mailed(account, CHANGES[fact.verb], account.email)


def have_mailed(account: Account, change: Entry, email: str) -> None:
    """Have the change mailed to this address of theirs, sealed in the queue; where it is empty, to none."""
    if email:
        app.configure_task(TASK).defer(sealed=sealed([email, change, queries.written_to(account)], TASK))


def sealed(what: list[str], purpose: str) -> str:
    """These words as the queue or a link carries them: nobody reads them there, or makes others."""
    return seal(json.dumps(what).encode(), purpose=purpose).hex()


def opened(text: str, purpose: str) -> list[str]:
    """The words again. Raises ValueError or InvalidTag for what we did not seal."""
    found: list[str] = json.loads(unseal(bytes.fromhex(text), purpose=purpose))
    return found


def mail(text: str) -> None:
    """Mail what changed and what to do if it was somebody else."""
    email, change, language = opened(text, TASK)
    with override(language):
        told = {"change": Entry(change).label, "site": settings.BASE_URL}
        send_mail(_("Your way of signing in was changed"), render_to_string("people/changed.txt", told), None, [email])
