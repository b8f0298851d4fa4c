"""What becomes of apprenticeships and certificates when two records of a person become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.people.doors import Moving

from ..queries import apprenticeships


def moves() -> list[Moving]:
    """This room's relations to a person; apprenticeships move with the enrolment."""
    return [
        Moving("apprenticeships.Inquiry.person", alike=("training_class", "state")),
        Moving("apprenticeships.Inquiry.asked_by"),
        Moving("apprenticeships.Certificate.person", clash=_("a certificate of one level in one occupation")),
    ]


def one_apprenticeship(second: int, first: int) -> Verdict:
    """A person is in one apprenticeship at a time."""
    under_way = apprenticeships.holders([second, first])
    return No("merge_two_apprenticeships") if len(under_way) == 2 else YES
