"""Text messages go to the gateway that the settings name, to the outbox in the demo, and nowhere else."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from jiangtu.core import sms
from jiangtu.core.models import OutboxMessage


class Gateway(HTTPServer):
    """A gateway that keeps what it gets and answers with `status`."""

    status = 200

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list[tuple[str | None, object]] = []


class Taking(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.headers["Authorization"], json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    server = Gateway()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_TEMPLATE, settings.SMS_KEY = '{"to": "{number}", "body": {"text": "{text}"}}', "k3y"
    yield server
    server.shutdown()
    server.server_close()


def test_the_gateway_gets_number_text_and_key(gateway):
    sms.send("+8613800001234", '验证码 "123456"\n')
    assert gateway.taken == [("Bearer k3y", {"to": "+8613800001234", "body": {"text": '验证码 "123456"\n'}})]


@pytest.mark.parametrize("status", [400, 401, 500])
def test_what_the_gateway_refuses_is_a_fault_that_names_no_number(gateway, status):
    gateway.status = status
    with pytest.raises(OSError, match=str(status)) as caught:
        sms.send("+8613800001234", "x")
    assert "138" not in str(caught.value)


def test_a_gateway_that_does_not_answer_is_a_fault(settings):
    settings.SMS_URL = "http://127.0.0.1:1/"
    with pytest.raises(OSError, match="gateway"):
        sms.send("+8613800001234", "x")


@pytest.mark.django_db
def test_without_a_gateway_the_demo_keeps_it_and_production_offers_nothing(settings):
    settings.SMS_URL = ""
    settings.OUTBOX = True
    sms.send("+8613800001234", "验证码")
    assert sms.available()
    assert list(OutboxMessage.objects.values_list("to", "body")) == [("+8613800001234", "验证码")]
    settings.OUTBOX = False
    assert not sms.available()
    with pytest.raises(ImproperlyConfigured):
        sms.send("+8613800001234", "x")


@pytest.mark.parametrize(
    "written, kept",
    [
        ("138 0000 1234", "+8613800001234"), ("+86-138-0000-1234", "+8613800001234"),
        ("008613800001234", "+8613800001234"), ("１３８００００１２３４", "+8613800001234"),
        ("+44 20 7946 0958", "+442079460958"), ("12345", ""), ("+86123", ""),
        ("1380000123", ""), ("", ""), ("+861380000123x", ""),
    ],
)  # fmt: skip
def test_one_number_is_one_number_however_it_is_written(written, kept):
    assert sms.normalised(written) == kept
