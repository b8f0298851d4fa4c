"""The page with the field, what it finds, and the words of the house."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiangtu.core.web import Request, page

from . import queries
from .forms import SearchForm


@page(reads=["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """The field, and what it finds. What is typed is a person's name as a rule, so our form sends it by POST: no
    address, no history and no log holds it. An address that asks by itself (`?q=`) is answered alike. Asked by a
    script, only what was found."""
    form = SearchForm(request.POST if request.method == "POST" else request.GET)
    typed = form.cleaned_data["q"].strip() if form.is_valid() else ""
    groups = queries.find(typed, by=request.actor)
    context = {"form": form, "typed": typed, "groups": groups, "title": _("Search")}
    asked_by_script = request.method == "POST" and request.headers.get("HX-Request")
    return render(request, "search/_found.html" if asked_by_script else "search/search.html", context)


@page()
def words(request: Request) -> HttpResponse:
    """The words of the house in both languages, each with what it means."""
    return render(request, "search/words.html", {"words": queries.glossary(), "title": _("Words of Jiangtu")})
