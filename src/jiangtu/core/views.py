"""The few pages of no room: a job's progress, the file of a long list, the choice of language, the sign of life."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.dispatch import Signal
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from . import exports, files, jobs
from .away import RETRY, answers
from .models import Job, StoredFile
from .verdict import No, Refused
from .web import Request, page, sent

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
    told = {"job": found, "for_me": _for(found, request)}
    response = render(request, "core/_job.html" if watched else "core/job.html", told)
    if watched and not found.open:
        response["HX-Refresh"] = "true"
    return response


@page(reads=[], writes=["POST"])
def export(request: Request) -> HttpResponse:
    """Have the file of a long list made by a job, whose page gives it out."""
    asked = {"asked": request.POST.get("asked", ""), "language": translation.get_language()}
    exports.opened(asked["asked"])
    job = jobs.start(exports.EXPORT, by=request.actor, hat=jobs.spelled(request.actor), **asked)
    return redirect("core:job", job.uuid)


@page()
def exported(request: Request, uuid: UUID) -> HttpResponse:
    """The file that a job made of a long list, for who asked for it, in the same role."""
    found = Job.objects.filter(uuid=uuid).first()
    if found is None or not _for(found, request):
        raise Http404
    kept = StoredFile.objects.filter(uuid=found.result["file"]).first()  # the nightly sweep takes it
    if kept is None:
        raise Refused(No("export_gone", need=files.AGE.days))
    return sent(files.read(kept), kept.name, kept.content_type)


def _for(found: Job, request: Request) -> bool:
    """Whether the job made a file, and for who asks now."""
    return bool(found.result and "hat" in found.result and jobs.worn(found.result["hat"]) == request.actor)
