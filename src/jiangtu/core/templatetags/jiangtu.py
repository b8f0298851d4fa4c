"""What templates ask of the kit: sentences of verdicts, money, masked names, icons, and the pieces that recur."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jiangtu.core import fonts, history, journal, links, masks, phrases
from jiangtu.core import once as sending
from jiangtu.core.models import JournalEntry
from jiangtu.core.money import written as amount_written
from jiangtu.core.vault import Sealed
from jiangtu.core.verdict import Verdict

register = template.Library()
NONE = "—"
MASKS = {"name": masks.mask_name, "id": masks.mask_number, "phone": masks.mask_phone}


@register.simple_tag
def once() -> SafeString:
    """The key of a form without fields that begins something (`core.once`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', sending.FIELD, sending.key())


@register.filter
def sentence(verdict: Verdict | Mapping[str, Any] | None) -> str:
    """A verdict, or one stored by `as_record`, as a sentence in the reader's language."""
    if not verdict:
        return phrases.sentence(verdict) if isinstance(verdict, Verdict) and verdict.code else ""
    if isinstance(verdict, Verdict):
        return phrases.sentence(verdict)
    return phrases.sentence(Verdict.of_record(verdict))


@register.filter
def written(value: Any) -> str:
    """A date, number, list or sum (`amount` and `currency`) as the reader's language writes it; a dash for nothing."""
    if isinstance(value, Mapping) and value.keys() == {"amount", "currency"}:
        return money(value["amount"], value["currency"])
    return NONE if value is None or value == "" else phrases.written(value)


@register.filter
def enumerated(items: Iterable[object]) -> str:
    """Names or words one after the other: A, B or 甲、乙; a dash for none."""
    return phrases.enumerated(items) or NONE


@register.simple_tag
def sign(mark: str) -> str:
    """A comma, colon or full stop between two values, as the reader's language writes it."""
    return phrases.sign(mark)


@register.simple_tag(takes_context=True)
def linked(context: template.Context, value: Any, words: str = "") -> str:
    """A thing (called by `words` where they differ from its own name), several of them, or a sentence that names some:
    each a link where its page opens for the reader. A dash for none."""
    return links.linked(context["request"], (value, words) if words else value) or NONE


@register.filter
def edition(rulebook: str) -> str:
    """The edition that a record names (`mentor-measures/xinwu-one-off@2018-01-01`), as its first day; of several that
    were merged, the nearest's. What names no day stands as it is."""
    try:
        since = date.fromisoformat(rulebook.partition("+")[0].rpartition("@")[2])
    except ValueError:
        return rulebook
    return _("edition of %(since)s") % {"since": phrases.written(since)}


@register.filter
def side(text: str) -> str:
    """The reader's side of a text that stands in both languages."""
    return phrases.side(text)


@register.filter
def compares(verdict: Verdict) -> bool:
    """Whether it sets one figure against another, so that both are worth a column."""
    return all(isinstance(each, (int, Decimal, float)) for each in (verdict.have, verdict.need))


@register.filter
def money(amount: Any, currency: str = "CNY") -> str:
    """An amount with its currency as `core.money` writes it; a dash for an unknown one."""
    if amount is None or amount == "":
        return NONE
    try:
        return amount_written(Decimal(str(amount)), currency)
    except InvalidOperation:
        return str(amount)


@register.filter
def masked(value: object, kind: str = "name") -> str:
    """A name or number as a list may show it: 陈＊＊, Z** W**, 3206**********0012, 138****5678."""
    shown = value.reveal() if isinstance(value, Sealed) else str(value or "")
    return MASKS[kind](shown.strip())


@register.filter
def regiondate(value: date | datetime | None, zone: str = "") -> str:
    """A day, or a moment in the region's zone (the settings' where none is given), as the reader writes it."""
    if value is None:
        return NONE
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value, ZoneInfo(zone) if zone else None), "DATETIME_FORMAT")
    return date_format(value, "DATE_FORMAT")


