"""The page of a class, and comments on classes and programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangtu.apprenticeships.queries import analysis as figures
from jiangtu.core import journal, outcome
from jiangtu.core.desk import Look
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page
from jiangtu.institutions.queries.names import reads_names
from jiangtu.institutions.states import Role
from jiangtu.programmes import queries as programmes
from jiangtu.training.queries import classes

from .. import actions
from ..forms import AnswerForm, CommentForm
from ..queries.analysis import columns
from ..queries.class_page import ALL, class_page, history
from ..queries.comments import may_comment
from .analysis import FEW

if TYPE_CHECKING:
    from jiangtu.programmes.models import Version
    from jiangtu.training.models import TrainingClass


def _form(request: Request, subject: TrainingClass | Version) -> CommentForm | None:
    """To say something, or to answer; None for whom it is not."""
    if not may_comment(subject, request.actor):
        return None
    kind = AnswerForm if request.actor.has(Role.PROGRAMME_HEAD) else CommentForm
    return kind(request.POST or None)


def _class_home(request: Request, uuid: UUID, form: CommentForm | None = None) -> HttpResponse:
    found = class_page(uuid, Look(request.actor, timezone.localdate()))
    form = form or _form(request, found.training_class)
    context = {"title": found.training_class.name, "page": found, "class": found.training_class, "comment": form}
    if found.published:
        total = found.published.total
        context |= {"sums": [(column, total[column.key]) for column in columns()], "few": FEW}
    return render(request, "desks/class.html", context)


@page()
def training_class(request: Request, uuid: UUID) -> HttpResponse:
    """The class with its path, hours, people and history."""
    return _class_home(request, uuid)


@page()
def history_of_class(request: Request, uuid: UUID) -> HttpResponse:
    """Everything that was done in a class, the newest first; of its people only what the hat sees."""
    found = classes.training_class(uuid, seen_by=request.actor)
    people = list(figures.counted_in(found, seen_by=request.actor))
    context = {
        "title": _("History"),
        "training_class": found,
        "history": history(found, people, request.actor, ALL),
        "reads_names": reads_names(request.actor),
    }
    return render(request, "desks/class_history.html", context)


@page(reads=[], writes=["POST"])
def comment_on_class(request: Request, uuid: UUID) -> HttpResponse:
    """Say something about a class, or answer."""
    found = classes.training_class(uuid, seen_by=request.actor)
    require(may_comment(found, request.actor))
    form = _form(request, found)
    if form is None or not form.is_valid():
        return _class_home(request, uuid, form)
    actions.comment(found, form.cleaned_data["words"], by=request.actor)
    outcome.say(request, form.said, found, verb="commented")
    return redirect("desks:class", uuid)


@page(reads=["GET"], writes=["POST"])
def comments_on_programme(request: Request, uuid: UUID) -> HttpResponse:
    """What was said about a version of a programme, and a place to say more."""
    found = programmes.version(uuid, seen_by=request.actor)
    form = _form(request, found)
    if request.method == "POST":
        require(may_comment(found, request.actor))
        if form and form.is_valid():
            actions.comment(found, form.cleaned_data["words"], by=request.actor)
            outcome.say(request, form.said, found, verb="commented")
            return redirect("programmes:version", uuid)
    history = journal.history(found.uuid).filter(verb="commented")
    names = programmes.reads_names(request.actor, found)
    context = {"title": _("Comments"), "version": found, "comment": form, "history": history, "names": names}
    return render(request, "desks/comments.html", context)
