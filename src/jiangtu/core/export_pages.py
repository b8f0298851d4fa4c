"""The pages of the file of a long list: it is asked for, and given out. A job makes it between them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from . import exports, files, jobs
from .models import Job, StoredFile
from .verdict import No, Refused
from .web import Request, page, sent


@page(reads=[], writes=["POST"])
def export(request: Request) -> HttpResponse:
    """Have the file of a long list made by a job, whose page gives it out."""
    asked, language = request.POST.get("asked", ""), translation.get_language()
    exports.opened(asked)
    hat = jobs.spelled(request.actor)
    job = jobs.start(exports.EXPORT, by=request.actor, hat=hat, asked=asked, language=language)
    return redirect("core:job", job.uuid)


@page()
def exported(request: Request, uuid: UUID) -> HttpResponse:
    """The file that a job made of a long list, for who asked for it, in the same role."""
    found = Job.objects.filter(uuid=uuid).first()
    if found is None or not exports.is_for(found, request.actor):
        raise Http404
    kept = StoredFile.objects.filter(uuid=(found.result or {})["file"]).first()  # the nightly sweep takes it
    if kept is None:
        raise Refused(No("export_gone", need=files.AGE.days))
    return sent(files.read(kept), kept.name, kept.content_type)
