"""The pages, as browsers of every role meet them."""

from datetime import date
from importlib import import_module
from uuid import uuid4

import pytest
from django.urls import reverse

from jiangtu.core.desk import Look, answered_for
from jiangtu.core.jobs import spelled
from jiangtu.core.models import Job
from jiangtu.desks.queries.analysis import analysis
from jiangtu.desks.queries.class_page import class_page
from jiangtu.mentoring import jobs
from jiangtu.mentoring.actions import pairs as pairs_acts
from jiangtu.mentoring.models import MentorProfile, Pair, PairWish
from jiangtu.mentoring.queries import pairing, pairs
from jiangtu.people.models import Account, Person
from tests.factories import mentoring as make
from tests.factories import training
from tests.factories.pages import carried, shown, sure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def test_the_bureau_reads_its_region_with_names_masked():
    it = make.paired()
    officer = make.member("bureau_officer", make.institution("bureau", region="330500"))
    client = make.client_as(officer)
    name = it.mentors[0].person.name
    for url in (
        reverse("mentoring:pair", args=[it.pairs[0].uuid]),
        reverse("mentoring:mentors"),
        reverse("mentoring:pairs"),
        reverse("mentoring:chain"),
    ):
        page = client.get(url)
        assert page.status_code == 200, url
        assert name not in page.content.decode(), url
    for name in ("mentors", "pairs"):  # nor do they search by what they do not read
        for field in ("name", "mentor", "apprentice"):
            asked = client.get(reverse(f"mentoring:{name}"), {field: "nobody of that name"})
            assert asked.context["table"].paginator.count > 0, (name, field)
    away = make.client_as(make.member("bureau_officer", make.institution("bureau", region="120000")))
    assert away.get(reverse("mentoring:pair", args=[it.pairs[0].uuid])).status_code == 404


def test_no_cache_keeps_a_contract_or_a_list_of_people():
    it = make.paired()
    client = make.client_as(it.hr)
    for url in (
        reverse("mentoring:contract-pdf", args=[it.pairs[0].uuid]),
        reverse("sheets:template", args=["mentor-profiles", it.enterprise.uuid]),
        reverse("mentoring:pairs") + "?export=xlsx",
    ):
        assert "no-store" in client.get(url)["Cache-Control"], url


def test_what_is_written_about_people_is_not_the_bureaus_to_read():
    it = make.paired()
    pairs_acts.end_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 1), reason="长期病假")
    officer = make.client_as(make.member("bureau_officer", make.institution("bureau", region="330500")))
    page = reverse("mentoring:pair", args=[it.pairs[0].uuid])
    assert "长期病假" in make.client_as(it.hr).get(page).content.decode()
    shown_to_bureau = officer.get(page).content.decode()
    assert "长期病假" not in shown_to_bureau
    names = {each.person.name for each in it.mentors} | {each.enrolment.person.name for each in it.apprentices}
    assert [name for name in names if name in shown_to_bureau] == []


@pytest.mark.parametrize("name", ["mentors", "pairs"])
def test_a_list_asks_as_many_queries_for_thirty_lines_as_for_three(name, queries_of):
    it = make.paired(apprentices=3, mentors=3)
    client = make.client_as(it.hr)
    client.get(reverse(f"mentoring:{name}"))
    few = queries_of(lambda: client.get(reverse(f"mentoring:{name}")))
    more = make.situation(apprentices=27, mentors=0, placed=False)
    more.training_class.enrolments.update(enterprise=it.enterprise)
    for at, each in enumerate(more.apprentices):
        each.enrolment.refresh_from_db()
        mentor = make.mentor(it.enterprise, by=it.hr) if at % 3 == 0 else mentor  # noqa: F821
        make.begin_pair(mentor, each, by=it.hr, since=date(2025, 6, 1))
    assert queries_of(lambda: client.get(reverse(f"mentoring:{name}"))) == few
    export = client.get(reverse(f"mentoring:{name}"), {"export": "csv"})
    assert export.status_code == 200


