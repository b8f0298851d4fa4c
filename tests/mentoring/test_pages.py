"""The pages, as browsers of every role meet them."""

import re
from datetime import date

import pytest
from django.urls import reverse

from jiangtu.core.models import Job
from jiangtu.institutions.states import Role
from jiangtu.mentoring import actions, jobs, queries
from jiangtu.mentoring.actions.started import spelled
from jiangtu.mentoring.models import AllowanceRun, MentorProfile, Pair, PairWish
from tests.factories import mentoring as make
from tests.factories import training
from tests.factories.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)
HALF = {"period_from": date(2025, 1, 1), "period_to": date(2025, 5, 31)}


def shown(it):
    """A run of five months shown to the mentors, with one passed and graded."""
    actions.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    run = actions.compute_run(it.enterprise, by=it.hr, **HALF)
    return actions.show_run(run, by=it.hr)


def addresses(it, run):
    """Every page of the room that is read, and which roles of the case's own circle may read it."""
    pair, mentor, of = it.pairs[0], it.mentors[0], it.training_class
    circle = {"apprentice", "enterprise_mentor", "enterprise_hr", "programme_head", "college_trainer"}
    profile = {"enterprise_mentor", "enterprise_hr", "programme_head"}
    yield reverse("mentoring:mentors"), set(Role.values)
    yield reverse("mentoring:pairs"), set(Role.values)
    yield reverse("mentoring:runs"), set(Role.values)
    yield reverse("mentoring:chain"), set(Role.values)
    yield reverse("mentoring:mentor", args=[mentor.uuid]), profile
    yield reverse("mentoring:edit-mentor", args=[mentor.uuid]), {"enterprise_mentor", "enterprise_hr"}
    yield reverse("mentoring:new-mentor"), {"enterprise_hr"}
    yield reverse("mentoring:mentor-sheet"), {"enterprise_hr"}
    yield reverse("mentoring:mentor-template"), {"enterprise_hr"}
    yield reverse("mentoring:mine"), {"enterprise_mentor"}
    yield reverse("mentoring:countersign"), {"enterprise_mentor"}
    yield reverse("mentoring:pair", args=[pair.uuid]), circle
    yield reverse("mentoring:contract-pdf", args=[pair.uuid]), circle
    for name in ("contract", "end-pair", "review", "accident"):
        yield reverse(f"mentoring:{name}", args=[pair.uuid]), {"enterprise_hr"}
    where = [of.uuid, it.enterprise.uuid]
    for name in ("proposal", "apprentices", "apprentice-template"):
        yield reverse(f"mentoring:{name}", args=where), {"enterprise_hr", "programme_head"}
    yield reverse("mentoring:measures"), {"enterprise_hr"}
    yield reverse("mentoring:new-run"), {"enterprise_hr"}
    yield reverse("mentoring:run", args=[run.uuid]), {"enterprise_hr", "enterprise_mentor"}
    yield reverse("mentoring:pay-list", args=[run.uuid]), {"enterprise_hr"}
    statement = [run.uuid, mentor.uuid]
    yield reverse("mentoring:statement", args=statement), {"enterprise_hr", "enterprise_mentor"}
    yield reverse("mentoring:statement-pdf", args=statement), {"enterprise_hr", "enterprise_mentor"}


def test_every_page_is_read_by_its_roles_and_by_nobody_else():
    it = make.following(make.paired())
    run = shown(it)
    near = {
        "apprentice": it.apprentice(), "enterprise_mentor": it.mentor(), "enterprise_hr": it.hr,
        "programme_head": it.head, "college_trainer": training.trainer_of(it.training_class),
    }  # fmt: skip
    far = {role: make.member(role) for role in Role.values}
    far["bureau_officer"] = make.member("bureau_officer", make.institution("bureau", region="120000"))
    lists = {reverse(f"mentoring:{name}") for name in ("mentors", "pairs", "runs", "chain")}
    own = {reverse(f"mentoring:{n}") for n in ("new-mentor", "mentor-sheet", "mentor-template", "measures", "new-run")}
    own |= {reverse("mentoring:mine"), reverse("mentoring:countersign")}
    for actors, at_home in ((near, True), (far, False)):
        for role, actor in actors.items():
            client = make.client_as(actor)
            for url, readers in addresses(it, run):
                status = client.get(url).status_code
                may = role in readers and (at_home or url in lists | own)
                assert status in ((200, 302) if may else (403, 404, 409)), (role, at_home, url, status)


