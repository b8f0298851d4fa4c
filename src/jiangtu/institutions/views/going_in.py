"""The first time: signed in with the account that was made just now."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpResponse
from django.shortcuts import redirect

from jiangtu.core.web import Request
from jiangtu.people import queries as people
from jiangtu.people.actions import proving

from ..models import Membership


def go_in(request: Request, membership: Membership, phone: str) -> HttpResponse:
    """Sign in whoever has just made their account, under the new hat; a phone they gave is proved next."""
    account = people.account_of_person(membership.person_id)
    answer = perform_login(request, Login(user=account, redirect_url="/"))
    request.session["hat"] = str(membership.uuid)
    if phone and request.user.is_authenticated and proving.begin(request, phone):
        return redirect("people:prove-phone")
    return answer
