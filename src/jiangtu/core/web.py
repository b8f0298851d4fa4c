"""Pages: which methods read and which write, who is asked to sign in, and refusals shown as sentences."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import connection
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict, UnreadablePostError
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils.http import content_disposition_header

from . import journal, links, once
from .actor import VISITOR, Actor
from .models import JournalEntry
from .phrases import sentence
from .verdict import No, Refused, Verdict, require

# Tables that reading may write: sessions and sign-in. Everything else belongs to the rooms.
WORDS = 1024**2  # bytes that a form may have without files
NOT_ROOMS = re.compile(r'^"?(django_session|account_|mfa_|axes_|people_account"|people_limit|people_accessrecord)')
# A statement that changes a table, also behind remarks or as a part of WITH; a SELECT … FOR UPDATE changes none.
WRITES = re.compile(
    r"^(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:WITH\b.*?(?<!\bFOR )(?<!\bKEY )\b)?"
    r"(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|COPY|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?(?:\"?public\"?\.)?(\S+)",
    re.IGNORECASE | re.DOTALL,
)


# Sent with `request` and `verdict` when an act or a page is refused, or not there for who asks; people keeps who had no
# right. Sent with `request` when a page has recorded facts.
refused, recorded = Signal(), Signal()


class Request(HttpRequest):
    """A request as the rooms' views see it: the middleware of institutions has put on the hat."""

    actor: Actor
    facts: list[JournalEntry]  # what the acts of a page that writes have recorded so far


class GetWrote(RuntimeError):
    """A page that reads tried to write a room's table: a fault in our code, never the reader's."""


@dataclass(frozen=True)
class Page:
    """What the role × page tests walk over."""

    view: Callable[..., HttpResponse]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    public: bool


PAGES: list[Page] = []


def refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """A connection wrapper: raises GetWrote for a statement that changes a room's table."""
    if not isinstance(sql, str):
        sql = sql.decode() if isinstance(sql, bytes) else sql.as_string(context["connection"].connection)
    found = WRITES.match(sql)
    if found and not NOT_ROOMS.match(found.group(1)):
        raise GetWrote(f"a reading request wrote {found.group(1)}")
    return execute(sql, params, many, context)


def page(
    *,
    reads: Sequence[str] = ("GET",),
    writes: Sequence[str] = (),
    public: bool = False,
    takes: int = 0,
    by: Callable[..., object] = lambda actor, **_: actor.signed_in,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view. Methods in `reads` cannot write the rooms' tables; others than those named are refused.

    Someone not signed in is sent to sign in unless the page is public. `takes`: how many bytes of files may be sent to
    it, `by` whom (the actor and what the address names -> whether they may).
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            method = "GET" if request.method == "HEAD" else request.method
            if method not in (*reads, *writes):
                return HttpResponseNotAllowed([*reads, *writes])
            if not public and not request.actor.signed_in:
                return redirect_to_login(request.get_full_path())
            if method in writes:
                with journal.watched() as request.facts:
                    done = once.answered(request, request.actor.person_uuid, lambda: view(request, *args, **kwargs))
                recorded.send(sender=None, request=request)
                return _with_links(request, done)
            with connection.execute_wrapper(refuse_writes):
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response = response.render()
                return _with_links(request, response)

        answer.takes, answer.by = takes, by  # type: ignore[attr-defined]
        PAGES.append(Page(answer, tuple(reads), tuple(writes), public))
        return answer

    return decorate


def _with_links(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with the names of the page written out, as links where their page opens for the reader."""
    if hasattr(request, "links") and not response.streaming:
        response.content = links.of(request).written(response.content.decode()).encode()
    return response


class ReadableMiddleware:
    """Looks first at what came with a request, when it is known whose page it is for and who sends it.

    Raises BadRequest (400) for a form that breaks off, and for a NUL, which nobody types and no table keeps. What is
    larger than the page takes of this reader is not read at all (413).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, _args: Any, named: dict[str, Any]) -> HttpResponse | None:
        files = getattr(view, "takes", 0)
        if (size := _size(request)) > WORDS:
            most = WORDS + (files if files and view.by(request.actor, **named) else 0)
            if size > most:
                return render(request, "413.html", {"most": most // WORDS}, status=413)
        try:
            given = [request.path_info, *_texts(request.GET), *_texts(request.POST)]
        except UnreadablePostError as error:
            raise BadRequest("the form broke off") from error
        if any("\0" in text for text in given):
            raise BadRequest("NUL in the request")
        return None


def _size(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0  # of which Django reads nothing


def _texts(given: QueryDict) -> Iterator[str]:
    for name, texts in given.lists():
        yield from (name, *map(str, texts))


class RefusedMiddleware:
    """`Refused` becomes a page with its reason, or a problem document (RFC 9457), both with status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not hasattr(request, "actor"):
            request.actor = VISITOR  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        verdict = exception.verdict
        refused.send(sender=None, request=request, verdict=verdict)
        if request.accepts("text/html"):
            context = {"verdict": verdict, "reasons": verdict.reasons() or [verdict], "back": came_from(request)}
            return render(request, "core/refused.html", context, status=409)
        return problem(409, verdict.code, sentence(verdict), verdict.as_record())


def problem(status: int, code: str, title: str, more: Mapping[str, Any] | None = None) -> JsonResponse:
    """A problem document (RFC 9457) for a program that asks."""
    told = {"type": f"urn:jiangtu:{code}", "title": title, "status": status, **(more or {})}
    return JsonResponse(told, status=status, content_type="application/problem+json")


def offered(request: Request, verdict: Verdict) -> None:
    """Do not show the form of an act that cannot be done: raises `Refused`, whose page says why. What was sent
    nevertheless keeps what was typed in it: there the act itself gives the same answer."""
    if request.method == "GET":
        require(verdict)


# Django's own pages of errors ask for the form once more, and fall over one that cannot be read; ours ask for nothing.


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there: a page for people, a problem document for programs."""
    verdict = No("not_found")
    refused.send(sender=None, request=request, verdict=verdict)
    if request.accepts("text/html"):
        return render(request, "404.html", status=404)
    return problem(404, verdict.code, sentence(verdict))


def sent(content: bytes, name: str, content_type: str, *, shown: bool = False) -> HttpResponse:
    """A file as the answer, which no cache keeps: a download, or with `shown` what the browser opens itself."""
    named = content_disposition_header(not shown, name) or ""
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": named}
    return HttpResponse(content, content_type=content_type, headers=headers)


def own_path(path: str) -> str:
    """The path when it is one of ours, as a form brings it back; empty for what would lead elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def came_from(request: HttpRequest) -> str:
    """The page of ours that the request came from, as a path; empty when it came from elsewhere or from itself."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if before.netloc != request.get_host() or (request.method == "GET" and before.path == request.path):
        return ""
    return urlunsplit(("", "", "/" + before.path.lstrip("/"), before.query, ""))
