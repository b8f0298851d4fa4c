"""A page that reads cannot write a room's table, however the statement is put."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from psycopg import sql

from jiangtu.core.actor import VISITOR
from jiangtu.core.models import Job
from jiangtu.core.web import PAGES, GetWrote, page

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def asked(view, method="GET"):
    """What a public page of that view answers."""
    request = RequestFactory().generic(method, "/")
    request.actor = VISITOR
    shown = page(writes=["POST"], public=True)(view)
    PAGES.pop()  # this one has no address
    return shown(request)


def saying(statement):
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute(statement)
        return HttpResponse()

    return view


WRITING = [
    "INSERT INTO core_job (kind) SELECT 'x' WHERE false",
    'UPDATE "core_job" SET done = 1',
    "  delete from core_job",
    "DELETE FROM ONLY core_job",
    "UPDATE public.core_job SET done = 1",
    "/* told */ UPDATE core_job SET done = 1",
    "-- told\nUPDATE core_job SET done = 1",
    "TRUNCATE core_rulerow",
    "WITH old AS (SELECT id FROM core_job) UPDATE core_job SET done = 1 FROM old WHERE old.id = core_job.id",
    "WITH gone AS (DELETE FROM core_job RETURNING id) SELECT * FROM gone",
    sql.SQL("UPDATE {} SET done = 1").format(sql.Identifier("core_job")),
]


@pytest.mark.parametrize("statement", WRITING, ids=str)
def test_a_get_cannot_write_and_a_post_can(statement):
    with pytest.raises(GetWrote):
        asked(saying(statement))
    with pytest.raises(GetWrote):
        asked(saying(statement), "HEAD")
    assert asked(saying(statement), "POST").status_code == 200


@pytest.mark.parametrize("statement", [
    "SELECT 'UPDATE core_job'",
    "WITH all_of_them AS (SELECT * FROM core_job) SELECT * FROM all_of_them",
    "WITH x AS (SELECT id FROM core_job FOR UPDATE) SELECT * FROM x",
    "DELETE FROM django_session",
    'UPDATE "people_account" SET last_login = now()',
])  # fmt: skip
def test_a_get_reads_and_keeps_the_session_and_the_sign_in(statement):
    assert asked(saying(statement)).status_code == 200


def test_what_is_written_only_while_the_page_is_drawn_is_refused_too():
    class Drawn(SimpleTemplateResponse):
        @property
        def rendered_content(self):
            Job.objects.create(kind="x")
            return ""

    with pytest.raises(GetWrote):
        asked(lambda request: Drawn("x.html"))
