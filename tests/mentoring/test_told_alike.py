"""What a mentor is told is the same on every page, and says whether it is of all or of a part."""

from datetime import date

import pytest
from django.urls import reverse

from jiangtu.core.desk import MANY, Look
from jiangtu.desks.queries import apprentice, desks
from jiangtu.mentoring.models import Pair
from jiangtu.mentoring.queries import pairs
from jiangtu.training.models import LogEntry
from tests.factories import apprenticeships as field
from tests.factories import mentoring as make
from tests.factories import training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_pair_has_the_same_form_wherever_it_is_shown_whoever_looks():
    it = make.paired(apprentices=3, mentors=2, logged=False)  # the first mentor has two, the second one
    make.begin_pair(it.mentors[1], it.apprentices[0], by=it.hr, since=date(2025, 3, 1))
    names = [each.enrolment.person.name for each in it.apprentices]
    forms = {names[0]: "many-to-one", names[1]: "one-to-many", names[2]: "one-to-many"}
    for actor in (it.hr, it.mentor(0), it.mentor(1)):
        on_chain = {
            link.pair.apprenticeship.enrolment.person.name: link.form
            for layer in pairs.chain(it.enterprise.pk, seen_by=actor)
            for _person, links in layer.people
            for link in links
        }
        assert on_chain == {name: form for name, form in forms.items() if name in on_chain}
        listed = {p.apprenticeship.enrolment.person.name: p.form.replace("_", "-") for p in pairs.pairs(seen_by=actor)}
        assert listed == on_chain


def test_a_mentors_desk_tells_of_everybody_who_needs_an_assessment():
    of = training.running_class(apprentices=0)
    mentor = make.mentor(of.enterprises.get(), places=9)
    people = [field.apprentice(of) for _ in range(MANY + 1)]
    for each in people[:MANY]:
        make.begin_pair(mentor, each, by=make.member("enterprise_hr", mentor.enterprise), since=date(2025, 3, 1))
    client, said = make.client_as(make.mentor_actor(mentor)), "your assessment"
    assert (
        client.get("/").content.decode().count(f"needs {said} for the open stage") == 2 * MANY
    )  # the line, its button
    make.begin_pair(mentor, people[-1], by=make.member("enterprise_hr", mentor.enterprise), since=date(2025, 3, 1))
    page = client.get("/").content.decode()
    assert f"{MANY + 1} apprentices still need {said}" in page
    assert f"needs {said} for the open stage" not in page
    first = min(people, key=lambda each: (each.enrolment.person.name_key, each.pk))
    assert reverse("apprenticeships:assess", args=[first.uuid]) in page


def test_the_mean_of_the_apprentices_one_sees_is_not_called_the_classs():
    it = make.paired(apprentices=3, mentors=2)
    hours = reverse("training:hours", args=[it.training_class.uuid])
    whole, part = ((it.head, it.hr), (it.mentor(), it.apprentice()))
    for actor in whole:
        assert "The class on average" in make.client_as(actor).get(hours).content.decode()
    for actor in part:
        page = make.client_as(actor).get(hours).content.decode()
        assert "The class on average" not in page
        assert "Mean of the apprentices you see" in page


def test_a_mentor_answers_an_entry_from_its_page_while_it_waits():
    it = make.paired(apprentices=2, mentors=2, logged=False)
    entry = training.log_entry(it.apprentices[0].enrolment, date(2025, 6, 10))
    page, back = reverse("training:entry", args=[entry.uuid]), reverse("mentoring:return-entry", args=[entry.uuid])
    mentor, others = make.client_as(it.mentor()), (it.apprentice(), it.hr, it.head)
    url = f"{reverse('mentoring:countersign')}#{entry.uuid}"
    assert f'href="{url}"' in mentor.get(page).content.decode()
    assert f'id="{entry.uuid}"' in mentor.get(url).content.decode()
    assert all(url not in make.client_as(other).get(page).content.decode() for other in others)
    mentor.post(back, {"word": "Which machine?"})
    assert url not in mentor.get(page).content.decode()
    refused = mentor.get(back)
    assert (refused.status_code, "This entry was returned" in refused.content.decode()) == (409, True)


