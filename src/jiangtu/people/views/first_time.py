"""The first time: one short page, asked once."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core.web import Request, page

from .. import doors, queries
from ..actions import accounts
from ..forms import LanguageForm


@page(writes=["POST"])
@never_cache
def first_time(request: Request) -> HttpResponse:
    """In which language, and what the rooms above ask; or `skip` in the POST."""
    account, given = queries.account_of_person(request.actor.person or 0), request.POST or None
    if request.method == "POST" and "skip" in request.POST:
        accounts.welcome(account, by=request.actor)
        return redirect("/")
    language = LanguageForm(given, initial={"language": account.language or get_language()})
    steps = [step for ask in doors.first_steps if (step := ask(request.actor, given))]
    if all(form.is_valid() for form in (language, *steps)):
        with transaction.atomic():
            accounts.choose_language(account, language.cleaned_data["language"], by=request.actor)
            for step in steps:
                step.keep(by=request.actor)
            accounts.welcome(account, by=request.actor)
        messages.success(request, _("Saved. All of it can be changed on your own page and under the bell."))
        answer = redirect("/")
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
        return answer
    return render(request, "people/first_time.html", {"forms": [language, *steps]})