def test_the_bureau_reads_its_region_with_names_masked():
    it = make.following(make.paired())
    shown(it)
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


def test_no_cache_keeps_a_contract_a_statement_or_a_list_of_people():
    it = make.following(make.paired())
    run = shown(it)
    client = make.client_as(it.hr)
    for url in (
        reverse("mentoring:contract-pdf", args=[it.pairs[0].uuid]),
        reverse("mentoring:statement-pdf", args=[run.uuid, it.mentors[0].uuid]),
        reverse("mentoring:mentor-template"),
        reverse("mentoring:pairs") + "?export=xlsx",
    ):
        assert "no-store" in client.get(url)["Cache-Control"], url


def test_what_is_written_about_people_is_not_the_bureaus_to_read():
    it = make.following(make.paired(), "graded-hundred")  # without a grade it decides nothing, and says of whom
    actions.end_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 1), reason="长期病假")
    run = actions.show_run(actions.compute_run(it.enterprise, by=it.hr, **HALF), by=it.hr)
    actions.object_to_statement(run, it.mentors[1], word="病假也要算", by=it.mentor(1))
    officer = make.client_as(make.member("bureau_officer", make.institution("bureau", region="330500")))
    hr = make.client_as(it.hr)
    page = reverse("mentoring:run", args=[run.uuid])
    names = {each.person.name for each in it.mentors} | {each.enrolment.person.name for each in it.apprentices}
    for url, words in ((page, "病假也要算"), (reverse("mentoring:pair", args=[it.pairs[0].uuid]), "长期病假")):
        assert words in hr.get(url).content.decode()
        shown_to_bureau = officer.get(url).content.decode()
        assert words not in shown_to_bureau
        assert [name for name in names if name in shown_to_bureau] == []


@pytest.mark.parametrize("name", ["mentors", "pairs", "runs"])
def test_a_list_asks_as_many_queries_for_thirty_lines_as_for_three(name, queries_of):
    it = make.following(make.paired(apprentices=3, mentors=3))
    shown(it)
    client = make.client_as(it.hr)
    client.get(reverse(f"mentoring:{name}"))
    few = queries_of(lambda: client.get(reverse(f"mentoring:{name}")))
    more = make.situation(apprentices=27, mentors=0, placed=False)
    more.training_class.enrolments.update(enterprise=it.enterprise)
    for at, each in enumerate(more.apprentices):
        each.enrolment.refresh_from_db()
        mentor = make.mentor(it.enterprise, by=it.hr) if at % 3 == 0 else mentor  # noqa: F821
        actions.begin_pair(mentor, each, by=it.hr, since=date(2025, 6, 1))
    assert queries_of(lambda: client.get(reverse(f"mentoring:{name}"))) == few
    export = client.get(reverse(f"mentoring:{name}"), {"export": "csv"})
    assert export.status_code == 200


def test_the_run_page_asks_as_many_queries_for_many_lines_as_for_few(queries_of):
    few = make.following(make.paired(apprentices=2, mentors=1))
    many = make.following(make.paired(apprentices=12, mentors=6))
    counts = []
    for it in (few, many):
        client, run = make.client_as(it.hr), shown(it)
        client.get(reverse("mentoring:run", args=[run.uuid]))
        counts.append(queries_of(lambda: client.get(reverse("mentoring:run", args=[run.uuid]))))  # noqa: B023
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("mentors", "opened"), [(2, 2), (5, 0)])
def test_a_run_of_many_mentors_is_read_at_a_glance_and_opened_one_by_one(mentors, opened):
    it = make.following(make.paired(apprentices=2 * mentors, mentors=mentors))
    page = markup(make.client_as(it.hr).get(reverse("mentoring:run", args=[shown(it).uuid])))
    assert page.count('<section class="sheet fold">') == mentors
    assert page.count("<details open><summary><h2>") == opened
    assert '<span class="tag wait">held CNY' in page, "what is held is seen without opening"