def test_hr_writes_a_profile_and_a_refusal_keeps_what_was_typed():
    it = make.situation(mentors=1)
    somebody = make.member("enterprise_mentor", it.enterprise)
    client = make.client_as(it.hr)
    typed = {
        "person": str(somebody.person_uuid), "level": "L1", "suit": "white", "sites": "A、B", "shifts": "day; night",
        "places": "3", "active": "on", "skill-c1": "5", "skill-c2": "0",
    }  # fmt: skip
    page = client.post(reverse("mentoring:new-mentor"), {**typed, "places": "-1"})
    assert page.status_code == 200
    assert "A、B" in page.content.decode()
    assert client.post(reverse("mentoring:new-mentor"), typed).status_code == 302
    made = MentorProfile.objects.get(person=somebody.person)
    assert (made.level, made.sites, made.shifts, made.places) == ("L1", ["A", "B"], ["day", "night"], 3)
    assert made.skills == {"c1": 5}
    changed = sure(
        client, reverse("mentoring:edit-mentor", args=[made.uuid]), {**typed, "places": "1", "skill-c2": "2"}
    )
    assert changed.status_code == 302
    made.refresh_from_db()
    assert (made.places, made.skills) == (1, {"c1": 5, "c2": 2})


def test_a_mentor_without_e_mail_is_recorded_gets_a_profile_and_an_apprentice_and_a_card_when_it_suits():
    it = make.situation(apprentices=1, mentors=0, placed=False)
    client, new = make.client_as(it.hr), reverse("mentoring:new-mentor")
    empty = client.get(new).content.decode()
    record = f"/institutions/{it.enterprise.uuid}/members/new?role=enterprise_mentor"
    assert record in empty
    form = client.get(record, headers={"referer": f"http://testserver{new}"}).content.decode()
    assert f'name="back" value="{new}"' in form
    typed = {"role": "enterprise_mentor", "name": "周师傅", "back": new}
    assert client.post(record, typed)["Location"] == new
    person = Person.objects.get(name="周师傅")
    assert f'value="{person.uuid}" selected' in client.get(new).content.decode()
    profile = {"person": str(person.uuid), "level": "L1", "suit": "white", "places": "2", "active": "on"}
    assert client.post(new, profile).status_code == 302
    mentor = MentorProfile.objects.get(person=person)
    make.begin_pair(mentor, it.apprentices[0], by=it.hr, since=date(2025, 6, 1))
    assert not Account.objects.filter(person=person).exists()
    again = client.post(record, typed)
    assert (again.status_code, "周师傅 holds this role here already" in again.content.decode()) == (200, True)
    listed = client.get(reverse("mentoring:mentors")).content.decode()
    assert listed.count("<optgroup label=") > 1  # a level of the same name on two ladders says of which
    assert f'name="everyone" value="{person.uuid}"' in listed
    chosen = {"person": str(person.uuid), "sheet": str(uuid4()), "act": "print"}
    assert client.post(reverse("institutions:cards"), chosen)["Content-Type"] == "application/pdf"
    listed = client.get(reverse("mentoring:mentors"), {"account": "invited"}).content.decode()
    assert "周师傅" in listed


def test_hr_pairs_a_class_on_its_pages_from_sites_to_contracts():
    it = make.situation(apprentices=3, mentors=2, placed=False)
    client = make.client_as(it.hr)
    where = [it.training_class.uuid, it.enterprise.uuid]
    assert (
        reverse("mentoring:proposal", args=where)
        in client.get(reverse("mentoring:class-pairs", args=where[:1])).content.decode()
    )
    page = client.get(reverse("mentoring:proposal", args=where)).content.decode()
    assert "3 apprentices have no site or shift yet" in page
    client.post(reverse("mentoring:run-pairing", args=where))
    page = client.get(reverse("mentoring:proposal", args=where)).content.decode()
    assert "no further mentor works on a site of theirs" in page
    assert "Write down the site" in page
    place = {"place": "1", "sites": "A", "shifts": "day", "suit": "red", "mentors": "1"}
    assert "Tick at least one" in client.post(reverse("mentoring:apprentices", args=where), place).content.decode()
    place["who"] = [str(each.uuid) for each in it.apprentices]
    write = reverse("mentoring:apprentices", args=where)
    other_tab = shown(client, write)
    assert sure(client, write, place).status_code == 302
    late = client.post(write, {**place, "sites": "B"} | other_tab).content.decode()
    assert "Not saved yet: this was changed after you opened the page." in late
    assert f"{it.apprentices[0].enrolment.person.name}: A, day" in late
    client.post(reverse("mentoring:run-pairing", args=where))
    draft = pairing.draft_of(it.training_class, it.enterprise)
    pair = draft.answer["pairs"][0]
    link = f"{pair['mentor']},{pair['apprentice']}"
    assert client.post(reverse("mentoring:wish", args=where), {"link": link, "act": "lock"}).status_code == 302
    assert PairWish.objects.get().kind == "lock"
    page = client.get(reverse("mentoring:proposal", args=where)).content.decode()
    assert "Unlock" in page
    client.post(reverse("mentoring:wish", args=where), {"link": link, "act": "lift"})
    asked = {"apprentice": pair["apprentice"], "former": pair["mentor"]}
    assert client.get(reverse("mentoring:change-pairing", args=where), asked).status_code == 200
    other = next(str(m.uuid) for m in it.mentors if str(m.uuid) != pair["mentor"])
    page = client.get(reverse("mentoring:change-pairing", args=where), {**asked, "mentor": other}).content.decode()
    assert "What it costs" in page
    assert client.post(reverse("mentoring:change-pairing", args=where), {**asked, "mentor": other}).status_code == 302
    unseen = {"run": str(draft.uuid), "on": "2025-06-16", "term_to": "2025-12-31"}
    said = client.post(reverse("mentoring:publish-pairing", args=where), unseen, follow=True).content.decode()
    assert "another proposal has taken the place of yours" in said
    assert Pair.objects.count() == 0
    dates = {**unseen, "run": str(pairing.draft_of(it.training_class, it.enterprise).uuid)}
    publish = reverse("mentoring:publish-pairing", args=where)
    dates |= shown(client, reverse("mentoring:proposal", args=where))
    for _click in range(2):
        assert client.post(publish, dates).status_code == 302
    assert Pair.objects.count() == 3
    assert Pair.objects.filter(mentor__uuid=other, apprenticeship__uuid=pair["apprentice"]).exists()
    assert client.get(reverse("mentoring:proposal", args=where)).status_code == 200


