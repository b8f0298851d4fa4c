"""What this room brings to the desks: files that lie checked and are neither taken over nor put aside."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jiangtu.core import desk
from jiangtu.core.desk import MANY, Due, Look, Urgency, address
from jiangtu.core.phrases import written

from . import access, queries


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    if not access.can_see_waiting(look.actor):
        return
    found = queries.waiting(seen_by=look.actor)
    if (n := found.count()) > MANY:
        text = _("%(n)s files are checked and not yet imported") % {"n": written(n)}
        yield Due(Urgency.TODAY, text, "", _("View"), address("sheets:waiting"), "file-checked", n)
        return
    for given in found:
        text = _("“%(file)s” is checked and not yet imported") % {"file": given.file.name}
        url = address("sheets:file", given.uuid)
        yield Due(Urgency.TODAY, text, str(queries.kind(given.kind).title), _("View"), url, "file-checked")
