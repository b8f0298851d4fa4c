"""Of what this room tells people: an answer to what they said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.states import Role
from jiangtu.notices.doors import kinds
from jiangtu.notices.rules import Kind, To, Urgency
from jiangtu.people import queries as people

from .access import COMMENTS
from .queries import comments

PAGES = {"training.TrainingClass": "desks:class", "programmes.Version": "programmes:version"}


def who_asked(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Those who look on and said something of the same class or programme before."""
    answers = [fact for fact in facts if fact.role == Role.PROGRAMME_HEAD]
    said = list(comments.on({fact.subject for fact in answers}))
    persons = people.keys_of(each.actor for each in said if each.actor)
    houses = institutions.keys_of(each.institution for each in said if each.institution)
    for fact in answers:
        before = {each.actor: each for each in said if each.subject == fact.subject and each.pk < fact.pk}
        for actor, each in before.items():
            if actor and actor in persons:
                page = reverse(PAGES[fact.kind], args=[fact.subject])
                house = houses.get(each.institution) if each.institution else None
                yield To(persons[actor], page, fact, {}, each.role, house)


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """An answer to a comment."""
    return (
        Kind(
            "desks.answered",
            _("Your comment was answered"),
            _("A programme head answered your comment."),
            Urgency.SOON, COMMENTS, ("commented",), who_asked,
        ),
    )  # fmt: skip
