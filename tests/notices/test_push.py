"""The phone's screen: sealed so that only the browser opens it, signed by this installation's key, and forgetful of
browsers that are gone. A push service of our own on this machine stands in for the browsers' makers."""

import base64
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from jiangtu.notices.actions import choosing, push, sending
from jiangtu.notices.models import Delivery, Subscription
from jiangtu.notices.rules import Wish

pytestmark = pytest.mark.django_db


class PushService(ThreadingHTTPServer):
    """Keeps what is posted and answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taker)
        self.posts, self.status = [], 201


class Taker(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def service(settings):
    settings.OUTBOX, settings.PUSH_SERVICES = False, ["127.0.0.1"]
    server = PushService()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Browser:
    """Has the keys that a browser makes when it subscribes."""

    def __init__(self, service, number=1):
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = serialization.PublicFormat.UncompressedPoint
        public = self.key.public_key().public_bytes(serialization.Encoding.X962, point)
        self.fields = {
            "endpoint": f"http://127.0.0.1:{service.server_port}/send/{number}",
            "p256dh": text(public), "auth": text(self.auth),
        }  # fmt: skip

    def opened(self, body):
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


@pytest.fixture
def returned(situation, told, sent):
    """An entry comes back, to somebody who wants it on the screen alone."""

    def act(*browsers):
        for browser in browsers:
            choosing.show_here(by=situation.apprentice, **browser.fields)
        choosing.choose({"training.log-returned": Wish("never", True, False)}, by=situation.apprentice)
        situation.returned()
        told()
        sent()

    return act


def test_only_the_browser_reads_it_and_it_names_nobody(situation, service, returned):
    browser = Browser(service)
    returned(browser)
    [(path, headers, body)] = service.posts
    assert path == "/send/1"
    assert b"log" not in body
    [notice] = situation.notices()
    assert browser.opened(body) == {
        "title": "An entry of your log was returned", "url": f"/notices/{notice.uuid}", "tag": str(notice.uuid),
    }  # fmt: skip
    assert headers["Topic"] == notice.uuid.hex
    assert len(headers["Topic"]) <= 32
    assert Vapid02.verify(headers["Authorization"])
    assert headers["Authorization"].endswith(f"k={push.public_key()}")
    assert Delivery.objects.get().state == "sent"


def test_another_browsers_keys_do_not_open_it(service, returned):
    returned(Browser(service))
    with pytest.raises(Exception):  # noqa: B017 - http_ece names none of its own
        Browser(service).opened(service.posts[0][2])


def test_each_browser_gets_its_own(service, returned):
    browsers = [Browser(service, 1), Browser(service, 2)]
    returned(*browsers)
    by_path = {path: body for path, _headers, body in service.posts}
    assert [browser.opened(by_path[f"/send/{n}"])["title"] for n, browser in enumerate(browsers, 1)] == [
        "An entry of your log was returned"
    ] * 2


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_for_good_is_forgotten(service, returned, status):
    service.status = status
    returned(Browser(service))
    assert not Subscription.objects.exists()
    assert Delivery.objects.get().state == "sent"  # there is nobody left to send it to


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_push_service_that_is_busy_is_asked_again(service, returned, sent, clock, status):
    service.status = status
    returned(Browser(service))
    assert Delivery.objects.get().state == "waiting"
    service.status = 201
    clock.shift(61)
    sent()
    assert Delivery.objects.get().state == "sent"
    assert service.posts[0][1]["Topic"] == service.posts[1][1]["Topic"]


def test_what_a_push_service_took_before_the_worker_was_killed_goes_again_under_one_tag(
    situation, service, told, sent, clock
):
    browser = Browser(service)
    choosing.show_here(by=situation.apprentice, **browser.fields)
    choosing.choose({"training.log-returned": Wish("never", True, False)}, by=situation.apprentice)
    situation.returned()
    told()
    claim = sending.claim_next()
    push.send(claim.batch, [each.notice for each in claim.deliveries])  # taken; the mark is never written
    clock.shift(6 * 60)
    sent()
    [notice] = situation.notices()
    assert [headers["Topic"] for _path, headers, _body in service.posts] == [notice.uuid.hex] * 2
    assert [browser.opened(body)["tag"] for *_rest, body in service.posts] == [str(notice.uuid)] * 2
    assert Delivery.objects.get().state == "sent"


def test_a_push_service_out_of_reach_holds_nothing_up(service, returned, situation):
    browser = Browser(service)
    browser.fields["endpoint"] = "http://127.0.0.1:1/nobody"
    returned(browser)
    assert Delivery.objects.get().state == "waiting"
    assert len(situation.notices()) == 1
