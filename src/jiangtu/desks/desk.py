"""What the topmost room itself brings: the desk, the figures of all rooms, comments of those who look on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Beginning, Due, Figure, Look, Place, Tab, Urgency, address
from jiangtu.core.links import Sentence, called
from jiangtu.core.phrases import written
from jiangtu.core.templatetags.jiangtu import money
from jiangtu.institutions.states import Role
from jiangtu.programmes import queries as programmes
from jiangtu.programmes.states import VersionState
from jiangtu.training import doors as training_doors
from jiangtu.training.doors import Waits
from jiangtu.training.queries import classes

from . import access
from .queries import comments
from .queries.analysis import columns, of_the_year

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass

ONLOOKERS = (Role.EXPERT, Role.PROJECT_OFFICER)
GROUP = gettext_lazy("Rules and figures")
HERE = gettext_lazy("Desk")
PLACES = (
    Place(gettext_lazy("Today"), "desks:desk", "home", HERE, {0: [Role.APPRENTICE]}),
    Place(HERE, "desks:desk", "home", HERE, {0: [role for role in Role if role != Role.APPRENTICE]}),
    Place(
        gettext_lazy("My path"),
        "desks:path",
        "route",
        gettext_lazy("Training"),
        {20: [Role.APPRENTICE]},
        hint=gettext_lazy("See your stages, your hours and what is still missing."),
        acts=gettext_lazy("Assess myself, stages and hours"),
    ),
    Place(
        gettext_lazy("Figures"),
        "desks:analysis",
        "chart-bar",
        GROUP,
        {50: access.READS_FIGURES},
        hint=gettext_lazy("See how it stands by region, institution and occupation."),
    ),
    Place(
        gettext_lazy("Rules"),
        "desks:rules",
        "scale",
        GROUP,
        {55: desk.EVERYBODY},
        hint=gettext_lazy("See which rule holds where and since when, with its source."),
    ),
)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@training_doors.tabs.bring
def tabs() -> tuple[Tab, ...]:
    return (
        Tab(
            training_doors.OVERVIEW,
            "desks:class",
            0,
            heading=training_doors.OVERVIEW,
            acts=gettext_lazy("To do in the class, read and comment, post a comment, assess"),
        ),
        Tab(
            gettext_lazy("History"),
            "desks:class-history",
            80,
            below=("desks:comment-class",),
            acts=gettext_lazy("Read and comment, post a comment"),
        ),
    )


@desk.beginnings.bring
def beginning(actor: Actor) -> Beginning | None:
    figures = _("To the figures"), address("desks:analysis")
    if actor.has(Role.BUREAU_OFFICER):
        return Beginning(_("Nothing is late in your region. The figures show how it stands."), *figures)
    if actor.has(Role.MINISTRY_ANALYST):
        return Beginning("", *figures)
    if actor.has(*ONLOOKERS):
        text = _(
            "You have commented on everything that is under way. Programmes and classes stand open for a second look."
        )
        return Beginning(text, _("Programmes"), address("programmes:list"))
    return None


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    """New programmes on which somebody who looks on has not yet said a word."""
    actor = look.actor
    if not actor.has(*ONLOOKERS):
        return
    drafts = programmes.versions(actor).filter(state=VersionState.DRAFT)
    fresh = drafts.exclude(uuid__in=comments.subjects(actor))
    if (n := fresh.count()) > MANY:
        note = _("%(n)s have no comment of yours yet") % {"n": written(n)}
        text = _("%(n)s versions of programmes are drafts") % {"n": written(among := drafts.count())}
        url = address("programmes:list", state=VersionState.DRAFT)
        yield Due(Urgency.WAITS, text, note, _("View"), url, "draft", among)
        return
    for version in fresh:
        named = {"programme": (version, version.programme.name), "n": version.number}
        text = Sentence(_("%(programme)s, version %(n)s is a draft"), named)
        url = address("programmes:version", version.uuid)
        yield Due(Urgency.WAITS, text, called(version.programme.college), _("Read and comment"), url)


@training_doors.waits.bring
def waits() -> tuple[Waits, ...]:
    def looks_on(actor: Actor) -> bool:
        return actor.has(*ONLOOKERS)

    return (Waits("uncommented", looks_on, uncommented, to_comment, _("no comment of yours yet")),)


def uncommented(look: Look) -> dict[int, int]:
    """Running classes on which somebody who looks on has not yet said a word, the latest first."""
    running = classes.running(seen_by=look.actor).exclude(uuid__in=comments.subjects(look.actor))
    if look.within:
        running = running.filter(pk=look.within.pk)
    return dict.fromkeys(running.order_by("-starts_on", "number").values_list("pk", flat=True), 1)


def to_comment(_look: Look, of: TrainingClass, _n: int) -> Due:
    url = training_doors.home(of.uuid)
    return Due(Urgency.LOOK, _("no comment of yours yet"), called(of.college), _("Read and comment"), url)


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    """What the page of figures says of the last twelve months, for those whose work it is to read it."""
    actor = look.actor
    if not actor.has(Role.BUREAU_OFFICER, Role.MINISTRY_ANALYST, *ONLOOKERS):
        return
    total = look.once(of_the_year).total
    percent = f"{round(total['have'] * 100 / total['need'])} %" if total["need"] else "—"
    hours = {"have": number_format(total["have"]), "need": number_format(total["need"])}
    here = address("desks:analysis", by="region")
    yield Figure(20, _("Apprentices in training"), total["active"], "", here, "active")
    done = _("%(have)s of %(need)s hours") % hours
    yield Figure(30, _("Hours delivered of those planned"), percent, done, here, "percent")
    if actor.has(*ONLOOKERS):
        return
    gone = f"{total['left'] * 100 / total['people']:.1f} %" if total["people"] else "—"
    yield Figure(50, _("Left in twelve months"), total["left"], gone, here, "left")
    for each in columns():
        if each.on_desk is not None:
            value = money(total[each.key]) if each.money else total[each.key]
            yield Figure(each.on_desk, each.label, value, "", here, each.key)
