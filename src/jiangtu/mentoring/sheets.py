"""The kinds of file that the room takes: profiles of an enterprise's mentors, and of a class's apprentices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiangtu.core.actor import Actor
from jiangtu.core.jobs import Step
from jiangtu.core.phrases import written
from jiangtu.core.verdict import Verdict
from jiangtu.institutions.queries import institutions
from jiangtu.sheets.doors import AnyKind, Kind, Shown, kinds
from jiangtu.sheets.rules.layout import Sheet
from jiangtu.sheets.rules.report import Report
from jiangtu.training import doors as training
from jiangtu.training.queries import classes

from . import access
from .actions import profiles as acts
from .phrases.profiles import KINDS
from .queries import pairing, profiles
from .queries.profiles import Place
from .rules.profiles import Filled

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution


def _profiles(n: int) -> str:
    return ngettext("%(n)s profile", "%(n)s profiles", n) % {"n": written(n)}


def _own(keys: Sequence[UUID], actor: Actor) -> Institution:
    """The enterprise whose mentors they are: one's own."""
    if keys[0] != actor.institution_uuid:
        raise Http404
    return institutions.own(actor)


def _locked_enterprise(enterprise: Institution) -> Institution:
    return institutions.institution_for_update(enterprise.pk)


def _check_mentors(sheet: Sheet, enterprise: Institution, actor: Actor) -> Report[Filled]:
    return profiles.check_mentors(sheet, enterprise)


def _keep_mentors(rows: Sequence[Filled], enterprise: Institution, *, by: Actor, step: Step) -> int:
    return acts.keep_mentor_profiles(profiles.mentor_changes(rows, enterprise), enterprise, by=by)


def _of_mentors(enterprise: Institution, actor: Actor) -> Shown:
    where = reverse("mentoring:mentors")
    return Shown(
        name=str(enterprise),
        crumbs=[(_("Mentors"), where)],
        says=[_("The template holds everybody with the mentor's role, and what is known of them.")],
        then=(_("To the mentors"), where),
    )


def _mentors_known(enterprise: Institution, actor: Actor) -> Iterable[Mapping[str, object]]:
    return profiles.mentor_rows(enterprise)


MENTORS = Kind(
    "mentor-profiles",
    _("Mentors' profiles"),
    profiles.mentors_layout,
    about=_own,
    may_give=access.can_give_mentor_profiles,
    visible=access.mentor_sheets_visible_to,
    check=_check_mentors,
    take=_keep_mentors,
    shows=_of_mentors,
    hold=_locked_enterprise,
    known_rows=_mentors_known,
    codes=KINDS,
    counts=_profiles,
)


def _place(keys: Sequence[UUID], actor: Actor) -> Place:
    of = pairing.class_to_pair(keys[0], seen_by=actor)
    return Place(of, pairing.enterprise_to_pair(of, keys[1], seen_by=actor))


def _may_place(actor: Actor, place: Place) -> Verdict:
    return access.can_prepare_pairing(actor, *place)


def _held_place(place: Place) -> Place:
    return Place(classes.class_for_update(place.training_class.pk), place.enterprise)


def _check_apprentices(sheet: Sheet, place: Place, actor: Actor) -> Report[Filled]:
    return profiles.check_apprentices(sheet, place)


def _place_apprentices(rows: Sequence[Filled], place: Place, *, by: Actor, step: Step) -> int:
    changes = profiles.apprentice_changes(rows, place)
    each = {apprenticeship.pk: values for apprenticeship, values in changes}
    return acts.place_apprentices([apprenticeship for apprenticeship, _values in changes], by=by, each=each)


def _of_apprentices(place: Place, actor: Actor) -> Shown:
    where = reverse("mentoring:apprentices", args=[place.training_class.uuid, place.enterprise.uuid])
    grades = _(
        "The list also holds the grade to reach in each skill; change it there for an apprentice who is to learn other"
        " things."
    )
    return Shown(
        name=str(place.enterprise),
        home=training.home_of(actor, place.training_class, "mentoring:apprentices"),
        crumbs=[*training.crumbs(place.training_class), (_("Sites and shifts"), where)],
        says=[_("The template holds the apprentices in training, and what is known of them."), grades],
        then=(_("To the apprentices"), where),
    )


def _apprentices_known(place: Place, actor: Actor) -> Iterable[Mapping[str, object]]:
    return profiles.apprentice_rows(place)


APPRENTICES = Kind(
    "apprentice-profiles",
    _("Apprentices' profiles"),
    profiles.apprentices_layout,
    about=_place,
    may_give=_may_place,
    visible=access.apprentice_sheets_visible_to,
    check=_check_apprentices,
    take=_place_apprentices,
    shows=_of_apprentices,
    keys=2,
    hold=_held_place,
    known_rows=_apprentices_known,
    codes=KINDS,
    counts=_profiles,
)


@kinds.bring
def sheet_kinds() -> tuple[AnyKind, ...]:
    """Profiles of mentors and of apprentices."""
    return MENTORS, APPRENTICES
