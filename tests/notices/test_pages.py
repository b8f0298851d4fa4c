"""The page of notices, the page each leads to, and the choices: one's own alone, in whatever role."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core import signing
from django.utils import timezone
from PIL import Image, ImageChops

from jiangtu.notices import queries
from jiangtu.notices.actions import choosing, mail, telling
from jiangtu.notices.models import Delivery, Notice, Preference, Reception, Subscription
from jiangtu.notices.rules import Kind, To, Urgency, Wish
from tests.factories import training as factory
from tests.factories.institutions import client_as, hat, member
from tests.factories.pages import sure

pytestmark = pytest.mark.django_db
PLAIN = Kind("x.plain", "Something happened", "It happened at %(where)s", Urgency.LATER, ("apprentice",))


def made(person, number=1, **values):
    now = timezone.now()
    return Notice.objects.bulk_create(
        [
            Notice(
                **{
                    "person_id": person, "kind": "training.log-returned", "once": str(uuid4()), "urgency": 0,
                    "page": "/classes/log", "values": {"day": "2025-06-15"}, "at": now - timedelta(hours=at), **values,
                }
            )
            for at in range(number)
        ]
    )  # fmt: skip


@pytest.fixture
def apprentice(situation):
    return client_as(situation.apprentice)


def test_notices_stand_day_by_day_and_each_leads_to_its_page(situation, apprentice, told):
    entry = situation.returned()
    told()
    page = apprentice.get("/notices/").content.decode()
    assert "Today" in page
    assert "Your log entry of 15 Jun 2025 was returned." in page
    [notice] = situation.notices()
    answer = apprentice.post(f"/notices/{notice.uuid}")
    assert answer.headers["Location"] == f"/classes/log/{entry.uuid}"
    assert apprentice.get(answer.headers["Location"]).status_code == 200
    notice.refresh_from_db()
    assert notice.read_at


def test_looking_at_a_notice_marks_nothing_read(situation, apprentice):
    [notice] = made(situation.apprentice.person)
    assert "Open the page" in apprentice.get(f"/notices/{notice.uuid}").content.decode()
    assert len(queries.unread(situation.apprentice)) == 1


def test_nobody_opens_or_marks_anothers_notice(situation):
    [notice] = made(situation.apprentice.person)
    other = client_as(situation.mentor)
    assert other.get(f"/notices/{notice.uuid}").status_code == 404
    assert other.post(f"/notices/{notice.uuid}").status_code == 404
    other.post("/notices/read")
    assert len(queries.unread(situation.apprentice)) == 1
    assert "15 Jun" not in other.get("/notices/").content.decode()


def test_mark_all_read_spares_what_came_after_the_page_was_shown(situation, apprentice):
    [first] = made(situation.apprentice.person)
    [second] = made(situation.apprentice.person)
    apprentice.post("/notices/read", {"newest": first.pk})
    assert list(Notice.objects.filter(read_at=None)) == [second]
    apprentice.post("/notices/read", {"newest": "9" * 40})
    assert len(queries.unread(situation.apprentice)) == 0


def test_hundreds_of_notices_come_in_pages_and_cost_no_more_queries(situation, apprentice, queries_of):
    made(situation.apprentice.person, 3)
    apprentice.get("/notices/")
    few = queries_of(lambda: apprentice.get("/notices/"))
    made(situation.apprentice.person, 400)
    assert queries_of(lambda: apprentice.get("/notices/")) == few
    page = apprentice.get("/notices/?page=9").content.decode()
    assert "9 / 9" in page
    assert page.count("<time") == 3
    assert apprentice.get("/notices/?page=900").status_code == 200
    assert apprentice.get("/notices/?page=x%27--").status_code == 200


def test_only_the_unread_where_asked(situation, apprentice):
    made(situation.apprentice.person, read_at=timezone.now())
    assert "You have read all your notices." in apprentice.get("/notices/?unread=1").content.decode()


def test_the_bell_counts_in_one_query_and_stops_counting_at_99(situation, queries_of):
    made(situation.apprentice.person, 150)
    assert queries_of(lambda: queries.unread(situation.apprentice)) == 1
    assert len(queries.unread(situation.apprentice)) == 100


def test_a_person_with_two_roles_opens_the_page_in_the_right_one(situation):
    mentor = situation.mentor
    head = member("programme_head", of=factory.Person.objects.get(pk=mentor.person))
    [notice] = made(mentor.person, page="/classes/", role="programme_head", institution_id=head.institution)
    client = client_as(mentor)
    page = client.post(f"/notices/{notice.uuid}", follow=True).content.decode()
    assert "You now act as programme head of" in page
    assert str(client.session["hat"]) == str(hat_uuid(head))


def hat_uuid(actor):
    from jiangtu.institutions.models import Membership

    return Membership.objects.get(person=actor.person, institution=actor.institution, role=actor.role).uuid


def test_a_role_that_has_ended_is_not_put_on(situation, apprentice):
    person = factory.Person.objects.get(pk=situation.apprentice.person)
    gone = hat("programme_head", of=person)
    gone.until = date(2025, 6, 1)
    gone.save()
    [notice] = made(person.pk, role="programme_head", institution_id=gone.institution_id)
    apprentice.post(f"/notices/{notice.uuid}")
    assert apprentice.session["hat"] != str(gone.uuid)


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_notice_never_leads_away_from_here(situation, apprentice, page):
    [notice] = made(situation.apprentice.person, page=page)
    assert apprentice.post(f"/notices/{notice.uuid}").headers["Location"] == "/notices/"


def test_what_somebody_wrote_is_text_and_no_markup(situation, apprentice):
    with queries.doors.kinds.alone(lambda: [PLAIN]):
        values = {"where": "<script>alert(1)</script>%(x)s"}
        telling.notify(PLAIN, [To(situation.apprentice.person, "/", values=values, about=uuid4())])
        page = apprentice.get("/notices/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_notice_of_a_kind_that_is_gone_still_stands(situation, apprentice):
    made(situation.apprentice.person, kind="old.kind")
    assert "no longer sent" in apprentice.get("/notices/").content.decode()


# What goes where


def choices(**changed):
    given = {"quiet_from": "21:00", "quiet_to": "07:00", "digest_hour": "7", "language": ""}
    for kind in queries.kinds().values():
        given[f"mail {kind.code}"] = "digest"
    return given | changed


def test_one_chooses_for_each_kind_and_sees_it_again(situation, apprentice):
    page = apprentice.get("/notices/settings").content.decode()
    assert "An entry of your log was returned" in page
    sent = choices(**{"mail training.log-returned": "never", "push training.log-returned": "on", "language": "zh-hans"})
    assert sure(apprentice, "/notices/settings", sent).status_code == 302
    kept = Preference.objects.get(person=situation.apprentice.person, kind="training.log-returned")
    assert kept.wish() == Wish("never", True, False)
    assert Reception.objects.get().language == "zh-hans"
    again = apprentice.get("/notices/settings").content.decode()
    assert '<option value="never" selected>' in again


@pytest.mark.parametrize(
    "changed",
    [{"digest_hour": "24"}, {"quiet_from": "25:00"}, {"language": "xx"}, {"mail training.log-returned": "pigeon"}],
)
def test_nonsense_is_not_kept(situation, apprentice, changed):
    assert apprentice.post("/notices/settings", choices(**changed)).status_code == 200
    assert not Preference.objects.exists()


def test_only_kinds_of_ones_own_roles_are_asked(situation):
    expert = client_as(member("expert"))
    assert "An entry of your log was returned" not in expert.get("/notices/settings").content.decode()


# The address in each mail


def stop_address(situation, kind="training.log-returned"):
    person = factory.Person.objects.get(pk=situation.apprentice.person)
    return "/notices/unsubscribe/" + signing.dumps([str(person.uuid), kind], salt=mail.SALT)


def test_a_mail_program_stops_a_kind_by_one_post_without_signing_in(situation, client):
    address = stop_address(situation)
    assert client.get(address).status_code == 200
    assert not Preference.objects.exists()  # mail programs look before anybody clicks
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get().wish() == Wish("never", True, False)
    assert client.post(address).status_code == 200
    assert Preference.objects.count() == 1


def test_the_address_of_a_digest_stops_all_mail(situation, client):
    client.post(stop_address(situation, mail.DIGEST))
    assert {each.mail for each in Preference.objects.order_by("pk")} == {"never"}
    assert Preference.objects.count() == len(queries.kinds())


def test_an_old_address_says_so_and_stops_nothing(situation, client, clock):
    address = stop_address(situation)
    clock.shift(timedelta(days=61))
    answer = client.post(address)
    assert answer.status_code == 410
    assert "older than 60 days" in answer.content.decode()
    assert not Preference.objects.exists()


@pytest.mark.parametrize("token", ["x", "a:b:c", "中文", "%00"])
def test_a_forged_address_is_not_found(situation, client, token):
    assert client.post(f"/notices/unsubscribe/{token}").status_code in (400, 404)
    for forged in (signing.dumps({"not": "a pair"}, salt=mail.SALT), signing.dumps(["1", ""], salt="another")):
        assert client.post(f"/notices/unsubscribe/{forged}").status_code == 404


def test_what_waits_for_tomorrows_mail_is_stopped_with_it(situation, client, told):
    choosing.choose({"training.log-returned": Wish("digest", False, True)}, by=situation.apprentice)
    situation.returned()
    told()
    client.post(stop_address(situation))
    assert dict(Delivery.objects.values_list("channel", "state").order_by()) == {"mail": "dropped", "sms": "waiting"}


# The phone's screen


def test_a_browser_is_kept_once_and_belongs_to_who_came_last(situation, apprentice):
    keys = {"endpoint": "https://fcm.googleapis.com/fcm/send/1", "p256dh": "B" * 87, "auth": "a" * 22}
    assert apprentice.post("/notices/browser", keys).status_code == 204
    assert apprentice.post("/notices/browser", keys).status_code == 204
    client_as(situation.mentor).post("/notices/browser", keys)
    assert [each.person_id for each in Subscription.objects.all()] == [situation.mentor.person]
    apprentice.post("/notices/browser", {"stop": "1", "endpoint": keys["endpoint"]})
    assert Subscription.objects.count() == 1  # another's is not let go


@pytest.mark.parametrize("endpoint", ["https://10.0.0.1/x", "http://localhost:5432/", "ftp://x", ""])
def test_no_address_but_a_push_services_is_kept(situation, apprentice, endpoint):
    answer = apprentice.post("/notices/browser", {"endpoint": endpoint, "p256dh": "B", "auth": "a"})
    assert answer.status_code == 409
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(("language", "name"), [("en", "Jiangtu"), ("zh-hans", "匠途")])
def test_the_installed_page_is_called_as_its_pages_are(situation, language, name):
    situation.account.language = language
    situation.account.save()
    told = client_as(situation.apprentice).get("/notices/manifest.webmanifest").json()
    assert (told["name"], told["lang"], told["start_url"], told["id"]) == (name, language, "/", "/")


def test_a_phone_finds_what_it_needs_to_install_the_pages(client):
    manifest = client.get("/notices/manifest.webmanifest")
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    icons = [icon for icon in manifest.json()["icons"] if icon["type"] == "image/png"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in icons:
        drawn = Image.open(BytesIO(client.get(icon["src"]).content))
        assert "{}x{}".format(*drawn.size) == icon["sizes"]
        inner = ImageChops.difference(drawn.convert("RGB"), Image.new("RGB", drawn.size, "#b3352b")).getbbox()
        share = max(abs(edge / drawn.width - 0.5) for edge in inner)
        assert (share < 0.4 / 2**0.5) is (icon["purpose"] == "maskable")  # the corners lie within the circle
    assert client.get("/notices/icon-9999.png").status_code == 404
    worker = client.get("/notices/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == "/"
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert (
        "script-src" not in worker.headers["Content-Security-Policy"]
        or "unsafe" not in worker.headers["Content-Security-Policy"]
    )