@cache
def _drawing(name: str) -> str:
    path = finders.find(f"vendor/icons/{name}.svg")
    if not path:
        return ""
    with open(path, encoding="utf-8") as file:
        drawn = re.sub(r"\s+", " ", file.read())
    body = re.sub(r'<path stroke="none"[^>]*/>', "", drawn[drawn.index(">", drawn.index("<svg")) + 1 :])
    return (
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
        f' stroke-linejoin="round" aria-hidden="true">{body.strip()}'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of Tabler's, in the text's colour. It decorates: the words stand beside it."""
    return mark_safe(_drawing(name))


@register.simple_tag
def bar(have: Any, need: Any, plan: Any = None, label: str = "") -> SafeString:
    """Have against need; the tick is where the plan wants it today. Amber while behind plan, or short without one."""
    top = float(need or 0) or float(have or 0) or 1.0
    width = round(max(0.0, min(100.0, float(have or 0) / top * 100)), 1)
    short = float(have or 0) < float(need or 0) if plan is None else float(have or 0) < float(plan)
    tick: str | SafeString = ""
    if plan is not None:
        at = f"{max(0.0, min(99.5, float(plan) / top * 100)):.1f}%"
        tick = format_html('<rect class="plan" x="{}" width="2" height="16"/>', at)
    return format_html(
        '<svg class="bar{}" role="meter" aria-valuemin="0" aria-valuemax="{}" aria-valuenow="{}" aria-label="{}">'
        '<rect class="track" y="4" width="100%" height="8" rx="4"/>'
        '<rect class="have" y="4" width="{}%" height="8" rx="4"/>{}</svg>',
        " short" if short else "", f"{top:g}", f"{min(float(have or 0), top):g}", label, f"{width:g}", tick,
    )  # fmt: skip


@register.inclusion_tag("core/_unprintable.html")
def unprintable(texts: Iterable[str]) -> dict[str, Any]:
    """Before something is printed: what of these names and texts no font for paper has."""
    return {"found": fonts.unprintable(texts)}


@register.inclusion_tag("core/_meter.html")
def meter(label: str, have: Any, need: Any, plan: Any = None, unit: str = "") -> dict[str, Any]:
    """One line: label, bar, "284 of 400"; of whole hours no decimal is written."""
    have, need = (int(each) if isinstance(each, Decimal) and each == int(each) else each for each in (have, need))
    return {"label": label, "have": have, "need": need, "plan": plan, "unit": unit}


STATION = {"state": "ahead", "seal": "结", "about": "", "note": "", "href": "", "meters": ()}


@register.inclusion_tag("core/_path.html")
def path(stations: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The stages as stations of one line.

    Each has a name and a state (closed | open | ahead); it may have seal (two characters), about, note, href, and
    meters, each with label, have, need and perhaps plan.
    """
    filled = [{**STATION, **station} for station in stations]
    for station in filled:
        station["meters"] = [{"plan": None, **each} for each in station["meters"]]
    return {"stations": filled}


LINE = {"note": "", "cells": (), "amount": None, "text": "", "kind": "", "href": ""}


@register.inclusion_tag("core/_derivation.html")
def derivation(
    lines: Iterable[Mapping[str, Any]], headings: Iterable[str] = (), first_heading: str = "", currency: str = "CNY"
) -> dict[str, Any]:
    """An amount, line by line, down to its record and clause.

    Each line has a label and an amount (or a text in its place); it may have note (the clause), cells (under
    `headings`), href (the record) and kind: sum | total | set-aside.
    """
    filled = [{**LINE, **line} for line in lines]
    return {"lines": filled, "headings": headings, "first_heading": first_heading or _("Item"), "currency": currency}


@register.inclusion_tag("core/_chart.html")
def chart(name: str, data: Mapping[str, Any], caption: str) -> dict[str, Any]:
    """A chart with its table. `name` is an id, once on the page; data: kind (bar | stacked | line), categories,
    series [{name, values}], perhaps unit and across. The page's block "scripts" includes core/_chart_scripts.html."""
    series = data["series"]
    rows = [
        (category, [(each["name"], written(each["values"][at])) for each in series])
        for at, category in enumerate(data["categories"])
    ]
    # Its place is kept free from the first moment, so that nothing moves when it is drawn; many lines need more of it.
    high = 90 + 20 * len(rows) if data.get("across") and len(rows) > 12 else 0
    return {"name": name, "data": data, "caption": caption, "rows": rows, "high": high}


@register.inclusion_tag("core/_why.html")
def why(verdict: Verdict) -> dict[str, Any]:
    """A verdict opened: each condition that says something, met or short, have and need, its source."""
    return {"verdict": verdict, "conditions": [leaf for leaf in verdict.leaves() if leaf.code]}


@register.inclusion_tag("core/_timeline.html", takes_context=True)
def timeline(context: template.Context, entries: Iterable[JournalEntry], names_as: str = "") -> dict[str, Any]:
    """Journal entries as sentences. Names of people and institutions cost one query for each room that knows some, and
    lead to their pages, as an act leads to the page of what it was done to.

    With "masked" names are masked, and of what was written only comments are shown: the rest may tell of people.
    """
    acts = history.acts(entries, outside=names_as == "masked")
    page = links.of(context["request"])
    for act in acts:
        entry = act["entry"]
        if entry.actor in act["known"]:
            act["who"] = page.name(((journal.PERSON, entry.actor), act["who"]))
        if entry.institution in act["known"]:
            act["where"] = page.name(((journal.INSTITUTION, entry.institution), act["where"]))
        if act["times"] == 1:
            act["what"] = page.name(((entry.kind, entry.subject), act["what"]))
    return {"acts": acts}
