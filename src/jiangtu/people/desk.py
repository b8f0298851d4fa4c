"""What this room brings to the desks: one's own page, and the accounts and records to those who run them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Due, Figure, Look, Place, Urgency, address
from jiangtu.core.phrases import written

from . import access, queries

PLACES = (
    Place(
        gettext_lazy("Accounts"),
        "people:accounts",
        "users",
        gettext_lazy("Institutions"),
        {30: ["administrator"]},
        hint=gettext_lazy("Help those who have forgotten their password or lost their phone."),
        acts=gettext_lazy("Lock, close and reopen an account, remove the second factor"),
    ),
    Place(
        gettext_lazy("Records"),
        "people:records",
        "id",
        gettext_lazy("Institutions"),
        {32: ["administrator"]},
        hint=gettext_lazy("Correct a record, or merge two records of one person."),
    ),
    Place(
        gettext_lazy("Sign-ins"),
        "people:sign-ins",
        "history",
        gettext_lazy("Institutions"),
        {34: ["administrator"]},
        hint=gettext_lazy("See who signed in, who tried to, and what was refused to whom."),
    ),
    Place(
        gettext_lazy("Me"),
        "people:me",
        "user",
        gettext_lazy("Account"),
        {40: ["apprentice"], 90: desk.EVERYBODY},
        hint=gettext_lazy("See your own data, how you sign in, and what you agree to."),
        acts=gettext_lazy(
            "Password, passkeys, recovery codes, authenticator app, phone to sign in with, language, sign out my other"
            " devices, consent"
        ),
    ),
)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


def runs_accounts(actor: Actor) -> bool:
    return actor.signed_in and bool(access.can_run_account(actor))


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    if runs_accounts(look.actor):
        yield from bare(queries.accounts(seen_by=look.actor).filter(second_factor=False, is_active=True).count())  # type: ignore[misc]


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    if runs_accounts(look.actor):
        found = queries.accounts(seen_by=look.actor)
        yield Figure(20, _("Accounts"), found.count(), "", address("people:accounts"))
        n, url = found.filter(is_active=False).count(), address("people:accounts", is_active="false")
        yield Figure(30, _("Closed accounts"), n, "", url)


def bare(n: int) -> Iterator[Due]:
    """Accounts that are open and have no second factor."""
    if n:
        text = ngettext("%(n)s account has no second factor yet", "%(n)s accounts have no second factor yet", n)
        note = _("It is set up at the next sign-in, where the role asks for it.")
        url = address("people:accounts", second_factor="false", is_active="true")
        yield Due(Urgency.LOOK, text % {"n": written(n)}, note, _("View"), url, "without-second-factor", n)
