"""The one-click entry: sign in as one of the demo's people, one for each role."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from jiangtu.core.web import page
from jiangtu.institutions.models import Membership
from jiangtu.institutions.states import Role
from jiangtu.people.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Door:
    """A role one can enter as: the account is named like the role."""

    role: str
    label: str
    name: str
    institution: str


def doors() -> list[Door]:
    """The roles that the pilot data have an account for, in the order of the field's own list."""
    accounts = {account.username: account for account in Account.objects.filter(username__in=Role.values)}
    hats = Membership.objects.filter(person__account__in=accounts.values()).select_related("person", "institution")
    found = {hat.role: hat for hat in hats.order_by("-pk") if accounts.get(hat.role) == hat.person.account}
    return [
        Door(role.value, str(role.label), found[role].person.name, str(found[role].institution))
        for role in Role
        if role in found
    ]


@page(public=True)
def entry(request: HttpRequest) -> HttpResponse:
    """Choose a role."""
    return render(request, "demo/entry.html", {"doors": doors()})


@page(public=True)
def roles(request: HttpRequest) -> JsonResponse:
    """The same for the command that prints the roles and tries every desk."""
    return JsonResponse([{"role": door.role, "name": door.name, "institution": door.institution} for door in doors()],
                        safe=False)  # fmt: skip


@page(reads=[], writes=["POST"], public=True)
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the role's account and open its desk."""
    account = Account.objects.filter(username=role).first() if role in Role.values else None
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    request.session.pop("hat", None)
    return redirect("/")
