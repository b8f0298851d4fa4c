"""Reads of the files that came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from jiangtu.core import files, journal
from jiangtu.core.actor import Actor
from jiangtu.core.models import Job

from . import access, workbook
from .doors import A, AnyKind, Kind, R, kinds
from .models import GivenFile
from .rules.layout import Layout, Sheet
from .rules.report import Problem
from .states import LEFT, FileState


def kind(name: str) -> AnyKind:
    """The kind of that name. Raises Http404 when no room takes such files."""
    for brought in kinds:
        for each in brought():
            if each.name == name:
                return each
    raise Http404


def names() -> list[str]:
    """The names of all kinds, as the journal's verbs begin with them ("roster checked")."""
    return [kind.name for brought in kinds for kind in brought()]


def givers(files: Iterable[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """File → who brought it (the person's uuid) and how it is called; without those that nobody brought."""
    found = GivenFile.objects.filter(uuid__in=list(files)).order_by().values_list("uuid", "given_by", "file__name")
    return {uuid: (person, name) for uuid, person, name in found if person}


def about(kind: Kind[A, R], keys: Sequence[UUID], *, seen_by: Actor) -> A:
    """What a file of the kind with these keys is about. Raises Http404 when there is none or the actor sees it not."""
    if len(keys) != kind.keys:
        raise Http404
    return kind.about(keys, seen_by)


def given_files(*, seen_by: Actor) -> QuerySet[GivenFile]:
    """The files an actor sees, the newest first, without their problems."""
    seen = GivenFile.objects.filter(access.visible_to(seen_by)).order_by().values("pk")
    return GivenFile.objects.filter(pk__in=seen).select_related("file").defer("problems").order_by("-given_at", "-pk")


def of_kind(name: str, about: Sequence[UUID], *, seen_by: Actor) -> QuerySet[GivenFile]:
    """Those of one kind about the same thing."""
    return given_files(seen_by=seen_by).filter(kind=name, about=list(about))


def given_file(uuid: UUID, *, seen_by: Actor) -> GivenFile:
    """One of them. Raises Http404."""
    found = given_files(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def waiting(*, seen_by: Actor) -> QuerySet[GivenFile]:
    """What lies checked and is neither taken over nor put aside, of the actor's own institution."""
    own = given_files(seen_by=seen_by).filter(given_for=seen_by.institution_uuid)
    return own.filter(state=FileState.CHECKED)


def sheet_of(given: GivenFile, layout: Layout) -> Sheet:
    """The cells of a file. Raises `Refused` when it cannot be read."""
    return workbook.read(content_of(given), given.file.name, layout)


def content_of(given: GivenFile) -> bytes:
    """The file as it was given."""
    return files.read(given.file)


def same_file(given: GivenFile) -> GivenFile | None:
    """An earlier file about the same thing, byte for byte this one, that was taken over."""
    same = GivenFile.objects.filter(kind=given.kind, about=given.about, file__sha256=given.file.sha256)
    return same.filter(state=FileState.TAKEN).exclude(pk=given.pk).defer("problems").order_by("-given_at").first()


def problems_of(given: GivenFile, *, code: str = "") -> list[Problem]:
    """Its problems in the order of the file, all of them or those of one code."""
    return [Problem.of_record(kept) for kept in given.problems if not code or kept["code"] == code]


def codes_of(given: GivenFile) -> dict[str, int]:
    """Code → how often it stands in the report, errors first, the most frequent first."""
    counted: dict[str, int] = {}
    severity: dict[str, str] = {}
    for problem in problems_of(given):
        counted[problem.code] = counted.get(problem.code, 0) + 1
        severity[problem.code] = problem.severity
    return dict(sorted(counted.items(), key=lambda each: (severity[each[0]] != "error", -each[1], each[0])))


def swept_by(moment: datetime) -> list[int]:
    """The files (primary keys) that came before then and were neither taken over nor let go."""
    found = GivenFile.objects.filter(state__in=LEFT, given_at__lt=moment)
    return list(found.order_by("pk").values_list("pk", flat=True))


def used_since(given: GivenFile, moment: datetime) -> bool:
    """Whether work on it waits or goes on, or something was done with it since then."""
    work = Job.objects.filter(about=given.uuid, state__in=[Job.State.WAITING, Job.State.RUNNING])
    return work.exists() or journal.history(given.uuid).filter(at__gte=moment).exists()


def latest_job(given: GivenFile) -> Job | None:
    """The last work on a file."""
    return Job.objects.filter(about=given.uuid).order_by("-created_at", "-pk").first()
