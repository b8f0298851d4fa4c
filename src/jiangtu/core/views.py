"""The few pages of no room: a job's progress, the choice of language, the sign of life."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.dispatch import Signal
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from . import exports
from .away import RETRY, answers
from .models import Job
from .web import Request, page

# Sent with `request` and `language` when somebody chooses one; people keeps it in the account.
language_chosen = Signal()


@page(public=True)
def health(request: Request) -> HttpResponse:
    """200 when the database answers, else 503 within two seconds; the proxy and `./run` ask here."""
    if answers(within=1.5):
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "database away"}, status=503, headers=RETRY)


@page(reads=[], writes=["POST"], public=True)
def language(request: Request) -> HttpResponse:
    """Keep the language for this browser, and for the account of who is signed in."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)  # `redirect` would look for a page of that name
    if chosen in dict(settings.LANGUAGES):
        translation.activate(chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        language_chosen.send(sender=None, request=request, language=chosen)
    return response


@page()
def job(request: Request, uuid: UUID) -> HttpResponse:
    """How far one's own job is. When it has ended, the page that watches it is loaded anew and shows the result."""
    found = Job.objects.filter(uuid=uuid, owner=request.actor.person_uuid).first()
    if found is None:
        raise Http404
    watched = bool(request.headers.get("HX-Request"))
    told = {"job": found, "for_me": exports.is_for(found, request.actor)}
    response = render(request, "core/_job.html" if watched else "core/job.html", told)
    if watched and not found.open:
        response["HX-Refresh"] = "true"
    return response
