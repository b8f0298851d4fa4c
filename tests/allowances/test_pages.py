"""The pages of allowances: who reads them, and an allowance from the period to the pay list."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from jiangtu.allowances import jobs
from jiangtu.allowances.actions import objections, runs
from jiangtu.allowances.actions.objections import answer_objection, object_to_statement
from jiangtu.allowances.models import AllowanceRun
from jiangtu.core.jobs import spelled
from jiangtu.core.models import Job
from jiangtu.mentoring.actions import pairs, reviews
from jiangtu.mentoring.models import Pair
from tests.factories import allowances as make
from tests.factories.pages import markup, sure
from tests.factories.pages import shown as read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def shown(it):
    """A run of five months shown to the mentors, with one passed and graded."""
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    return make.shown(it)


def test_no_cache_keeps_a_statement():
    it = make.following(make.paired())
    paper = reverse("allowances:statement-pdf", args=[shown(it).uuid, it.mentors[0].uuid])
    assert "no-store" in make.client_as(it.hr).get(paper)["Cache-Control"]


def test_what_a_mentor_objects_and_who_is_undecided_is_not_the_bureaus_to_read():
    it = make.following(make.paired(), "graded-hundred")  # without a grade it decides nothing, and says of whom
    pairs.end_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 1), reason="长期病假")
    run = make.shown(it)
    objections.object_to_statement(run, it.mentors[1], word="病假也要算", by=it.mentor(1))
    page = reverse("allowances:run", args=[run.uuid])
    assert "病假也要算" in make.client_as(it.hr).get(page).content.decode()
    officer = make.client_as(make.member("bureau_officer", make.institution("bureau", region="330500")))
    shown_to_bureau = officer.get(page).content.decode()
    assert "病假也要算" not in shown_to_bureau
    names = {each.person.name for each in it.mentors} | {each.enrolment.person.name for each in it.apprentices}
    assert [name for name in names if name in shown_to_bureau] == []


def test_the_list_of_runs_asks_as_many_queries_for_many_runs_as_for_one(queries_of):
    it = make.following(make.paired(apprentices=3, mentors=3))
    runs.drop_run(shown(it), by=it.hr, reason="重算")
    client, url = make.client_as(it.hr), reverse("allowances:runs")
    client.get(url)
    few = queries_of(lambda: client.get(url))
    for _time in range(4):
        runs.drop_run(make.shown(it), by=it.hr, reason="重算")
    assert queries_of(lambda: client.get(url)) == few
    assert client.get(url, {"export": "csv"}).status_code == 200


def test_a_mentors_own_page_leads_to_the_own_statements():
    it = make.following(make.paired(apprentices=2, mentors=2))
    client, page = make.client_as(it.mentor()), reverse("mentoring:mine")
    assert "No statement is ready yet" in client.get(page).content.decode()
    run = shown(it)
    own = reverse("allowances:statement", args=[run.uuid, it.mentors[0].uuid])
    assert own in client.get(page).content.decode()
    said = object_to_statement(run, it.mentors[0], word="a month is missing", by=it.mentor())
    assert "waits for HR" in client.get(page).content.decode()
    answer_objection(said, word="no log in May", by=it.hr)
    assert "no log in May" in client.get(page).content.decode()


def test_the_run_page_asks_as_many_queries_for_many_lines_as_for_few(queries_of):
    few = make.following(make.paired(apprentices=2, mentors=1))
    many = make.following(make.paired(apprentices=12, mentors=6))
    counts = []
    for it in (few, many):
        client, run = make.client_as(it.hr), shown(it)
        client.get(reverse("allowances:run", args=[run.uuid]))
        counts.append(queries_of(lambda: client.get(reverse("allowances:run", args=[run.uuid]))))  # noqa: B023
    assert counts[0] == counts[1]


def test_a_run_of_many_mentors_is_read_page_by_page_and_its_sums_are_of_all(monkeypatch):
    it = make.following(make.paired(apprentices=6, mentors=3))
    client, run = make.client_as(it.hr), shown(it)
    whole = client.get(reverse("allowances:run", args=[run.uuid])).context
    monkeypatch.setattr("jiangtu.allowances.views.runs.AT_ONCE", 2)
    pages = [client.get(reverse("allowances:run", args=[run.uuid]), {"page": n}).context for n in (1, 2)]
    names = [[each["name"] for each in page["statements"]] for page in pages]
    assert [len(each) for each in names] == [2, 1]
    assert [name for each in names for name in each] == [each["name"] for each in whole["statements"]]
    assert all(page["sums"] == whole["sums"] for page in pages)


@pytest.mark.parametrize(("mentors", "opened"), [(2, 2), (5, 0)])
def test_a_run_of_many_mentors_is_read_at_a_glance_and_opened_one_by_one(mentors, opened):
    it = make.following(make.paired(apprentices=2 * mentors, mentors=mentors))
    page = markup(make.client_as(it.hr).get(reverse("allowances:run", args=[shown(it).uuid])))
    assert page.count('<section class="sheet fold">') == mentors
    assert page.count("<details open><summary><h2>") == opened
    assert '<span class="tag wait">held ¥' in page, "what is held is seen without opening"


def test_the_history_of_a_run_tells_what_was_released_with_its_currency():
    it = make.following(make.paired())
    run = runs.release_run(shown(it), by=it.hr)
    page = make.client_as(it.hr).get(reverse("allowances:run", args=[run.uuid])).content.decode()
    assert re.search(r"Allowances released: ¥[\d,]+\.\d\d", page)


def test_an_allowance_goes_from_the_period_to_the_pay_list_with_an_objection_between():
    it = make.paired(apprentices=2, mentors=1)
    hr, mentor = make.client_as(it.hr), make.client_as(it.mentor())
    chosen = {"measures": "second-harbour-equipment", "since": "2025-01-01"}
    assert hr.post(reverse("allowances:measures"), chosen).status_code == 302
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    days = {"period_from": "2025-01-01", "period_to": "2025-05-31"}
    page = hr.post(reverse("allowances:new-run"), {**days, "period_to": "2024-12-01"}).content.decode()
    assert "The last day, 1 Dec 2024, lies before the first, 1 Jan 2025." in page, "said at once, not by the job"
    assert 'value="2024-12-01"' in page
    for _click in range(2):
        assert hr.post(reverse("allowances:new-run"), days).status_code == 302
    job = Job.objects.get(kind=jobs.ALLOWANCES)
    watch = {"job": str(job.uuid)}
    assert "Waiting for its turn" in hr.get(reverse("allowances:new-run"), watch).content.decode()
    jobs.compute_allowances(job=str(job.uuid), hat=spelled(it.hr), **days)
    assert hr.get(reverse("allowances:new-run"), watch).status_code == 302
    run = AllowanceRun.objects.get()
    page = hr.get(reverse("allowances:new-run")).content.decode()
    assert "Another run is open." in page
    assert reverse("allowances:run", args=[run.uuid]) in page
    assert 'name="period_from"' not in page, "what would be refused is not offered"
    at = lambda name, *more: reverse(f"allowances:{name}", args=[run.uuid, *more])  # noqa: E731
    own = at("statement", it.mentors[0].uuid)
    assert mentor.get(own).status_code == 404
    assert sure(hr, at("show-run")).status_code == 302
    page = mentor.get(own).content.decode()
    assert "¥500.00" in page
    assert "CNY" not in page, "a sum and its derivation write money alike"
    assert "5 × ¥200.00 ÷ 2" in page
    assert "Measures “Second Harbour Engineering" in page
    assert "1 Jan 2018 is assumed" in page
    assert it.apprentices[0].enrolment.person.name in page
    assert mentor.post(at("object", it.mentors[0].uuid), {"word": ""}).status_code == 200
    assert mentor.post(at("object", it.mentors[0].uuid), {"word": "三月也带了徒"}).status_code == 302
    refused = hr.get(at("release-run"))
    assert refused.status_code == 409
    assert "It is “sent for review”, as it must be." in refused.content.decode()
    objection = run.objections.get()
    page = hr.get(at("run")).content.decode()
    assert "三月也带了徒" in page
    assert "Objections without an answer: 1. Answer them, then release." in page
    assert at("release-run") not in page, "what cannot be done yet is not offered"
    answered = sure(hr, reverse("allowances:answer-objection", args=[objection.uuid]), {"word": "三月已计入"})
    assert answered.status_code == 302
    assert at("release-run") in hr.get(at("run")).content.decode()
    asked = hr.get(at("release-run")).content.decode()
    assert "¥500.00 goes to the pay list, for 1 mentor, who is told." in asked
    assert hr.post(at("release-run")).status_code == 200  # not by one tap
    assert not run.pay_entries.exists()
    old = read(hr, at("release-run"))
    for _click in range(2):
        assert hr.post(at("release-run"), old).status_code == 302
    assert run.pay_entries.get().amount == 500
    listed = {"export": "xlsx", "cols": ["name", "level", "amount"]}  # days are FakeDate to a stopped clock
    assert hr.get(at("pay-list"), listed).status_code == 200
    assert "三月已计入" in mentor.get(own).content.decode()
    for language in ("zh", "en"):
        paper = mentor.get(at("statement-pdf", it.mentors[0].uuid), {"language": language})
        assert paper.content.startswith(b"%PDF")
        said = "".join(each.extract_text() for each in PdfReader(BytesIO(paper.content)).pages)
        assert (": " in said) == (language == "en")
    assert mentor.get(at("run")).status_code == 302


def test_a_mentor_reads_only_the_own_statement():
    it = make.following(make.paired(apprentices=2, mentors=2))
    run = shown(it)
    client = make.client_as(it.mentor(0))
    assert client.get(reverse("allowances:statement", args=[run.uuid, it.mentors[0].uuid])).status_code == 200
    assert client.get(reverse("allowances:statement", args=[run.uuid, it.mentors[1].uuid])).status_code == 404


def test_a_correction_shows_hr_the_line_that_counts_another_month_though_its_sum_stays():
    it = make.following(make.paired(apprentices=1, mentors=1, logged=False))
    make.log(it, range(1, 5))
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    runs.release_run(make.shown(it), by=it.hr)
    Pair.objects.filter(pk=it.pairs[0].pk).update(since=date(2025, 2, 1))  # mended by hand: it began in February,
    make.log(it, range(5, 6))  # and May's log was countersigned late
    run = make.shown(it)
    page = markup(make.client_as(it.hr).get(reverse("allowances:run", args=[run.uuid])))
    assert "What the correction changes" in page
    assert "January 2025, February 2025, March 2025, April 2025" in page
    assert "February 2025, March 2025, April 2025, May 2025" in page