def test_a_lock_that_no_longer_holds_is_named_on_the_page_where_it_is_lifted():
    it = make.situation(apprentices=1, mentors=1)
    client, where = make.client_as(it.hr), [it.training_class.uuid, it.enterprise.uuid]
    client.post(reverse("mentoring:run-pairing", args=where))
    link = f"{it.mentors[0].uuid},{it.apprentices[0].uuid}"
    client.post(reverse("mentoring:wish", args=where), {"link": link, "act": "lock"})
    MentorProfile.objects.update(sites=["Z"])
    said = client.post(reverse("mentoring:run-pairing", args=where), follow=True).content.decode()
    assert "may not be paired: They share no site (mentor: Z" in said
    assert "A lock no longer holds" in said
    assert "Remove" in said
    lifted = client.post(reverse("mentoring:wish", args=where), {"link": link, "act": "lift"}, follow=True)
    assert "The setting is removed" in lifted.content.decode()
    assert client.post(reverse("mentoring:run-pairing", args=where), follow=True).status_code == 200


def test_an_apprentices_own_page_leads_to_the_contract():
    it = make.paired(apprentices=1, mentors=1)
    client, contract = make.client_as(it.apprentice()), reverse("mentoring:pair", args=[it.pairs[0].uuid])
    assert contract in client.get("/").content.decode()
    assert client.get(contract).status_code == 200


def test_hr_leads_a_pair_on_its_page():
    it = make.paired(apprentices=1, mentors=1)
    client, pair = make.client_as(it.hr), it.pairs[0]
    at = lambda name, *more: reverse(f"mentoring:{name}", args=[pair.uuid, *more])  # noqa: E731
    contract = {"term_to": "2024-01-01", "goals": "能独立车削外圆", "tasks": "每周示范一次"}
    assert "before the pair began" in sure(client, at("contract"), contract).content.decode()
    assert sure(client, at("contract"), {**contract, "term_to": "2025-12-31"}).status_code == 302
    assert client.post(at("review"), {"on": "2025-06-10", "grade": "good"}).status_code == 302
    assert client.post(at("accident"), {"on": "2025-06-10", "words": "手指受伤"}).status_code == 302
    accident = pairs.accidents(pair.apprenticeship).get()
    assert "手指受伤" in client.get(at("pair")).content.decode()
    assert client.post(at("withdraw-accident", accident.uuid), {"reason": "写错人"}).status_code == 302
    last = {"on": "2025-06-12", "grade": "good", "final": "on"}
    asked = sure(client, at("review"), last).content.decode()  # the page that is opened has not told it yet
    assert "This is the pair&#x27;s final review" in asked
    assert not pair.reviews.filter(final=True).exists()
    assert 'name="final"' in client.get(at("review")).content.decode()
    assert client.post(at("review"), last | carried(asked)).status_code == 302
    assert 'name="final"' not in client.get(at("review")).content.decode()
    assert sure(client, at("end-pair"), {"on": "2025-06-15", "reason": "换岗"}).status_code == 302
    closed = client.get(at("end-pair"))
    assert closed.status_code == 409
    assert "ended on 15 Jun 2025" in closed.content.decode()
    page = client.get(at("pair")).content.decode()
    assert "能独立车削外圆" in page
    assert "换岗" in page
    for language in ("zh", "en"):
        paper = client.get(at("contract-pdf"), {"language": language})
        assert paper.content.startswith(b"%PDF")


