"""When the database is away: whether it answers is said in time, and pages say so calmly."""

from __future__ import annotations

import sys
from threading import Lock, Thread

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.defaults import server_error

from .web import problem

# Classes of PostgreSQL's codes that say it has no connection for us: lost, too many, shutting down or starting.
# Without a code the driver found nobody to ask.
AWAY = ("08", "53", "57P", "None")
RETRY = {"Retry-After": "30"}


class Question(Thread):
    """One question to the database, on a connection of its own thread."""

    answered = False

    def run(self) -> None:
        """Ask; whoever waits looks at `answered`."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self.answered = True
        except DatabaseError:
            pass
        finally:
            connection.close()


_one = Lock()
_asked: Question | None = None


def answers(within: float) -> bool:
    """Whether the database answers in that many seconds, however it is away. Many who ask wait for one question."""
    global _asked
    with _one:
        if _asked is None or not _asked.is_alive():
            _asked = Question(daemon=True)
            _asked.start()
        question = _asked
    question.join(within)
    return question.answered


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that there is no database to ask, and not that the question was wrong."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    return str(getattr(error.__cause__, "sqlstate", None)).startswith(AWAY)


def failed(request: HttpRequest) -> HttpResponse:
    """What broke off: 503 and a calm page when the database is away, else 500; nothing on either asks it anything."""
    if not is_away(sys.exc_info()[1]):
        return server_error(request)
    if request.accepts("text/html"):
        return HttpResponse(render_to_string("503.html"), status=503, headers=RETRY)
    return problem(503, "database_away", gettext("The database cannot be reached just now. Try again in a minute."))
