"""What this room brings to the desks: files that lie checked and are neither taken over nor put aside."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.core import desk
from jiangtu.core.desk import Due, Look, Urgency, address

from . import queries

GIVES = ("enterprise_hr", "township_coordinator")  # told on their desks; who else brings files finds them where given


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    found = list(queries.waiting(seen_by=look.actor)) if look.actor.has(*GIVES) else []
    if n := len(found):
        text = ngettext("%(n)s file is checked and not yet imported", "%(n)s files are checked and not yet imported", n)
        url = address("sheets:file", found[0].uuid)
        yield Due(Urgency.TODAY, text % {"n": n}, str(queries.kind(found[0].kind).title), _("View"), url)
