"""What this room brings to the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiangtu.core import desk
from jiangtu.core.desk import Place

PLACE = Place(
    _("Record seals"),
    "seals:seals",
    "lock",
    _("Institutions"),
    {36: ["administrator"]},
    hint=_("Print the latest seal and keep it elsewhere, so that nobody can change the journal unnoticed."),
)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return (PLACE,)
