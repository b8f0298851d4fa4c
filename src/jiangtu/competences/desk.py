"""What this room brings to the desks: the pages of what can be learned, for whoever wants to look something up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from jiangtu.core import desk
from jiangtu.core.desk import Place

GROUP = gettext_lazy("What is trained")
READ = {80: desk.EVERYBODY}


@desk.places.bring
def places() -> tuple[Place, ...]:
    return (
        Place(gettext_lazy("Competences"), "competences:index", "stairs", GROUP, READ),
        Place(gettext_lazy("Occupations"), "competences:occupations", "stairs", GROUP, READ),
        Place(gettext_lazy("The five levels"), "competences:scale", "stairs", GROUP, READ),
    )
