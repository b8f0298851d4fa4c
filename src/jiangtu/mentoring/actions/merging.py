"""What becomes of profiles and reviews when two records of a person become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiangtu.people.doors import Moving


def moves() -> list[Moving]:
    """This room's relations to a person; pairs and allowances move with the profile."""
    return [
        Moving("mentoring.MentorProfile.person", clash=_("two mentor profiles at one enterprise")),
        Moving("mentoring.PairReview.by"),
    ]