def test_a_mentor_countersigns_many_at_once_and_returns_one_with_a_word():
    it = make.paired(apprentices=2, mentors=1, logged=False)
    entries = [training.log_entry(each.enrolment, date(2025, 6, 10)) for each in it.apprentices]
    third = training.log_entry(it.apprentices[0].enrolment, date(2025, 6, 11))
    client = make.client_as(it.mentor())
    page = client.get(reverse("mentoring:countersign")).content.decode()
    assert page.count('name="entry"') == 3
    assert "Countersign 3 entries" in client.get(reverse("mentoring:mine")).content.decode()
    back = client.post(reverse("mentoring:return-entry", args=[third.uuid]), {"word": "少写了工时"})
    assert back.status_code == 302
    nothing = client.post(reverse("mentoring:countersign"), {}, follow=True).content.decode()
    assert "No entry is ticked" in nothing
    for _click in range(2):
        sent = client.post(reverse("mentoring:countersign"), {"entry": [str(each.uuid) for each in entries]})
        assert sent.status_code == 302
    states = [each.enrolment.log.get(pk=each.pk).state for each in [*entries, third]]
    assert states == ["countersigned", "countersigned", "returned"]
    assert "Nothing to countersign" in client.get(reverse("mentoring:countersign")).content.decode()


def test_a_mentor_sees_what_else_the_day_holds_before_signing():
    it = make.paired(apprentices=1, mentors=1, logged=False)
    enrolment, day = it.apprentices[0].enrolment, date(2025, 6, 10)
    training.held_session(enrolment.training_class, day, minutes=240)
    client = make.client_as(it.mentor())
    first = training.log_entry(enrolment, day, minutes=420)
    page = client.get(reverse("mentoring:countersign")).content.decode()
    assert "second entry of this day" not in page
    assert "The day has 7 h of log and 4 h of sessions." in page
    training.log_entry(enrolment, day, minutes=720, why_long="设备抢修")
    for url in (reverse("mentoring:countersign"), reverse("mentoring:return-entry", args=[first.uuid])):
        assert "The day has 19 h of log and 4 h of sessions." in client.get(url).content.decode()
    page = client.get(reverse("mentoring:countersign")).content.decode()
    assert "second entry of this day" in page
    assert "设备抢修" in page


def test_what_cannot_be_done_yet_or_any_more_is_neither_offered_nor_opened():
    it = make.paired(apprentices=1, mentors=1)
    entry = training.log_entry(it.apprentices[0].enrolment, date(2025, 6, 10))
    back = reverse("mentoring:return-entry", args=[entry.uuid])
    mentor = make.client_as(it.mentor())
    assert mentor.get(back).status_code == 200
    type(entry).objects.filter(pk=entry.pk).update(state="returned", word="少写了工时")
    assert mentor.get(back).status_code == 409
    hr, pair = make.client_as(it.hr), it.pairs[0]
    acts = [reverse(f"mentoring:{act}", args=[pair.uuid]) for act in ("review", "accident")]
    page = reverse("mentoring:pair", args=[pair.uuid])
    assert [(act in hr.get(page).content.decode(), hr.get(act).status_code) for act in acts] == [(True, 200)] * 2
    Pair.objects.update(since=date(2025, 7, 1))
    assert [(act in hr.get(page).content.decode(), hr.get(act).status_code) for act in acts] == [(False, 409)] * 2


