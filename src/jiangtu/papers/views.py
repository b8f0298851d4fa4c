"""The page to which the code on a paper leads, for anybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from jiangtu.core.masks import mask_name
from jiangtu.core.web import Request, page
from jiangtu.people.actions import limits

from . import queries, rules


@page(public=True)
@never_cache
def paper(request: Request, code: str) -> HttpResponse:
    """What proves a printed paper; who scans it needs no account."""
    if not limits.count("paper looked at", limits.connection_of(request), rules.LOOKED_AT):
        return render(request, "papers/too_many.html", status=429)
    found = queries.scanned(code)
    if found is None:
        return render(request, "papers/unknown.html", status=404)
    names = [mask_name(name) for name in found.proof.names]
    response = render(request, "papers/paper.html", {"found": found, "names": names})
    response["X-Robots-Tag"], response["Referrer-Policy"] = "noindex", "no-referrer"
    return response
