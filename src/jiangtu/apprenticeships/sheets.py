"""The kinds of file that the room takes: rosters of a class, lists of certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiangtu.core.actor import Actor
from jiangtu.core.forms import DayField
from jiangtu.core.jobs import Step
from jiangtu.core.phrases import sentence, written
from jiangtu.core.verdict import Verdict
from jiangtu.institutions.states import Role
from jiangtu.sheets.doors import AnyKind, Back, Kind, Shown, Text, kinds
from jiangtu.sheets.rules.layout import Sheet
from jiangtu.sheets.rules.report import Report
from jiangtu.training import doors as training
from jiangtu.training.queries import classes
from jiangtu.training.rules.classes import enrolled_within, takes_people

from . import access
from .actions import admission, taking_back
from .actions import certificates as acts
from .phrases.kinds import KINDS
from .queries import certificates, resting, rosters
from .rules import certificates as of_certificates
from .rules.roster import check as of_rosters
from .rules.roster.columns import ROSTER as ROSTER_COLUMNS

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass


def _class(keys: Sequence[UUID], actor: Actor) -> TrainingClass:
    return classes.training_class(keys[0], seen_by=actor)


def _locked_class(of: TrainingClass) -> TrainingClass:
    return classes.class_for_update(of.pk)


def _since(of: TrainingClass) -> dict[str, forms.Field]:
    words = _("The first day of training that counts for them.")

    def within(day: date) -> None:
        if not (said := enrolled_within(day, starts_on=of.starts_on, ends_on=of.ends_on)):
            raise forms.ValidationError(sentence(said))

    label = _("On the register from")
    return {"since": DayField(label=label, help_text=words, initial=of.starts_on, validators=[within])}


def _admit(
    rows: Sequence[of_rosters.Entry], of: TrainingClass, *, by: Actor, step: Step, since: date, **asked: object
) -> int:
    return len(admission.admit(of, rows, since=since, by=by, allowed=access.can_give_roster(by, of), step=step))


def _of_class(of: TrainingClass, actor: Actor) -> Shown:
    at_once = _("Whoever you import is confirmed at once; their training counts from the day above.")
    waits = _("Whoever you import waits for the enterprise's confirmation.")
    asked = _(
        "Who cannot begin before another institution has answered is left out, and stands under"
        " “Questions about people”."
    )
    joins = (
        [(_("Add an apprentice"), reverse("apprenticeships:join", args=[of.uuid]))] if takes_people(of.state) else []
    )
    codes = rosters.enterprises(of, by=actor)
    pooled: list[Text] = [_("Each line names its enterprise by its name or its credit code:")]
    pooled += [f"{code} {enterprise}" for code, enterprise in codes.items()]
    return Shown(
        home=training.home_of(actor, of, "apprenticeships:rosters"),
        crumbs=training.crumbs(of),
        says=[_("One person in a line."), *(pooled if len(codes) > 1 else [])],
        warns=[at_once if actor.has(Role.ENTERPRISE_HR) else waits, asked],
        acts=[
            *joins,
            (_("Questions about people"), reverse("apprenticeships:inquiries")),
        ],
        then=(_("Go to the class"), training.home(of.uuid)),
    )


def _people(n: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", n) % {"n": written(n)}


ROSTER = Kind(
    "roster",
    _("Roster"),
    ROSTER_COLUMNS,
    about=_class,
    may_give=access.can_give_roster,
    awaits=lambda of: takes_people(of.state),
    visible=access.rosters_visible_to,
    check=rosters.check_file,
    take=_admit,
    shows=_of_class,
    hold=_locked_class,
    asks=_since,
    codes=KINDS,
    counts=_people,
    back=Back(
        resting.BEGUN,
        taking_back.may_take_back,
        taking_back.take_back_places,
        [
            _("Their places in the class go, and the role of apprentice ends; the people themselves stay on record."),
            _("This can be done while nothing rests on their places: no log, no roll, no pair, no later act."),
        ],
    ),
)


def _own(keys: Sequence[UUID], actor: Actor) -> UUID:
    """The institution whose list it is: one's own."""
    if keys[0] != actor.institution_uuid:
        raise Http404
    return keys[0]


def _check(sheet: Sheet, house: UUID, actor: Actor) -> Report[of_certificates.Entry]:
    return certificates.check_list(sheet, by=actor)


def _enter(rows: Sequence[of_certificates.Entry], house: UUID, *, by: Actor, step: Step, **asked: object) -> int:
    return acts.enter_certificates(rows, by=by, allowed=access.can_enter_certificates(by))


def _of_certificates(house: UUID, actor: Actor) -> Shown:
    where = reverse("apprenticeships:certificates")
    return Shown(
        crumbs=[(_("Certificates"), where)],
        says=[_("One certificate in a line.")],
        then=(_("To the certificates"), where),
    )


def _certificates(n: int) -> str:
    return ngettext("%(n)s certificate", "%(n)s certificates", n) % {"n": written(n)}


def _may_enter(actor: Actor, house: UUID) -> Verdict:
    return access.can_enter_certificates(actor)


CERTIFICATES = Kind(
    "certificates",
    _("Certificates from a file"),
    of_certificates.LAYOUT,
    about=_own,
    may_give=_may_enter,
    visible=access.certificate_lists_visible_to,
    check=_check,
    take=_enter,
    shows=_of_certificates,
    codes=KINDS,
    counts=_certificates,
    back=Back(
        ("certificate entered",),
        taking_back.may_withdraw,
        taking_back.withdraw_certificates,
        [_("Each certificate stays in the record as withdrawn, with your reason; the apprentices are told.")],
    ),
)


@kinds.bring
def sheet_kinds() -> tuple[AnyKind, ...]:
    """Rosters and lists of certificates."""
    return ROSTER, CERTIFICATES
