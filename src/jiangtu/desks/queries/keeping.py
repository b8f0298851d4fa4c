"""The desk of whoever keeps institutions and accounts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.core.actor import Actor
from jiangtu.institutions.queries import institutions, invitations
from jiangtu.people import queries as people

from . import lines
from .pieces import LOOK, WAITS, Desk, Due, Number, address, in_order


def administrator(actor: Actor, on: date) -> Desk:
    """Institutions and accounts that are not whole."""
    accounts = people.accounts(seen_by=actor)
    seen = institutions.institutions(seen_by=actor)
    dues = [
        *_ending(invitations.invitations_ending(on=on).count()),
        *_unmanned(seen.filter(institutions.lacking("people", on=on)).count()),
        *lines.uncoded(seen.filter(institutions.lacking("code", on=on)).count(), _lacking("code")),
        *_bare(accounts.filter(second_factor=False, is_active=True).count()),  # type: ignore[misc]
    ]
    numbers = [
        Number(_("Institutions"), seen.count(), "", address("institutions:list")),
        Number(_("Accounts"), accounts.count(), "", address("people:accounts")),
        Number(_("Closed accounts"), accounts.filter(is_active=False).count()),
    ]
    empty = _("Nothing waits. A new institution begins with its record and an invitation to its first person.")
    return Desk(in_order(dues), numbers, empty, _("Register an institution"), address("institutions:register"))


def _ending(n: int) -> list[Due]:
    text = ngettext("%(n)s invitation ends within three days", "%(n)s invitations end within three days", n) % {"n": n}
    note = _("Send it anew, or withdraw it.")
    return [Due(WAITS, text, note, _("Look"), _lacking("invitation"))] if n else []


def _unmanned(n: int) -> list[Due]:
    text = ngettext("%(n)s institution has nobody in a role", "%(n)s institutions have nobody in a role", n) % {"n": n}
    return [Due(WAITS, text, _("Invite its first person."), _("Look"), _lacking("people"))] if n else []


def _lacking(what: str) -> str:
    """The list of the institutions that lack it."""
    return address("institutions:list", lacks=what)


def _bare(n: int) -> list[Due]:
    text = ngettext("%(n)s account has no second factor yet", "%(n)s accounts have no second factor yet", n) % {"n": n}
    note = _("It is set up at the next sign-in, where the role asks for it.")
    url = address("people:accounts", second_factor="false", is_active="true")
    return [Due(LOOK, text, note, _("Look"), url)] if n else []
