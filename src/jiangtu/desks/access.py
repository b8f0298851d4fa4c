"""Who comments, and whose figures one reads. What one sees of classes and people is decided by their rooms."""

from __future__ import annotations

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.states import Role

COMMENTS = (Role.EXPERT, Role.PROJECT_OFFICER)
READS_FIGURES = (
    Role.PROGRAMME_HEAD,
    Role.BUREAU_OFFICER,
    Role.MINISTRY_ANALYST,
    Role.EXPERT,
    Role.PROJECT_OFFICER,
)


def can_comment(actor: Actor, *, college: int, asked: bool) -> Verdict:
    """Experts and project officers, on what they see; a programme head of its college who was asked by a comment."""
    answers = asked and actor.has(Role.PROGRAMME_HEAD) and actor.at(college)
    return YES if answers or actor.has(*COMMENTS) else No("no_right", action="comment")


def can_read_figures(actor: Actor) -> Verdict:
    """A college its own, a bureau its region's, the ministry and the project all of them."""
    return YES if actor.has(*READS_FIGURES) else No("no_right", action="read_figures")


def reads_figures_only(actor: Actor) -> bool:
    """Whether figures are all there is on the actor's desk."""
    return actor.has(Role.MINISTRY_ANALYST)
