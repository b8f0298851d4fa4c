"""Sign-in cards for people who are recorded: whom they are for, printed, sent, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core import printing, sms
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text
from jiangtu.core.phrases import written
from jiangtu.core.verdict import Refused, require
from jiangtu.core.web import Request, came_from, own_path, page, sent

from .. import access, doors
from ..actions import cards as giving
from ..actions.cards import Card
from ..forms import CardMailForm
from ..models import Membership
from ..queries import cards
from ..rules.cards import spaced
from ..rules.invitations import DAYS
from ..states import AccountState


@page(writes=["POST"])
@never_cache
def give(request: Request) -> HttpResponse:
    """Whom a list has chosen (`person`, or with `of=all` everyone it named), and what to do: print, mail, take back."""
    require(access.can_give_cards(request.actor))
    asked = request.POST if request.method == "POST" else request.GET
    named = asked.getlist("everyone" if asked.get("of") == "all" else "person")
    wanted = list(_uuids(named))
    chosen = cards.chosen(wanted, seen_by=request.actor)
    act, form = asked.get("act", ""), CardMailForm(asked if asked.get("act") == "mail" else None)
    if request.method == "POST" and chosen:
        sheet = next(iter(_uuids([asked.get("sheet", "")])), None)
        if act == "print" and sheet:
            return _printed(request, giving.give_cards(chosen, sheet=sheet, by=request.actor))
        if act == "sms" and sheet and sms.available():
            went, stayed = giving.text_cards(chosen, sheet=sheet, by=request.actor)
            said = ngettext("%(n)s text message is on its way.", "%(n)s text messages are on their way.", went)
            messages.success(request, said % {"n": written(went)})
            if stayed:
                said = ngettext(
                    "%(n)s person could not be reached by phone: print the card.",
                    "%(n)s people could not be reached by phone: print their cards.",
                    stayed,
                )
                messages.warning(request, said % {"n": written(stayed)})
            return redirect(_back(asked.get("back", "")))
        if act == "withdraw":
            n = giving.take_back_cards(chosen, by=request.actor)
            said = ngettext("%(n)s card no longer works.", "%(n)s cards no longer work.", n)
            messages.success(request, said % {"n": written(n)})
            return redirect(_back(asked.get("back", "")))
        if act == "mail" and sheet and len(chosen) == 1 and form.is_valid():
            giving.mail_card(chosen[0], sheet=sheet, email=form.cleaned_data["email"], by=request.actor)
            messages.success(request, _("The invitation is on its way."))
            return redirect(_back(asked.get("back", "")))
    context = _choice(request, chosen, wanted)
    back = _back(asked.get("back") or came_from(request))
    context |= {"form": form, "back": back, "crumbs": _crumbs(back, request.actor)}
    return render(request, "institutions/cards.html", context)


def _choice(request: Request, chosen: list[Membership], wanted: list[UUID]) -> dict[str, object]:
    verdicts = cards.may_have_card(chosen, by=request.actor)
    others = {*wanted} - {each.person.uuid for each in chosen}
    reasons = [each for told in doors.cardless for each in told(others, request.actor)] if others else []
    lines = [
        {"membership": each, "state": AccountState(each.account), "tone": cards.STATES.get(each.account, ""),  # type: ignore[attr-defined]
         "verdict": verdicts[each.person_id]}
        for each in chosen
    ]  # fmt: skip
    return {
        "lines": lines,
        "on_paper": [text for each in chosen for text in (each.person.name, str(each.institution))],
        "able": sum(1 for line in lines if line["verdict"]),
        "invited": sum(1 for line in lines if line["state"] == AccountState.INVITED),
        "reasons": [due for _n, due in reasons],
        "others": len(others) - sum(n for n, _due in reasons),
        "texts": sms.available(),
        "sheet": uuid4(),
        "days": DAYS,
    }


def _uuids(texts: Iterable[str]) -> Iterable[UUID]:
    """Those that are one."""
    for text in texts:
        try:
            yield UUID(text)
        except ValueError:
            continue


def _back(path: str) -> str:
    """The list one came from: a path of ours."""
    return own_path(path) if path != reverse("institutions:cards") and own_path(path) else "/"


def _crumbs(back: str, actor: Actor) -> list[tuple[Text, str]]:
    """The way down to the list one came from, whichever room has it."""
    try:
        match = resolve(urlsplit(back).path)
        ways = [way for told in doors.lists if (way := told(match.view_name, match.kwargs, actor))]
    except Http404:  # no page of ours, or not for this hat any more
        return []
    return [*ways[0][:-1], (ways[0][-1][0], back)] if ways else []  # to the list as it was filtered


def _printed(request: Request, given: list[Card]) -> HttpResponse:
    """The sheet: eight cards on a page, each with its code and the way in as a drawing."""
    handed = [card for card in given if card.verdict]
    if not handed:
        raise Refused(given[0].verdict)
    today = timezone.localdate()
    more = {key: text for told in doors.on_card for key, text in told([c.membership.person_id for c in handed]).items()}
    address = settings.BASE_URL.rstrip("/") + "/in"
    until = date_format(today + timedelta(days=DAYS))
    data = {
        "title": _("Sign-in cards"),
        "cards": [
            {
                "name": card.membership.person.name,
                "role": card.membership.get_role_display(),
                "place": [str(card.membership.institution), more.get(card.membership.person_id, "")],
                "code": spaced(card.code),
                "qr": printing.qr_svg(f"{address}/{card.code}"),
            }
            for card in handed
        ],
        "steps": [
            _("Scan the QR code with your phone, or open %(address)s and type the code.")
            % {"address": address.split("://")[-1]},
            _("Check that it is for you."),
            _("Choose a username, and a password or a passkey. Done."),
        ],
        "until": _("Good until %(day)s, once, for this person alone.") % {"day": until},
        "heading": _("Your sign-in card for Jiangtu"),
    }
    made = printing.pdf("institutions/cards.typ", data, language=get_language() or "en")
    return sent(made, f"cards-{today}.pdf", "application/pdf")
