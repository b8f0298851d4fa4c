"""The one-click entry: sign in as one of the demo's people, one for each role, or as anybody else found by name."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from jiangtu.core.dated import in_force
from jiangtu.core.models import OutboxMessage
from jiangtu.core.web import page
from jiangtu.institutions.models import Membership
from jiangtu.institutions.states import Role
from jiangtu.people.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SHOWN = 20  # of those found by name
MESSAGES = 50


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


def others(words: str) -> QuerySet[Membership]:
    """The roles in force whose person or institution is named so, of people who may sign in; none for no words."""
    if not words:
        return Membership.objects.none()
    named = Q(person__name__icontains=words) | Q(institution__name__icontains=words)
    return (
        Membership.objects.filter(named | Q(institution__name_en__icontains=words))
        .filter(in_force(timezone.localdate()))
        .exclude(person__account__is_active=False)
        .select_related("person", "institution")
        .defer("person__document", "person__phone")
        .order_by("person__name_key", "pk")
    )


@page(public=True)
def entry(request: HttpRequest) -> HttpResponse:
    """Choose a role, or find somebody by name (`who`)."""
    who = request.GET.get("who", "").strip()
    found = others(who)
    context = {
        "doors": doors(),
        "who": who,
        "found": found[:SHOWN],
        "more": max(0, found.count() - SHOWN),
    }
    return render(request, "demo/entry.html", context)


@page(public=True)
def messages(request: HttpRequest) -> HttpResponse:
    """The newest mails and other messages that would have gone out, with the links in them."""
    return render(request, "demo/messages.html", {"kept": OutboxMessage.objects.order_by("-pk")[:MESSAGES]})


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
    return _sign_in(request, account)


@page(reads=[], writes=["POST"], public=True)
def enter_as(request: HttpRequest, role: UUID) -> HttpResponse:
    """Sign in as whoever has that role (a membership in force), and act in it.

    Who has no account yet gets one without a password, which opens by this click alone.
    """
    hat = get_object_or_404(Membership.objects.filter(in_force(timezone.localdate())), uuid=role)
    account, _ = Account.objects.get_or_create(
        person_id=hat.person_id, defaults={"username": f"demo-{hat.uuid.hex[:12]}", "password": "!"}
    )
    if not account.is_active:
        raise Http404
    return _sign_in(request, account, hat)


def _sign_in(request: HttpRequest, account: Account, hat: Membership | None = None) -> HttpResponse:
    login(request, account, backend=BACKEND)
    request.session.pop("hat", None)
    if hat:
        request.session["hat"] = str(hat.uuid)
    return redirect("/")
