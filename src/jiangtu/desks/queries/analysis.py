"""The figures of the first analysis page, by region, house or occupation: fifteen queries whatever their size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.allowances.queries import analysis as allowances
from jiangtu.apprenticeships.queries import analysis as figures
from jiangtu.competences import queries as competences
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Look, Text
from jiangtu.core.rulebook import rulebook
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.states import Role
from jiangtu.mentoring.queries import analysis as mentoring_analysis
from jiangtu.mentoring.states import PairForm

from .. import access
from ..rules import FiguresRules, folded

BY = {
    "region": gettext_lazy("Region"),
    "college": gettext_lazy("College"),
    "enterprise": gettext_lazy("Enterprise"),
    "occupation": gettext_lazy("Occupation"),
}
# The college's ladder of training, in order (`rulebooks/stage-ladders`).
STAGES = {
    1: gettext_lazy("Junior craftsman"),
    2: gettext_lazy("Craftsman"),
    3: gettext_lazy("Master craftsman"),
}
YEAR = timedelta(days=365)
TOGETHER = "…"
DRAWN = 20  # groups of a chart; the table has them all
SUMS = (
    "people",
    "active",
    "completed",
    "left",
    "stage_1",
    "stage_2",
    "stage_3",
    "in_class",
    "have",
    "need",
    "behind",
    *PairForm.values,
    "unpaired",
    "certified",
)


@dataclass(frozen=True)
class Analysis:
    """`rows`: a dict for each group (SUMS, and `allowance`), `total` their sums, `least` the smallest group shown."""

    by: str
    rows: list[dict[str, Any]]
    total: dict[str, Any]
    least: int | None
    hidden: int  # groups folded into one


def analysis(actor: Actor, by: str, *, since: date, until: date, on: date) -> Analysis:
    """What the actor's figures say of the people in training between two days; hours and pairs as of `on`."""
    grain = "county" if by == "region" and not access.small_groups_hidden(actor) else by
    found = figures.counted(seen_by=actor, since=since, until=until)
    people = figures.people_by(found, grain)
    stages = figures.stages_by(found, grain)
    hours = figures.hours_by(found, grain, on=on)
    certified = figures.certified_by(found, grain)
    forms = mentoring_analysis.forms_by(found.filter(state="active"), grain, on=on)
    paid = allowances.due_by(found, grain, since=since, until=until)
    rows = []
    for key, of in people.items():
        held = hours.get(key)
        row: dict[str, Any] = {"key": key, **of}
        row |= {f"stage_{order}": stages.get(key, {}).get(order, 0) for order in STAGES}
        row |= {form: forms.get(key, {}).get(form, 0) for form in PairForm.values}
        row |= {name: getattr(held, name) if held else 0 for name in ("have", "need", "behind")}
        row["in_class"] = held.people if held else 0
        row["unpaired"] = of["active"] - sum(row[form] for form in PairForm.values)
        row["certified"], row["allowance"] = certified.get(key, 0), paid.get(key, Decimal(0))
        rows.append(row)
    least = rulebook(FiguresRules, on=on).smallest_group if access.small_groups_hidden(actor) else None
    small = folded({row["key"]: row["people"] for row in rows}, least)
    total = summed(rows)
    shown = [row for row in rows if row["key"] not in small]
    if small and least and sum(row["people"] for row in rows if row["key"] in small) >= least:
        shown.append({"key": TOGETHER, **summed([row for row in rows if row["key"] in small])})
    elif small:  # fewer people in all than a group must have: nothing is told
        shown, total = [], summed([])
    names = _names([row["key"] for row in shown if row["key"] != TOGETHER], by)
    for row in shown:
        row["name"] = names.get(row["key"]) or _("%(n)s small groups together") % {"n": len(small)}
        row["percent"] = round(row["have"] * 100 / row["need"]) if row["need"] else None
    shown.sort(key=lambda row: (row["key"] == TOGETHER, -row["people"], row["key"]))
    return Analysis(by, shown, total, least, len(small))


def of_the_year(look: Look) -> Analysis:
    """The figures by region of the last twelve months."""
    return analysis(look.actor, "region", since=look.on - YEAR, until=look.on, on=look.on)


def summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The sums of groups; nobody is in two of them."""
    total: dict[str, Any] = {name: sum(row[name] for row in rows) for name in SUMS}
    return total | {"allowance": sum((row["allowance"] for row in rows), Decimal(0))}


def _names(keys: list[str], by: str) -> Mapping[str, str]:
    if by == "region":
        return {key: institutions.place_name(key) for key in keys}
    if by == "occupation":
        return {each.code: str(each) for each in competences.occupations()}
    return {str(key): name for key, name in institutions.names({UUID(key) for key in keys}).items()}


def charts(found: Analysis) -> list[tuple[str, str, dict[str, object]]]:
    """(id, caption, data) of each chart of the page: its largest groups, which is where the rows begin."""
    rows = found.rows[:DRAWN]
    names = [row["name"] for row in rows]

    def drawn(kind: str, series: Mapping[str, str], unit: str) -> dict[str, object]:
        return {
            "kind": kind,
            "across": len(names) > 2,  # side by side, a phone has no place for more names
            "categories": names,
            "unit": unit,
            "series": [{"name": label, "values": [_number(row[key]) for row in rows]} for label, key in series.items()],
        }

    people = _("people")
    stages = {str(label): f"stage_{order}" for order, label in STAGES.items()}
    forms = {str(form.label): form.value for form in PairForm}
    return [
        ("by-stage", _("Apprentices in training by stage"), drawn("stacked", stages, people)),
        (
            "hours",
            _("Hours delivered and planned in running classes"),
            drawn("bar", {_("delivered"): "have", _("planned in all"): "need"}, _("hours")),
        ),
        (
            "behind",
            _("Who falls behind: short of hours at this pace"),
            drawn("bar", {_("apprentices"): "behind"}, people),
        ),
        ("left", _("Left before the end"), drawn("bar", {_("apprentices"): "left"}, people)),
        (
            "forms",
            _("Apprentices by form of pair"),
            drawn("stacked", {**forms, _("without a mentor"): "unpaired"}, people),
        ),
        (
            "certificates",
            _("Apprentices with a certificate of skill level"),
            drawn("bar", {_("apprentices"): "certified"}, people),
        ),
        ("allowances", _("Mentors' allowances released"), drawn("bar", {_("allowances"): "allowance"}, "CNY")),
    ]


def _number(value: int | Decimal) -> float:
    return float(value) if isinstance(value, Decimal) else value


def choices(actor: Actor) -> list[tuple[str, Text]]:
    """By what the actor may group: a college has no other colleges to compare with."""
    return [(key, label) for key, label in BY.items() if not (key == "college" and actor.has(Role.PROGRAMME_HEAD))]
