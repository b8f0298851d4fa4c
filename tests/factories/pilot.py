"""Those of the pilot data who can sign in: one account of each role, named like it."""

from __future__ import annotations

from django.test import Client

from jiangtu.institutions.models import Membership
from jiangtu.people.models import Account
from tests.factories.people import second_factor


def client_of(role: str) -> Client:
    """A browser that is signed in as the pilot data's account of a role, and acts in it."""
    account = Account.objects.get(username=role)
    second_factor(account)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    hat = Membership.objects.filter(person=account.person, role=role).order_by("pk").last()
    session = client.session
    session["hat"] = str(hat.uuid)
    session.save()
    return client
