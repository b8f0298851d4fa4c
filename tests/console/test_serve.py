"""What the web server writes down of a request."""

from types import SimpleNamespace

from gunicorn.config import Config

from jiangtu.console.serve import AccessLog


def test_the_access_log_holds_no_link_that_opens_something():
    log = AccessLog(Config())
    request = SimpleNamespace(headers=[])
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    took = SimpleNamespace(seconds=0, microseconds=1, days=0)
    path = "/institutions/invitations/s3cret-t0ken"
    line = {"PATH_INFO": path, "RAW_URI": path, "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1"}
    assert log.atoms(answer, request, line, took)["U"] == "/institutions/invitations/…"