def test_the_history_of_a_run_tells_what_was_released_with_its_currency():
    it = make.following(make.paired())
    run = actions.release_run(shown(it), by=it.hr)
    page = make.client_as(it.hr).get(reverse("mentoring:run", args=[run.uuid])).content.decode()
    assert re.search(r"Allowances released: CNY [\d,]+\.\d\d", page)


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
    changed = client.post(reverse("mentoring:edit-mentor", args=[made.uuid]), {**typed, "places": "1", "skill-c2": "2"})
    assert changed.status_code == 302
    made.refresh_from_db()
    assert (made.places, made.skills) == (1, {"c1": 5, "c2": 2})


def test_hr_pairs_a_class_on_its_pages_from_sites_to_contracts():
    it = make.situation(apprentices=3, mentors=2, placed=False)
    client = make.client_as(it.hr)
    where = [it.training_class.uuid, it.enterprise.uuid]
    assert client.get(reverse("mentoring:pairing", args=where[:1])).status_code == 302
    page = client.get(reverse("mentoring:proposal", args=where)).content.decode()
    assert "3 apprentices have no site or shift yet" in page
    client.post(reverse("mentoring:run-pairing", args=where))
    page = client.get(reverse("mentoring:proposal", args=where)).content.decode()
    assert "no further mentor works on a site of theirs" in page
    assert "Write down the site" in page
    place = {"place": "1", "sites": "A", "shifts": "day", "suit": "red", "mentors": "1"}
    assert "Tick at least one" in client.post(reverse("mentoring:apprentices", args=where), place).content.decode()
    place["who"] = [str(each.uuid) for each in it.apprentices]
    assert client.post(reverse("mentoring:apprentices", args=where), place).status_code == 302
    client.post(reverse("mentoring:run-pairing", args=where))
    draft = queries.draft_of(it.training_class, it.enterprise)
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
    dates = {**unseen, "run": str(queries.draft_of(it.training_class, it.enterprise).uuid)}
    for _click in range(2):
        assert client.post(reverse("mentoring:publish-pairing", args=where), dates).status_code == 302
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
    assert "Lift" in said
    lifted = client.post(reverse("mentoring:wish", args=where), {"link": link, "act": "lift"}, follow=True)
    assert "The wish is lifted" in lifted.content.decode()
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
    assert "before the pair began" in client.post(at("contract"), contract).content.decode()
    assert client.post(at("contract"), {**contract, "term_to": "2025-12-31"}).status_code == 302
    assert client.post(at("review"), {"on": "2025-06-10", "grade": "good"}).status_code == 302
    assert client.post(at("accident"), {"on": "2025-06-10", "words": "手指受伤"}).status_code == 302
    accident = queries.accidents(pair.apprenticeship).get()
    assert "手指受伤" in client.get(at("pair")).content.decode()
    assert client.post(at("withdraw-accident", accident.uuid), {"reason": "写错人"}).status_code == 302
    assert client.post(at("end-pair"), {"on": "2025-06-15", "reason": "换岗"}).status_code == 302
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
    for _click in range(2):
        sent = client.post(reverse("mentoring:countersign"), {"entry": [str(each.uuid) for each in entries]})
        assert sent.status_code == 302
    states = [each.enrolment.log.get(pk=each.pk).state for each in [*entries, third]]
    assert states == ["countersigned", "countersigned", "returned"]
    assert "Nothing waits for you" in client.get(reverse("mentoring:countersign")).content.decode()