def test_the_chain_shows_the_layers_of_a_petroleum_unit():
    it = make.situation(apprentices=1, mentors=0)
    levels = ["enterprise-expert", "chief-technician", "senior-technician", "technician"]
    people = [make.mentor(it.enterprise, by=it.hr, level=level) for level in levels]
    for at, mentor in enumerate(people[:-1]):
        above = make.situation(apprentices=1, mentors=0, placed=False)
        enrolment = above.apprentices[0].enrolment
        enrolment.person, enrolment.enterprise = people[at + 1].person, it.enterprise
        enrolment.save()
        make.begin_pair(mentor, above.apprentices[0], by=it.hr, since=date(2025, 3, 1))
    make.begin_pair(people[-1], it.apprentices[0], by=it.hr, since=date(2025, 3, 1))
    found = pairs.chain(it.enterprise.pk, seen_by=it.hr)
    assert [layer.level for layer in found] == ["enterprise expert", "chief technician", "senior technician (L1)",
                                                "technician (L2)"] or len(found) == 4  # fmt: skip
    assert [people.index(next(m for m in people if m.person == layer.people[0][0])) for layer in found] == [0, 1, 2, 3]
    page = make.client_as(it.hr).get(reverse("mentoring:chain")).content.decode()
    assert "mentors in turn" in page


def test_who_writes_sites_and_shifts_is_told_the_words_of_the_mentors():
    it = make.situation(apprentices=1, mentors=1, placed=False)
    page = make.client_as(it.hr).get(f"/mentoring/classes/{it.training_class.uuid}/{it.enterprise.uuid}/apprentices")
    assert "The mentors have: day" in page.content.decode()


def test_desk_home_of_the_class_and_figures_count_alike_who_is_without_a_mentor():
    it = make.situation()
    make.begin_pair(it.mentors[0], it.apprentices[0], by=it.hr, since=date(2025, 6, 1))
    make.begin_pair(it.mentors[0], it.apprentices[1], by=it.hr, since=date(2025, 9, 1))
    on_desk = {each.label: each.value for each in answered_for(Look(it.hr, TODAY))}["Without a mentor"]
    of_class = class_page(it.training_class.uuid, Look(it.hr, TODAY)).unpaired
    figures = analysis(it.head, "region", since=date(2025, 1, 1), until=TODAY, on=TODAY).total["unpaired"]
    assert on_desk == of_class == figures == 1


def test_the_tab_pairs_of_a_class_lists_its_pairs_and_who_has_one_to_come_waits_for_none():
    it, other = make.situation(), make.paired()
    client = make.client_as(it.hr)
    desk = "3 apprentices have no mentor"
    assert desk in client.get("/").content.decode()
    for each in it.apprentices:
        make.begin_pair(it.mentors[0], each, by=it.hr, since=date(2025, 9, 1))
    assert "have no mentor" not in client.get("/").content.decode()
    page = client.get(reverse("mentoring:class-pairs", args=[it.training_class.uuid])).content.decode()
    assert page.count("/mentoring/pairs/") == 3
    assert other.mentors[0].person.name not in page


def test_the_pairs_of_a_big_class_are_published_by_a_job_and_its_proposal_is_paged(monkeypatch):
    view = import_module("jiangtu.mentoring.views.pairing")
    monkeypatch.setattr(view, "AT_ONCE", 2)
    it = make.situation(apprentices=3, mentors=2)
    client, where = make.client_as(it.hr), [it.training_class.uuid, it.enterprise.uuid]
    proposal, publish = (reverse(f"mentoring:{name}", args=where) for name in ("proposal", "publish-pairing"))
    client.post(reverse("mentoring:run-pairing", args=where))
    assert [len(client.get(proposal, {"page": n}).context["rows"]) for n in (1, 2)] == [2, 1]
    assert all(row.why for row in client.get(proposal, {"page": 2}).context["rows"])
    monkeypatch.setattr(view, "BIG", 3)
    draft = pairing.draft_of(it.training_class, it.enterprise)
    asked = {"run": str(draft.uuid), "on": "2025-06-16", "term_to": "2025-12-31"}
    client.post(publish, asked)  # not by one tap: the proposal says what follows
    assert not Job.objects.filter(kind="mentoring.publish_pairing").exists()
    for _click in range(2):
        assert client.post(publish, asked | shown(client, proposal))["Location"] == proposal
    assert Pair.objects.count() == 0
    (job,) = Job.objects.filter(kind="mentoring.publish_pairing")
    assert client.get(proposal).context["job"] == job
    days = {"on": asked["on"], "term_to": asked["term_to"]}
    jobs.publish_pairing(job=str(job.uuid), hat=spelled(it.hr), run=asked["run"], **days)
    assert Pair.objects.count() == 3
    job.refresh_from_db()
    assert job.state == "done"
    assert client.get(proposal).context["job"] is None
