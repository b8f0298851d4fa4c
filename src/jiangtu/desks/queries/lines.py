"""The lines that several desks share. Each is a list: empty where nothing waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.sheets import queries as sheets

from .pieces import LATE, LOOK, TODAY, WAITS, Due, address

MANY = 4  # lines of one sort; more are one line together


def sent_back(n: int) -> list[Due]:
    """People whom an enterprise did not confirm."""
    text = ngettext("The enterprise sent %(n)s apprentice back", "The enterprises sent %(n)s apprentices back", n)
    note, url = _("Mend what they say and propose again."), address("apprenticeships:list", state="returned")
    return [Due(LATE, text % {"n": n}, note, _("Look"), url)] if n else []


def uncalled(n: int, note: str, act: str, url: str, *, rank: int = LATE) -> list[Due]:
    """Sessions that are over without a roll call."""
    text = ngettext("The roll of %(n)s session was not called", "The rolls of %(n)s sessions were not called", n)
    return [Due(rank, text % {"n": n}, note, act, url)] if n else []


def checked_files(found: Iterable[Any]) -> list[Due]:
    """Files that lie checked and are neither taken over nor put aside."""
    waiting = list(found)
    if not waiting:
        return []
    text = ngettext(
        "%(n)s file is checked and not yet taken over",
        "%(n)s files are checked and not yet taken over",
        len(waiting),
    )
    first = waiting[0]
    url = address("sheets:file", first.uuid)
    return [Due(TODAY, text % {"n": len(waiting)}, str(sheets.kind(first.kind).title), _("Look"), url)]


def unpaired(n: int, act: str, url: str) -> list[Due]:
    """Apprentices without a mentor."""
    text = ngettext("%(n)s apprentice has no mentor", "%(n)s apprentices have no mentor", n) % {"n": n}
    return [Due(WAITS, text, _("A stage does not close without a pair in force."), act, url)] if n else []


def unpaired_by_class(found: Counter[int], of_class: Mapping[int, Any]) -> list[Due]:
    """The classes where most have no mentor, each with its own pairing."""
    return [
        Due(
            WAITS,
            ngettext("%(class)s: %(n)s apprentice has no mentor", "%(class)s: %(n)s apprentices have no mentor", n)
            % {"class": of_class[key], "n": n},
            _("A stage does not close without a pair in force."),
            _("Pair"),
            address("mentoring:pairing", of_class[key].uuid),
        )
        for key, n in found.most_common(MANY)
        if key in of_class
    ]


def behind(n: int, url: str) -> list[Due]:
    """Apprentices who will be short of hours."""
    text = ngettext("%(n)s apprentice falls behind in hours", "%(n)s apprentices fall behind in hours", n)
    return [Due(LOOK, text % {"n": n}, "", _("Look"), url)] if n else []


def behind_by_class(late: Counter[int], of_class: Mapping[int, Any], *, house: bool = False) -> list[Due]:
    """The classes where most fall behind; `house` names the college beside."""
    return [
        Due(
            LOOK,
            ngettext("%(class)s: %(n)s apprentice falls behind", "%(class)s: %(n)s apprentices fall behind", n)
            % {"class": of_class[key], "n": n},
            str(of_class[key].college) if house else _("hours at this pace"),
            _("Look"),
            address("desks:class", of_class[key].uuid),
        )
        for key, n in late.most_common(MANY)
        if key in of_class
    ]


def uncoded(n: int, url: str) -> list[Due]:
    """Enterprises without a credit code."""
    text = ngettext("%(n)s enterprise has no credit code recorded", "%(n)s enterprises have no credit code recorded", n)
    return [Due(LOOK, text % {"n": n}, "", _("Look"), url)] if n else []


def drafts(found: list[Any], rank: int, act: str, *, house: bool = False) -> list[Due]:
    """Versions of programmes that are drafts."""
    return [
        Due(
            rank,
            _("%(programme)s, version %(n)s is a draft") % {"programme": each.programme, "n": each.number},
            str(each.programme.college) if house else "",
            act,
            address("programmes:version", each.uuid),
        )
        for each in found[:MANY]
    ]


def class_steps(classes: list[Any], on: date) -> list[Due]:
    """Classes to complete, to start, to open and to close: a line for each, or one for all of a sort when many."""
    past = [each for each in classes if each.state == "running" and each.ends_on < on]
    ripe = [each for each in classes if each.state == "open" and each.starts_on <= on]
    new = [each for each in classes if each.state == "draft"]
    done = [each for each in classes if each.state == "completed"]
    return [
        *_of_classes(past, LATE, _("%(class)s ended on %(day)s"), _("%(n)s classes are past their last day"),
                     "ends_on", _("Complete the class")),
        *_of_classes(ripe, TODAY, _("%(class)s can start: its first day was %(day)s"),
                     _("%(n)s open classes have reached their first day"), "starts_on", _("Start the class")),
        *_of_classes(new, WAITS, _("%(class)s is a draft; it begins on %(day)s"), _("%(n)s classes are drafts"),
                     "starts_on", _("Open the class")),
        *_of_classes(done, LOOK, _("%(class)s was completed; its last day was %(day)s"),
                     _("%(n)s classes are completed and not yet closed"), "ends_on", _("Close the class")),
    ]  # fmt: skip


def _of_classes(found: list[Any], rank: int, one: str, many: str, day: str, act: str) -> list[Due]:
    if len(found) > MANY:
        url = address("training:classes", state=found[0].state)
        return [Due(rank, many % {"n": len(found)}, "", _("Look"), url)]
    return [
        Due(
            rank,
            one % {"class": each, "day": date_format(getattr(each, day))},
            "",
            act,
            address("training:class", each.uuid),
        )
        for each in found
    ]
