"""A card or an invitation taken up with a passkey in the place of a password: the device makes it, then the account is.

The card stays good until the device has made the passkey, and nothing is kept before: what was written on the page
before waits sealed in the session.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core.phrases import sentence
from jiangtu.core.vault import seal, unseal
from jiangtu.core.verdict import Refused
from jiangtu.core.web import Request, page
from jiangtu.people import queries as people
from jiangtu.people.actions import passkeys

from ..actions import invitations as inviting
from ..models import Invitation
from ..queries import invitations
from .going_in import go_in

KEPT = "first_passkey"
PURPOSE = "institutions.first_passkey"


def begin(request: Request, token: str, invitation: Invitation, given: Mapping[str, str]) -> HttpResponse:
    """Keep what was written for the page on which the device makes the passkey."""
    kept = json.dumps({"token": token, "account": passkeys.next_account(), "email": invitation.email, **given})
    request.session[KEPT] = b64encode(seal(kept.encode(), purpose=PURPOSE)).decode()
    return redirect("institutions:first-passkey", token)


@page(writes=["POST"], public=True)
@never_cache
def make(request: Request, token: str) -> HttpResponse:
    """The device makes the passkey; with it the account is made, and its person is in."""
    kept = json.loads(unseal(b64decode(request.session[KEPT]), purpose=PURPOSE)) if KEPT in request.session else {}
    if kept.get("token") != token or request.actor.signed_in:
        return redirect("institutions:accept", token)
    if not invitations.openable(invitations.invitation_by_token(token)):
        return redirect("institutions:accept", token)  # which says why
    posted = request.method == "POST"
    passkey = passkeys.made(kept["account"], request.POST.get("credential", "")) if posted else None
    if passkey:
        return _take_up(request, token, kept, passkey)
    to_come = passkeys.account_to_come(kept["account"], username=kept["username"], email=kept["email"])
    context = {"asked": passkeys.options(to_come), "wrong": posted, "token": token}
    return render(request, "institutions/first_passkey.html", context)


def _take_up(request: Request, token: str, kept: Mapping[str, Any], passkey: passkeys.Made) -> HttpResponse:
    try:
        membership = inviting.accept_invitation(
            token, by=request.actor, username=kept["username"], passkey=passkey,
            language=get_language() or "",
        )  # fmt: skip
    except Refused as refused:
        messages.warning(request, sentence(refused.verdict))
        return redirect("institutions:accept", token)
    del request.session[KEPT]
    passkeys.note_shown(request, people.account_of_person(membership.person_id))
    messages.success(request, _("From now on you sign in by the passkey that your device has just made."))
    return go_in(request, membership, kept.get("phone", ""))
