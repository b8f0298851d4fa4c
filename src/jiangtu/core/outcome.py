"""What a page says after an act: what it did; or, where it recorded no fact, that nothing was changed by it."""

from __future__ import annotations

from django.contrib import messages
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import history, journal
from .desk import Text
from .phrases import sentence
from .verdict import Verdict
from .web import Request


def say(
    request: Request, said: Text, about: models.Model | None = None, *, verb: str = "", extra_tags: str = ""
) -> None:
    """Say on the next page what the act did. What was done before, by oneself or by another in the meantime, and what
    changes nothing, records no fact: then that is said, with what was done last to the thing (`about`; only such facts
    as `verb`, where it is given)."""
    if request.facts:
        messages.success(request, str(said), extra_tags=extra_tags)
    else:
        messages.info(request, unchanged(about, verb), extra_tags=extra_tags)


def warn(request: Request, *verdicts: Verdict) -> None:
    """Say on the next page what the rules only warn of."""
    for verdict in verdicts:
        for each in verdict.leaves():
            if each.warning:
                messages.warning(request, sentence(each))


def unchanged(about: models.Model | None, verb: str = "") -> str:
    """That it stands so already, and since when and by whom."""
    told = _last(about, verb)
    if told is None:
        return _("Nothing was changed: it stands so already.")
    return _("Nothing was changed: it stands so already. Done last: %(what)s (%(who)s, %(at)s).") % told


def done_last(about: models.Model) -> str:
    """What was done last to the thing, by whom and when; empty where nothing is recorded of it."""
    told = _last(about)
    return _("Done last: %(what)s (%(who)s, %(at)s).") % told if told else ""


def _last(about: models.Model | None, verb: str = "") -> dict[str, str] | None:
    found = journal.history(about.uuid) if about else None  # type: ignore[attr-defined]
    last = (found.filter(verb=verb) if verb else found).first() if found is not None else None
    if last is None:
        return None
    names = journal.names({*history.named_in(last)})
    who = names.get(last.actor) if last.actor else _("The system")
    at = date_format(timezone.localtime(last.at), "DATETIME_FORMAT")
    return {"what": history.fact(last, names), "who": who or _("Somebody"), "at": at}
