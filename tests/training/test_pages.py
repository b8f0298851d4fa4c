"""The pages, as browsers of every role meet them."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from jiangtu.institutions.models import Institution
from jiangtu.people.models import Person
from jiangtu.programmes.models import Version
from jiangtu.training.forms import ClassForm
from jiangtu.training.models import Session, TrainingClass
from jiangtu.training.queries import hours as training_hours
from tests.factories import training as make
from tests.factories.pages import markup, shown, sure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def typed(of, **values):
    filled = {
        "day": "2025-06-17", "start": "08:00", "minutes": "90", "topic": "Drawing", "kind": "professional_basics",
        "venue": "college", "stage": of.version.stages.get(order=1).pk, "trainer": of.trainers.get().pk,
        "house": of.college_id, "room": "201", "why_late": "",
    }  # fmt: skip
    return {**filled, **values}


def test_a_head_drafts_a_class_and_leads_it_to_its_start():
    head = make.member("programme_head")
    college = make.draft_class().college.__class__.objects.get(pk=head.institution)
    version, trainer = make.version(college), make.member("college_trainer", college)
    firms = make.partners(college, *(make.institution("enterprise") for _ in range(2)))
    client = make.client_as(head)
    values = {
        "number": "HZ-1", "name": "车工一班", "version": version.pk, "intake": "new_hire", "starts_on": "2025-06-01",
        "ends_on": "2025-05-01", "campus": "", "enterprises": [f.pk for f in firms], "trainers": [trainer.person],
    }  # fmt: skip
    page = client.post(reverse("training:new-class"), values)
    assert "The last day comes after the first" in page.content.decode()
    assert "车工一班" in page.content.decode()
    assert client.post(reverse("training:new-class"), {**values, "ends_on": "2026-05-31"}).status_code == 302
    made = TrainingClass.objects.get(number="HZ-1")
    assert made.enterprises.count() == 2
    taken = client.post(reverse("training:new-class"), {**values, "ends_on": "2026-05-31"})
    assert "already has a class with the number HZ-1" in taken.content.decode()
    step = lambda verb, **more: sure(client, reverse("training:step-class", args=[made.uuid, verb]), more)  # noqa: E731
    assert step("open").status_code == 302
    assert step("open").status_code == 302  # a second click changes nothing
    start = reverse("training:step-class", args=[made.uuid, "start"])
    assert client.get(start).status_code == 409  # nobody is on the register
    asked = client.get(reverse("training:step-class", args=[made.uuid, "cancel"])).content.decode()
    assert "0 apprentices are on its register" in asked
    change = reverse("training:edit-class", args=[made.uuid])
    typed = {**values, "number": "HZ-2", "name": "一班", "ends_on": "2026-06-30"}
    other_tab = shown(client, change)
    assert sure(client, change, typed).status_code == 302
    page = client.post(change, {**typed, "name": "二班"} | other_tab).content.decode()
    assert "Not saved yet: this was changed after you opened the page." in page
    assert "On record now: 一班" in page
    assert "二班" in page
    made.refresh_from_db()
    assert (made.number, made.name, made.ends_on) == ("HZ-1", "一班", date(2026, 6, 30))
    assert "A reason is needed" in step("cancel").content.decode()
    assert step("cancel", remark="Too few people").status_code == 302
    assert client.get(reverse("training:class", args=[made.uuid])).status_code == 200


def test_the_week_is_planned_on_its_page_and_a_refusal_keeps_what_was_typed():
    of = make.running_class()
    client = make.client_as(make.head_of(of))
    url = reverse("training:week", args=[of.uuid])
    assert client.post(url, typed(of)).status_code == 302
    page = client.post(url, typed(of, topic="Something else", room="202")).content.decode()
    assert "already teaches “Drawing”" in page
    assert "Something else" in page
    assert Session.objects.count() == 1
    assert "Drawing" in client.get(url, {"week": "2025-06-18"}).content.decode()
    second = of.version.stages.get(order=2)
    Session.objects.update(stage=second)
    assert f'<option value="{second.pk}" selected' in client.get(url, {"week": "2025-06-23"}).content.decode()
    assert client.get(reverse("training:copy-week", args=[of.uuid])).status_code == 302
    assert client.get(url, {"week": "2025-99-99"}).status_code == 200
    copied = client.post(reverse("training:copy-week", args=[of.uuid]), {"week": "2025-06-16", "weeks": "2"})
    assert copied.status_code == 302
    assert Session.objects.count() == 3
    again = {"week": "2025-06-16", "weeks": "7", "why_late": "Forgotten"}
    page = client.post(reverse("training:copy-week", args=[of.uuid]), again).content.decode()
    assert "already teaches “Drawing”" in page
    assert 'value="7"' in page
    assert "Forgotten" in page


def test_a_session_is_moved_copied_and_cancelled_on_its_page():
    of = make.running_class()
    session = make.planned_session(of, TODAY + timedelta(1))
    client = make.client_as(make.trainer_of(of))
    url = reverse("training:session", args=[session.uuid])
    moved = {f"move-{k}": v for k, v in typed(of, start="10:00").items()}
    assert client.post(url, {"act": "move", **moved} | shown(client, url)).status_code == 302
    copied = client.post(url, {"act": "copy", "copy-day": "2025-06-18", "copy-start": "10:00"})
    assert copied.status_code == 302
    assert "A reason is needed" in client.post(url, {"act": "cancel", "cancel-remark": ""}).content.decode()
    assert "3 apprentices are told" in client.get(url).content.decode()
    assert sure(client, url, {"act": "cancel", "cancel-remark": "ill"}).status_code == 302
    for reader in (client, make.client_as(make.apprentice_of(of.enrolments.first()))):  # whom the notice leads here
        page = reader.get(url).content.decode()
        assert re.search(r"Why it was cancelled</dt>\s*<dd>ill</dd>", page)
        assert "Who is expected" not in page
    coming = make.planned_session(of, TODAY + timedelta(8))
    page = client.get(reverse("training:session", args=[coming.uuid])).content.decode()
    assert "Paper sheet" in page
    assert "Call the roll" not in page  # it would be refused until that day


def test_a_session_of_ten_hours_is_asked_about_on_its_page_and_nothing_typed_is_lost():
    of = make.running_class()
    client, url = make.client_as(make.head_of(of)), reverse("training:week", args=[of.uuid])
    assert "Yes, it is meant so" not in client.get(url).content.decode()
    page = client.post(url, typed(of, minutes="600", start="16:00")).content.decode()
    assert "A session of 10 h is longer than a day of work of 8 h" in page
    assert "goes on after midnight" in page
    assert 'value="600"' in page
    assert "Yes, it is meant so" in page
    assert not Session.objects.exists()
    assert client.post(url, typed(of, minutes="600", start="16:00", sure="on")).status_code == 302
    session = Session.objects.get()
    again = {"act": "copy", "copy-day": "2025-06-18", "copy-start": "16:00", "copy-sure": "False"}
    page = client.post(reverse("training:session", args=[session.uuid]), again).content.decode()
    assert "Yes, it is meant so" in page
    again["copy-sure"] = "on"
    assert client.post(reverse("training:session", args=[session.uuid]), again).status_code == 302


def test_a_roll_is_offered_once_its_session_has_begun():
    of = make.running_class()
    later = make.planned_session(of, TODAY, time(10, 30))
    client = make.client_as(make.trainer_of(of))
    session, roll = (reverse(f"training:{name}", args=[later.uuid]) for name in ("session", "roll"))
    assert "Call the roll" not in client.get(session).content.decode()
    assert "The roll opens when the session begins: 16 Jun 2025, 10:30." in client.get(roll).content.decode()
    desk = client.get("/").content.decode()
    assert session in desk
    assert roll not in desk
    Session.objects.update(during=make.during(TODAY, time(9, 30)))
    assert roll in client.get(session).content.decode()
    assert roll in client.get("/").content.decode()


def test_two_of_one_name_are_told_apart_on_the_roll():
    of = make.running_class()
    session = make.planned_session(of, TODAY)
    first, second, third = Person.objects.filter(pk__in=session.attendance.values("enrolment__person")).order_by("pk")
    Person.objects.filter(pk__in=[first.pk, second.pk]).update(name="王伟", born_on=date(1998, 3, 5))
    Person.objects.filter(pk=second.pk).update(born_on=date(2001, 7, 1))
    page = make.client_as(make.trainer_of(of)).get(reverse("training:roll", args=[session.uuid])).content.decode()
    names = re.findall(r"<legend>(.*?)</legend>", page)
    assert sorted(names) == sorted(["王伟 (born March 1998)", "王伟 (born July 2001)", third.name])


def test_the_roll_is_called_with_three_taps():
    of = make.running_class()
    session = make.planned_session(of, TODAY)
    client = make.client_as(make.trainer_of(of))
    url = reverse("training:roll", args=[session.uuid])
    page = client.get(url).content.decode()
    assert "16 Jun 2025 08:00–" in page
    assert page.count("checked") == 3  # all present before the first tap
    rows = list(session.attendance.order_by("pk"))
    marks = shown(client, url) | {f"mark-{row.uuid}": "present" for row in rows}
    late = {**marks, f"mark-{rows[0].uuid}": "late"}
    assert "How many minutes late?" in client.post(url, late).content.decode()
    late[f"late-{rows[0].uuid}"] = "500"
    assert "from 1 to 89 minutes; here it says 500" in client.post(url, late).content.decode()
    late[f"late-{rows[1].uuid}"] = "900"  # typed before the mark was changed: out of sight
    late[f"late-{rows[0].uuid}"] = "10"
    late["sheet"] = SimpleUploadedFile("sheet.exe", b"MZ", "image/jpeg")
    assert "cannot be read" in client.post(url, late).content.decode()
    late["sheet"] = SimpleUploadedFile("sheet.pdf", b"%PDF-1.4 x", "application/pdf")
    assert client.post(url, late).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.attendance.filter(mark="late", late_minutes=10).count()) == ("held", 1)
    scan = client.get(reverse("training:scan", args=[session.uuid]))
    assert scan.content == b"%PDF-1.4 x"
    assert scan["Content-Disposition"].startswith("attachment")
    sheet = SimpleUploadedFile("again.pdf", b"%PDF-1.4 y", "application/pdf")
    assert client.post(url, late | shown(client, url) | {"sheet": sheet}).status_code == 302
    assert client.get(reverse("training:scan", args=[session.uuid])).content == b"%PDF-1.4 y"
    [earlier] = session.replaced_scans.all()
    address = reverse("training:replaced-scan", args=[earlier.uuid])
    assert address in client.get(reverse("training:session", args=[session.uuid])).content.decode()
    assert client.get(address).content == b"%PDF-1.4 x"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_paper_sheet_is_a_pdf_in_the_readers_language(language):
    of = make.running_class(apprentices=30)
    session = make.planned_session(of, TODAY, topic="钳工基础 #let")
    client = make.client_as(make.trainer_of(of), language=language)
    paper = client.get(reverse("training:sheet", args=[session.uuid]))
    assert paper.content.startswith(b"%PDF-")
    assert "no-store" in paper["Cache-Control"]


def test_hours_say_at_this_pace_in_words_and_export():
    of = make.running_class(ends_on=date(2026, 6, 30))
    make.held_session(of, date(2025, 6, 10))
    client = make.client_as(make.head_of(of))
    url = reverse("training:hours", args=[of.uuid])
    page = client.get(url).content.decode()
    assert "hours short on 30 Jun 2026" in page
    assert client.get(url, {"export": "csv"}).status_code == 200
    enrolment = of.enrolments.order_by("pk")[0]
    assert client.get(reverse("training:hours-of", args=[enrolment.uuid])).status_code == 200


def test_who_left_is_neither_short_nor_in_the_mean():
    of = make.running_class(apprentices=2)
    leaver, stays = of.enrolments.order_by("pk")
    leaver.until = date(2025, 4, 30)
    leaver.save()
    make.held_session(of, date(2025, 6, 10), minutes=600)
    leaver.attendance.all().delete()
    hours = training_hours.hours_of_class(of)
    assert [each.enrolment for each in hours.behind()] == [stays]
    assert sum(tally.sessions for tally in hours.mean()) == 600
    page = make.client_as(make.head_of(of)).get(reverse("training:hours", args=[of.uuid])).content.decode()
    assert "Left on 30 Apr 2025." in page
    assert "1 of 1 falls short at this pace" in page
    assert "Operating skill, on the job: At this pace" in page
    record = make.client_as(make.head_of(of)).get(reverse("training:class", args=[of.uuid])).content.decode()
    assert re.search(r"On the register</dt>\s*<dd>1</dd>", record)  # as the list and the class's page count


def test_a_bureau_sees_hours_with_masked_names():
    of = make.running_class()
    name = of.enrolments.order_by("pk")[0].person.name
    client = make.client_as(make.member("bureau_officer", make.institution("bureau", region="330500")))
    page = client.get(reverse("training:hours", args=[of.uuid])).content.decode()
    assert name not in page
    assert f"{name[0]}＊" in page


def test_lists_take_the_same_queries_at_3_and_at_30(queries_of):
    college = make.institution("college")
    classes = [make.running_class(college=college, apprentices=1) for _ in range(3)]
    of = classes[0]
    head = make.client_as(make.head_of(of))
    session = make.held_session(of, TODAY)
    make.log_entry(of.enrolments.get(), TODAY)
    enrolment = of.enrolments.get()
    urls = [
        reverse("training:classes"), reverse("training:class-log", args=[of.uuid]),
        reverse("training:hours", args=[of.uuid]),
        reverse("training:week", args=[of.uuid]) + "?week=2025-06-16", reverse("training:session", args=[session.uuid]),
        reverse("training:roll", args=[session.uuid]),
    ]  # fmt: skip
    few = [queries_of(lambda url=url: head.get(url)) for url in urls]
    for n in range(27):
        make.running_class(college=college, apprentices=1, head=of.head)
        make.log_entry(enrolment, TODAY - timedelta(n))
    people = [(make.person().pk, enrolment.enterprise_id) for _ in range(27)]
    from jiangtu.training.models import Attendance, Enrolment

    more = [
        Enrolment.objects.create(training_class=of, person_id=p, enterprise_id=e, since=of.starts_on) for p, e in people
    ]
    for each in more:
        Attendance.objects.create(
            session=session, enrolment=each, person=each.person, during=session.during, mark="present"
        )
    for n in range(1, 6):
        make.planned_session(of, TODAY + timedelta(n))
    assert [queries_of(lambda url=url: head.get(url)) for url in urls] == few


def test_the_list_the_class_and_the_page_that_closes_it_count_the_same_people():
    of = make.running_class(apprentices=3)
    left = of.enrolments.order_by("pk").first()
    of.enrolments.update(until=of.ends_on)
    of.enrolments.filter(pk=left.pk).update(until=of.starts_on)
    TrainingClass.objects.filter(pk=of.pk).update(state="completed")
    head = make.head_of(of)
    with time_machine.travel(of.ends_on + timedelta(days=20)):
        client = make.client_as(head)
        assert re.search(r'data-label="Apprentices"[^>]*>2<', markup(client.get(reverse("training:classes"))))
        assert "<dt>On the register</dt><dd>2</dd>" in markup(client.get(reverse("training:class", args=[of.uuid])))
        closing = client.get(reverse("training:step-class", args=[of.uuid, "close"])).content.decode()
    assert "2 apprentices are on its register" in closing


def test_the_list_of_classes_filters_sorts_and_exports():
    of = make.running_class(number="AAA-1")
    make.draft_class(number="BBB-2", college=of.college)
    client = make.client_as(make.head_of(of))
    page = lambda **q: client.get(reverse("training:classes"), q).content.decode()  # noqa: E731
    assert "AAA-1" in page(state="running")
    assert "BBB-2" not in page(state="running")
    assert "AAA-1" in page(enterprise=of.enterprises.get().name[1:])
    assert "BBB-2" not in page(enterprise=of.enterprises.get().name[1:])
    assert "AAA-1" not in page(college="nowhere")
    assert "AAA-1" in page(place=of.place, words="aaa", sort="-people")
    export = client.get(reverse("training:classes"), {"export": "csv"})
    assert "AAA-1" in b"".join(export.streaming_content).decode()


def test_of_a_land_of_enterprises_one_finds_those_of_a_class_by_a_part_of_their_name():
    firms = [make.institution("enterprise", name=f"Works {n:02}") for n in range(30)]
    choices = {
        "version": Version.objects.none(), "campus": Institution.objects.none(), "trainers": Person.objects.none(),
        "enterprises": Institution.objects.filter(name__startswith="Works").order_by("name"),
    }  # fmt: skip

    def form(words):
        typed = f"number=N-7&enterprises={firms[3].pk}&find=enterprises&enterprises_words={words}"
        return ClassForm(QueryDict(typed), choices=choices)

    assert "Works" not in str(ClassForm(None, choices=choices))
    asked = form("ks 1")
    assert not asked.is_valid()
    html = str(asked)
    assert [f"Works {n:02}" in html for n in (2, 3, 10, 19, 20)] == [False, True, True, True, False]
    assert html.count("checked") == 1
    assert 'value="N-7"' in html
    assert "errorlist" not in html
    assert "The first 20 are shown" in str(form("works"))
    assert "Nothing of that name" in str(form("nowhere"))
    kept = ClassForm(QueryDict(f"enterprises={firms[3].pk}&enterprises={firms[12].pk}"), choices=choices)
    kept.is_valid()
    assert [*kept.cleaned_data["enterprises"]] == [firms[3], firms[12]]
