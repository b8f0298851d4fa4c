"""What this room brings to the desks: files that lie checked and are neither taken over nor put aside."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jiangtu.core import desk
from jiangtu.core.desk import MANY, Due, Look, Urgency, address

from . import queries

GIVES = ("enterprise_hr", "township_coordinator")  # told on their desks; who else brings files finds them where given


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    for given in queries.waiting(seen_by=look.actor)[:MANY] if look.actor.has(*GIVES) else ():
        text = _("“%(file)s” is checked and not yet imported") % {"file": given.file.name}
        url = address("sheets:file", given.uuid)
        yield Due(Urgency.TODAY, text, str(queries.kind(given.kind).title), _("View"), url, "file-checked")
