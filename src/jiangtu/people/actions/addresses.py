"""One's own e-mail address: proved by a link that is mailed to it, then set.

The link holds, sealed, whose it is, the address, the one that stands and until when: it is good once, since another
address stands after it, and only for its own person, signed in. Who mistyped the address hands nobody the account.
"""

from __future__ import annotations

import time

from allauth.account.models import EmailAddress
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, require

from .. import access
from ..models import Account
from ..rules.ways import ADDRESS_LINKS_A_DAY, LINK_MINUTES
from ..states import Entry
from . import changes, limits

TASK, PURPOSE = "people.mail_address_link", "people.address_link"


def ask_for_address(account: Account, email: str, *, by: Actor, language: str) -> Account:
    """Have a link mailed to the address, in the language of the page. Whether another account has it is said to who
    opens the link alone. Raises `Refused`: no right, address_links_used_up."""
    require(access.can_use_own_account(by, account))
    if not limits.count("address link", str(account.uuid), ADDRESS_LINKS_A_DAY):
        require(No("address_links_used_up", need=ADDRESS_LINKS_A_DAY))
    token = changes.sealed(
        [account.uuid.hex, email.lower(), account.email, str(time.time() + LINK_MINUTES * 60)], PURPOSE
    )
    app.configure_task(TASK).defer(sealed=changes.sealed([email, token, language], TASK))
    return account


def mail(sealed: str) -> None:
    """Mail the link that was asked for."""
    email, token, language = changes.opened(sealed, TASK)
    with override(language):
        link = settings.BASE_URL + reverse("people:prove-email", args=[token])
        told = {"link": link, "minutes": LINK_MINUTES}
        send_mail(
            _("Your e-mail address for Jiangtu"), render_to_string("people/prove_address.txt", told), None, [email]
        )


def address_in(token: str, account: Account) -> str:
    """The address that this link proves for the account; "" when it is another's, was used, or is too old."""
    try:
        whose, email, stood, until = changes.opened(token, PURPOSE)
    except (ValueError, InvalidTag):
        return ""
    return email if (whose, stood) == (account.uuid.hex, account.email) and time.time() < float(until) else ""


@transaction.atomic
def set_address(account: Account, token: str, *, by: Actor) -> None:
    """Use the address of the link from now on; the one before is told. Raises `Refused`: no right, address_link_old,
    email_taken."""
    require(access.can_use_own_account(by, account))
    held = Account.objects.select_for_update(no_key=True, of=("self",)).get(pk=account.pk)
    email, before = address_in(token, held), held.email
    if not email:
        require(No("address_link_old"))
    held.email = email
    try:
        with transaction.atomic():
            held.save(update_fields=["email"])
    except IntegrityError:
        require(No("email_taken"))
    EmailAddress.objects.filter(user=held).delete()  # what allauth noted of the one before would still sign in
    journal.record("e-mail changed", held, by=by, threads=[held.person.uuid] if held.person else [])
    changes.have_mailed(held, Entry.EMAIL, before)