def test_who_has_no_mentor_on_a_day_is_told_that_nobody_can_countersign_its_entry():
    it = make.paired(apprentices=2, mentors=2, logged=False)
    Pair.objects.filter(pk=it.pairs[0].pk).update(until=date(2025, 6, 11))
    client, said = make.client_as(it.apprentice()), "nobody can countersign this entry yet"
    typed = {"hours": "7", "work": "Turned forty shafts", "independence": "supervised"}
    told = {
        day: said
        in client.post(reverse("training:write"), typed | {"on": f"2025-06-{day}"}, follow=True).content.decode()
        for day in (11, 12)
    }
    assert told == {11: False, 12: True}
    pages = {entry.on.day: reverse("training:entry", args=[entry.uuid]) for entry in LogEntry.objects.all()}
    for reader in (client, make.client_as(it.hr)):
        assert {day: said in reader.get(page).content.decode() for day, page in pages.items()} == told
    assert "Nobody is paired with you now" in client.get("/").content.decode()
    make.begin_pair(it.mentors[1], it.apprentices[0], by=it.hr, since=date(2025, 6, 12))
    assert said not in client.get(pages[12]).content.decode()


def test_hr_is_told_class_by_class_of_entries_that_nobody_can_countersign():
    it = make.paired(apprentices=2, mentors=2, logged=False)
    Pair.objects.filter(pk=it.pairs[0].pk).update(until=date(2025, 6, 11))
    enrolment = it.apprentices[0].enrolment
    for day, state in ((11, "submitted"), (12, "submitted"), (13, "returned")):
        training.log_entry(enrolment, date(2025, 6, day), state=state)
    client = make.client_as(it.hr)

    def lines():
        dues = desks.of(Look(it.hr, date(2025, 6, 16))).dues
        return [(due.n, due.url) for due in dues if due.name == "entries-nobodys"]

    [(n, url)] = lines()
    assert (n, url) == (1, f"/classes/{it.training_class.uuid}/log?mentor=none")
    listed = client.get(url).content.decode()
    assert "12 Jun 2025" in listed
    assert "11 Jun 2025" not in listed
    assert (
        "1 log entry has no mentor who could countersign it"
        in client.get(f"/classes/{it.training_class.uuid}").content.decode()
    )
    elsewhere = make.member("enterprise_hr")
    assert all(due.name != "entries-nobodys" for due in desks.of(Look(elsewhere, date(2025, 6, 16))).dues)
    make.begin_pair(it.mentors[1], it.apprentices[0], by=it.hr, since=date(2025, 6, 12))
    assert lines() == []


def test_what_came_today_is_overdue_for_nobody_whatever_day_it_tells_of():
    it = make.paired(apprentices=2, mentors=2, logged=False)
    entry = training.log_entry(it.apprentices[0].enrolment, date(2025, 6, 2))

    def late():
        line = next(due for due in desks.of(Look(it.mentor(), date(2025, 6, 16))).dues if due.name == "to-countersign")
        return line.late

    assert late()
    LogEntry.objects.filter(pk=entry.pk).update(written_at="2025-06-16 08:00+08:00")
    assert not late()


def test_a_replaced_entry_counts_on_the_apprentices_day_no_more():
    it = make.paired(apprentices=2, mentors=2, logged=False)
    enrolment = it.apprentices[0].enrolment
    entry = training.log_entry(enrolment, date(2025, 6, 10), state="countersigned")
    training.log_entry(enrolment, date(2025, 6, 10), 300, state="countersigned", corrects=entry)
    path = apprentice.day(it.apprentice(), date(2025, 6, 16)).path
    assert (path.countersigned, path.log_entries) == (1, 1)
