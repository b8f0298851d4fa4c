"""The desk of whoever keeps institutions and accounts."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.core.actor import Actor
from jiangtu.institutions import queries as institutions
from jiangtu.people import queries as people

from .pieces import LOOK, WAITS, Desk, Due, Number, address, in_order


def administrator(actor: Actor, on: date) -> Desk:
    """Institutions and accounts that are not whole."""
    accounts = people.accounts(seen_by=actor)
    seen = institutions.institutions(seen_by=actor)
    unmanned = institutions.without_members(on=on)
    ending = institutions.invitations_ending(until=on + timedelta(3))
    closed = accounts.filter(is_active=False).count()
    bare = accounts.filter(second_factor=False, is_active=True).count()
    uncoded = seen.filter(kind="enterprise", credit_code__isnull=True).count()
    dues = [
        ending
        and Due(
            WAITS,
            ngettext("%(n)s invitation ends within three days", "%(n)s invitations end within three days", ending)
            % {"n": ending},
            _("Send it anew, or withdraw it."),
            _("Look"),
            address("institutions:list"),
        ),
        unmanned
        and Due(
            WAITS,
            ngettext("%(n)s institution has nobody in a role", "%(n)s institutions have nobody in a role", unmanned)
            % {"n": unmanned},
            _("Invite its first person."),
            _("Look"),
            address("institutions:list"),
        ),
        uncoded
        and Due(
            LOOK,
            ngettext(
                "%(n)s enterprise has no credit code recorded",
                "%(n)s enterprises have no credit code recorded",
                uncoded,
            )
            % {"n": uncoded},
            "",
            _("Look"),
            address("institutions:list", kind="enterprise"),
        ),
        bare
        and Due(
            LOOK,
            ngettext("%(n)s account has no second factor yet", "%(n)s accounts have no second factor yet", bare)
            % {"n": bare},
            _("It is set up at the next sign-in, where the role asks for it."),
            _("Look"),
            address("people:accounts"),
        ),
    ]
    numbers = [
        Number(_("Institutions"), seen.count(), "", address("institutions:list")),
        Number(_("Accounts"), accounts.count(), "", address("people:accounts")),
        Number(_("Closed accounts"), closed),
    ]
    return Desk(
        in_order(due for due in dues if due),
        numbers,
        _("Nothing waits. A new institution begins with its record and an invitation to its first person."),
        _("Register an institution"),
        address("institutions:register"),
    )
