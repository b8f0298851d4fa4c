"""Pages: which methods read and which write, who is asked to sign in, and refusals shown as sentences."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.defaults import page_not_found

from . import journal, links
from .actor import VISITOR, Actor
from .models import JournalEntry
from .phrases import sentence
from .verdict import Refused, Verdict, require

# Tables that reading may write: sessions and sign-in. Everything else belongs to the rooms.
NOT_ROOMS = re.compile(r'^"?(django_session|account_|mfa_|axes_|people_account"|people_limit)')
# A statement that changes a table, also behind remarks or as a part of WITH; a SELECT … FOR UPDATE changes none.
WRITES = re.compile(
    r"^(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:WITH\b.*?(?<!\bFOR )(?<!\bKEY )\b)?"
    r"(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|COPY|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?(?:\"?public\"?\.)?(\S+)",
    re.IGNORECASE | re.DOTALL,
)


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
    *, reads: Sequence[str] = ("GET",), writes: Sequence[str] = (), public: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view. Methods in `reads` cannot write the rooms' tables; others than those named are refused.

    Someone not signed in is sent to sign in unless the page is public.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            method = "GET" if request.method == "HEAD" else request.method
            if method not in (*reads, *writes):
                return HttpResponseNotAllowed([*reads, *writes])
            if not public and not request.actor.signed_in:
                return redirect_to_login(request.get_full_path())
            _require_text(request, method)
            if method in writes:
                with journal.watched() as request.facts:
                    return _with_links(request, view(request, *args, **kwargs))
            with connection.execute_wrapper(refuse_writes):
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response = response.render()
                return _with_links(request, response)

        PAGES.append(Page(answer, tuple(reads), tuple(writes), public))
        return answer

    return decorate


def _with_links(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with the names of the page written out, as links where their page opens for the reader."""
    if hasattr(request, "links") and not response.streaming:
        response.content = links.of(request).written(response.content.decode()).encode()
    return response


def _require_text(request: HttpRequest, method: str | None) -> None:
    """Answer 400 to a NUL character, which nobody types and the database cannot keep."""
    given = [request.GET, request.POST] if method == "POST" else [request.GET]
    if any("\0" in text for values in given for _, texts in values.lists() for text in map(str, texts)):
        raise BadRequest("NUL in the request")


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


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there: a page for people, a problem document for programs."""
    if request.accepts("text/html"):
        return page_not_found(request, exception)
    return problem(404, "not_found", gettext("Nothing is here"))


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
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or (request.method == "GET" and before.path == request.path):
        return ""
    return urlunsplit(("", "", "/" + before.path.lstrip("/"), before.query, ""))