def test_an_allowance_goes_from_the_period_to_the_pay_list_with_an_objection_between():
    it = make.paired(apprentices=2, mentors=1)
    hr, mentor = make.client_as(it.hr), make.client_as(it.mentor())
    chosen = {"measures": "second-harbour-equipment", "since": "2025-01-01"}
    assert hr.post(reverse("mentoring:measures"), chosen).status_code == 302
    actions.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    days = {"period_from": "2025-01-01", "period_to": "2025-05-31"}
    for _click in range(2):
        assert hr.post(reverse("mentoring:new-run"), days).status_code == 302
    job = Job.objects.get(kind=jobs.ALLOWANCES)
    watch = {"job": str(job.uuid)}
    assert "Waiting for its turn" in hr.get(reverse("mentoring:new-run"), watch).content.decode()
    jobs.compute_allowances(job=str(job.uuid), hat=spelled(it.hr), **days)
    assert hr.get(reverse("mentoring:new-run"), watch).status_code == 302
    run = AllowanceRun.objects.get()
    at = lambda name, *more: reverse(f"mentoring:{name}", args=[run.uuid, *more])  # noqa: E731
    own = at("statement", it.mentors[0].uuid)
    assert mentor.get(own).status_code == 404
    assert hr.post(at("show-run")).status_code == 302
    page = mentor.get(own).content.decode()
    assert "CNY 500.00" in page
    assert "5 × ¥200.00 ÷ 2" in page
    assert "Measures “Second Harbour Engineering" in page
    assert "1 Jan 2018 is assumed" in page
    assert it.apprentices[0].enrolment.person.name in page
    assert mentor.post(at("object", it.mentors[0].uuid), {"word": ""}).status_code == 200
    assert mentor.post(at("object", it.mentors[0].uuid), {"word": "三月也带了徒"}).status_code == 302
    assert hr.post(at("release-run")).status_code == 409
    objection = run.objections.get()
    assert "三月也带了徒" in hr.get(at("run")).content.decode()
    answered = hr.post(reverse("mentoring:answer-objection", args=[objection.uuid]), {"word": "三月已计入"})
    assert answered.status_code == 302
    for _click in range(2):
        assert hr.post(at("release-run")).status_code == 302
    assert run.pay_entries.get().amount == 500
    listed = {"export": "xlsx", "cols": ["name", "level", "amount"]}  # days are FakeDate to a stopped clock
    assert hr.get(at("pay-list"), listed).status_code == 200
    assert "三月已计入" in mentor.get(own).content.decode()
    for language in ("zh", "en"):
        paper = mentor.get(at("statement-pdf", it.mentors[0].uuid), {"language": language})
        assert paper.content.startswith(b"%PDF")
    assert mentor.get(at("run")).status_code == 302


def test_a_mentor_reads_only_the_own_statement():
    it = make.following(make.paired(apprentices=2, mentors=2))
    run = shown(it)
    client = make.client_as(it.mentor(0))
    assert client.get(reverse("mentoring:statement", args=[run.uuid, it.mentors[0].uuid])).status_code == 200
    assert client.get(reverse("mentoring:statement", args=[run.uuid, it.mentors[1].uuid])).status_code == 404


def test_the_chain_shows_the_layers_of_a_petroleum_unit():
    it = make.situation(apprentices=1, mentors=0)
    levels = ["enterprise-expert", "chief-technician", "senior-technician", "technician"]
    people = [make.mentor(it.enterprise, by=it.hr, level=level) for level in levels]
    for at, mentor in enumerate(people[:-1]):
        above = make.situation(apprentices=1, mentors=0, placed=False)
        enrolment = above.apprentices[0].enrolment
        enrolment.person, enrolment.enterprise = people[at + 1].person, it.enterprise
        enrolment.save()
        actions.begin_pair(mentor, above.apprentices[0], by=it.hr, since=date(2025, 3, 1))
    actions.begin_pair(people[-1], it.apprentices[0], by=it.hr, since=date(2025, 3, 1))
    found = queries.chain(it.enterprise.pk, seen_by=it.hr)
    assert [layer.level for layer in found] == ["enterprise expert", "chief technician", "senior technician (L1)",
                                                "technician (L2)"] or len(found) == 4  # fmt: skip
    assert [people.index(next(m for m in people if m.person == layer.people[0][0])) for layer in found] == [0, 1, 2, 3]
    page = make.client_as(it.hr).get(reverse("mentoring:chain")).content.decode()
    assert "mentors in turn" in page


def test_who_writes_sites_and_shifts_is_told_the_words_of_the_mentors():
    it = make.situation(apprentices=1, mentors=1, placed=False)
    page = make.client_as(it.hr).get(f"/mentoring/classes/{it.training_class.uuid}/{it.enterprise.uuid}/apprentices")
    assert "The mentors have: day" in page.content.decode()
