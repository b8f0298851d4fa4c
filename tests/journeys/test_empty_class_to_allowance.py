"""From an empty class to a released allowance: half a year of one apprenticeship, each in front of their own screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from jiangtu.allowances.models import AllowanceRun
from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.competences.models import Competence
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Institution
from jiangtu.mentoring.models import Pair
from jiangtu.training.actions.logbook import write_entry
from jiangtu.training.models import Session, TrainingClass
from tests.factories.institutions import hat, institution, member, partnership
from tests.factories.people import person, resident_id
from tests.factories.training import apprentice_of
from tests.journeys import papers
from tests.journeys.house import DESK, PHONE, House
from tests.journeys.window import Window

pytestmark = pytest.mark.browser
PEOPLE = ("陈志强", "王丽娟", "李明")
SPOILT = (3, "resident_id")  # the line and column of the roster in which HR mistypes


@dataclass
class Tale:
    """Who takes part: the offices in English at a desk, the workshop in Chinese on the phone."""

    house: House
    folder: Path
    college: Institution
    enterprise: Institution
    head: Actor
    trainer: Actor
    hr: Actor
    mentors: list[Actor]

    def desk(self, who: Actor) -> Window:
        return self.house.seat(who, "en", DESK)

    def hand(self, who: Actor) -> Window:
        return self.house.seat(who, "zh-hans", PHONE)

    @cached_property
    def training_class(self) -> TrainingClass:
        return TrainingClass.objects.get(college=self.college)

    @cached_property
    def apprenticeships(self) -> list[Apprenticeship]:
        found = Apprenticeship.objects.filter(enrolment__enterprise=self.enterprise).order_by("enrolment__person__name")
        return list(found.select_related("enrolment__person", "enrolment__training_class"))

    @property
    def pairing(self) -> str:
        return f"/mentoring/classes/{self.training_class.uuid}/{self.enterprise.uuid}"

    def save(self, download: Any) -> Path:
        path = self.folder / download.suggested_filename
        download.save_as(path)
        return path


@pytest.fixture
def tale(house: House, tmp_path: Path) -> Tale:
    house.on("2025-01-02")
    college, enterprise = institution("college", "长兴技师学院"), institution("enterprise", "长兴机械有限公司")
    partnership(college, enterprise)
    mentors = [hat("enterprise_mentor", enterprise, of=person(name)).person for name in ("周师傅", "吴师傅")]
    return Tale(
        house, tmp_path, college, enterprise,
        head=member("programme_head", college, of=person("郑主任")),
        trainer=member("college_trainer", college, of=person("冯老师")),
        hr=member("enterprise_hr", enterprise, of=person("孙经理")),
        mentors=[member("enterprise_mentor", enterprise, of=each) for each in mentors],
    )  # fmt: skip


def test_a_class_is_filled_taught_and_its_mentors_are_paid(tale):
    a_programme_is_released(tale)
    a_class_is_opened(tale)
    a_roster_with_a_mistake_is_mended_and_entered(tale)
    the_class_starts(tale)
    mentors_and_apprentices_are_paired(tale)
    the_first_stage_is_taught_and_written_down(tale)
    both_sides_assess(tale)
    the_head_closes_the_stages_one_after_the_other(tale)
    the_certificates_are_entered(tale)
    the_pairs_are_reviewed(tale)
    the_allowance_is_computed_answered_for_and_released(tale)


def a_programme_is_released(tale):
    head = tale.desk(tale.head).visit("/programmes/").press("New programme", within="main")
    head.fill(name="车工（四级）", months="12", place="330522", class_size="20")
    head.page.locator("select[name=occupation]").select_option("turning")
    head.page.locator("select[name=target_level]").select_option("L4")
    head.press("Start the draft")
    head.page.locator("main section[id]").first.wait_for()
    stages = head.page.locator("main section[id]").evaluate_all("all => all.map(each => each.id)")
    for stage, cell, n in zip(
        stages,
        ("professional_basics-college", "operating_skill-on_the_job", "operating_skill-on_the_job"),
        (2, 8, 8),
        strict=True,
    ):
        head.fill(**{f"{stage}-hours-{cell}": str(n)})
    drawings = Competence.objects.get(framework__key="turning", key="drawings")
    first = f"{stages[0]}-asks-0"
    head.page.locator(f'[name="{first}-competence"]').select_option(str(drawings.pk))
    head.page.locator(f'[name="{first}-level"]').select_option("3")
    head.page.locator(f'[name="{first}-whose"]').select_option("both")
    head.press("Save the draft").sees("The draft is saved.")
    head.press("Release version %(n)s", n=1).press("Release version %(n)s", n=1)
    head.sees("Version %(number)s is released. It never changes now.", number=1)


def a_class_is_opened(tale):
    head = tale.desk(tale.head).visit("/classes/").press("Draft a class", within="main")
    head.fill(number="CX-2025-01", name="车工学徒一班", starts_on="2025-01-06", ends_on="2026-01-05")
    head.choose("Programme", "车工").tick(str(tale.enterprise)).tick("冯老师")
    head.press("Draft the class").sees("The class %(number)s is drafted.", number="CX-2025-01")
    head.press("Open the class").press("Open the class")
    head.sees("Cancel the class")


def people(window, n):
    return window.word("%(n)s person", "%(n)s people", n)


def partly_imported(window, *, good, faulty):
    """What the button says that imports a file's good rows alone."""
    one, more = (
        f"Import only the good rows (%(to_take)s); %(out)s {out}"
        for out in ("row with errors stays out", "rows with errors stay out")
    )
    return window.word(one, more, faulty, to_take=people(window, good), out=faulty)


def a_roster_with_a_mistake_is_mended_and_entered(tale):
    rosters = f"/apprenticeships/classes/{tale.training_class.uuid}/rosters"
    hr = tale.desk(tale.hr).visit(rosters)
    blank = tale.save(hr.download("Download the template"))
    numbers = [resident_id(born=date(1998, 5, 2)) for _ in PEOPLE]
    rows = [
        {
            "name": name, "resident_id": number, "phone": "13900001234", "contract_from": date(2025, 1, 2),
            "contract_to": date(2027, 1, 1), "current_level": "初级工（五级）", "full_time_student": "否",
            "post": "车工",
        }
        for name, number in zip(PEOPLE, numbers, strict=True)
    ]  # fmt: skip
    line, column = SPOILT
    right = rows[line - 2][column]
    rows[line - 2][column] = right[:-2] + str((int(right[-2]) + 1) % 10) + right[-1]

    hr.bring(papers.fill_in(blank, rows, tale.folder / "花名册.xlsx")).press("Check this file")
    hr.sees("With errors").sees_text(partly_imported(hr, good=2, faulty=1))
    told = tale.save(hr.download("Download the file with the errors in its cells"))
    assert hr.phrase("id_checksum") in papers.text_of_cells(told)

    hr.visit(rosters).bring(papers.mended(told, {SPOILT: right}, tale.folder / "改正.xlsx")).press("Check this file")
    hr.sees("Every row is good.")
    hr.press("Import %(to_take)s", to_take=people(hr, 3)).sees("Imported")
    assert [each.enrolment.person.name for each in tale.apprenticeships] == sorted(PEOPLE)


def the_class_starts(tale):
    tale.house.on("2025-01-06")
    head = tale.desk(tale.head).visit(f"/classes/{tale.training_class.uuid}/record").press("Start the class")
    head.press("Start the class")
    head.sees("Complete the class")


def mentors_and_apprentices_are_paired(tale):
    hr = tale.desk(tale.hr)
    for mentor, places in zip(tale.mentors, (2, 1), strict=True):
        hr.visit("/mentoring/mentors").press("Write a profile", within="main")
        hr.page.locator("select[name=person]").select_option(str(mentor.person_uuid))
        hr.page.locator("select[name=level]").select_option("L2")
        hr.page.locator("select[name=suit]").select_option("red")
        hr.page.locator('select[name="skill-drawings"]').select_option("4")
        hr.fill(sites="一号厂", shifts="白班", places=str(places)).press("Save the profile")
        hr.sees("The profile is saved.")
    hr.visit(tale.pairing + "/apprentices?all=1").fill(sites="一号厂", shifts="白班").press("Write for those ticked")
    hr.visit(tale.pairing).press("Work out the pairing")
    hr.sees("This is the best pairing of today's record.").press("Lock").sees("locked")
    hr.press("Publish the pairs")
    assert Pair.objects.filter(mentor__enterprise=tale.enterprise, until=None).count() == len(PEOPLE)
    hr.visit("/mentoring/pairs").sees_text(*PEOPLE)


def the_first_stage_is_taught_and_written_down(tale):
    """College hours by the trainer's roll, work by the apprentices' log; one of each by hand."""
    trainer = tale.hand(tale.trainer).visit(f"/classes/{tale.training_class.uuid}/timetable?week=2025-01-06")
    trainer.fill(day="2025-01-08", start="09:00", minutes="150", topic="识图基础", room="201")
    trainer.page.locator("select[name=kind]").select_option("professional_basics")
    trainer.page.locator("select[name=venue]").select_option("college")
    trainer.press("Plan the session")
    tale.house.on("2025-01-08", "11:40")
    session = Session.objects.get(training_class=tale.training_class)
    trainer = tale.hand(tale.trainer).visit(f"/classes/sessions/{session.uuid}").press("Call the roll")
    late = trainer.main.locator("fieldset", has_text="李明")
    late.locator("label.mark-late").click()
    late.get_by_label(trainer.word("Minutes late")).fill("20")
    trainer.press("Save the roll of %(n)s person", "Save the roll of %(n)s people", 3).sees("The roll is saved.")

    tale.house.on("2025-01-20", "17:10")
    apprentice = apprentice_of(tale.apprenticeships[0].enrolment)
    phone = tale.hand(apprentice).visit("/classes/log").press("Write today's entry", within="main")
    phone.fill(hours="8", work="车外圆，四爪卡盘找正。", difficulty="找正花了半小时")
    phone.tick(phone.word("independently")).press("Save the entry")
    phone.sees_text("车外圆，四爪卡盘找正。")
    the_months_go_by(tale, 1)
    the_mentors_countersign(tale, "2025-01-31")


def the_mentors_countersign(tale, day):
    tale.house.on(day, "17:40")
    for mentor in tale.mentors:
        phone = tale.hand(mentor).visit("/mentoring/log?all=1").press_for("entry", "Countersign {n} ticked")
        phone.sees("Nothing to countersign. New entries of your apprentices appear here.")


def the_months_go_by(tale, *months):
    """Of each month one day stands for all; the apprentices write as before."""
    for month in months:
        day = date(2025, month, 21)
        tale.house.on(day.isoformat(), "17:30")
        for it in tale.apprenticeships:
            write_entry(
                it.enrolment,
                by=apprentice_of(it.enrolment),
                on=day,
                minutes=480,
                work="车外圆",
                independence="independent",
            )


def both_sides_assess(tale):
    for it in tale.apprenticeships:
        for who in (tale.trainer, mentor_of(tale, it)):
            rater = tale.hand(who).visit(f"/apprenticeships/{it.uuid}").press("Assess", within="main")
            rater.main.locator('fieldset.rate input[value="4"]').check()
            rater.main.locator('input[name^="example-"]').fill("独立看懂零件图，自己排工序")
            rater.press("Save assessment")
            rater.sees_text(rater.word("%(n)s competence assessed.", "%(n)s competences assessed.", 1))


def mentor_of(tale, it):
    pair = Pair.objects.get(apprenticeship=it, until=None)
    return next(each for each in tale.mentors if each.person == pair.mentor.person_id)


def the_head_closes_the_stages_one_after_the_other(tale):
    the_stage_closes(tale, of=3)
    for months, day in (((2, 3), "2025-03-31"), ((4, 5, 6), "2025-06-23")):
        the_months_go_by(tale, *months)
        the_mentors_countersign(tale, day)
        the_stage_closes(tale, of=3)
    assert {it.state for it in Apprenticeship.objects.filter(enrolment__enterprise=tale.enterprise)} == {"completed"}


def the_stage_closes(tale, of):
    head = tale.desk(tale.head).visit(f"/apprenticeships/classes/{tale.training_class.uuid}/stages?all=1")
    head.press_for("stage", "Close {n} stages ticked")
    head.sees_text(head.word("%(n)s stage closed.", "%(n)s stages closed.", of))


def the_certificates_are_entered(tale):
    hr = tale.desk(tale.hr)
    for n, it in enumerate(tale.apprenticeships, start=1):
        hr.visit(f"/apprenticeships/{it.uuid}").press("Enter a certificate")
        hr.fill(number=f"S0000330522{tale.college.pk:05d}{n}", issued_on="2025-06-23", body="长兴县职业技能鉴定中心")
        hr.press("Record the certificate").sees("The certificate is recorded.")


def the_pairs_are_reviewed(tale):
    hr = tale.desk(tale.hr)
    for it in tale.apprenticeships:
        pair = Pair.objects.get(apprenticeship=it)
        hr.visit(f"/mentoring/pairs/{pair.uuid}").press("Enter a review")
        hr.page.locator("select[name=grade]").select_option("good")
        hr.page.locator("input[name=final]").check()
        hr.press("Enter the review").sees("Not done yet: read what follows, then confirm.").press("Enter the review")
        hr.sees("The review is entered.")


def the_allowance_is_computed_answered_for_and_released(tale):
    """One mentor with two apprentices, 6 × 200; one with one, 6 × 150."""
    tale.house.on("2025-07-02")
    hr = tale.desk(tale.hr).visit("/allowances/measures")
    within = "#second-harbour-equipment"
    hr.page.locator(f"{within} [name=since]").fill("2025-01-01")
    hr.press("Follow these Measures", within=within).sees("These Measures are followed from that day on.")
    hr.visit("/allowances").press("Compute a period", within="main")
    hr.fill(period_from="2025-01-01", period_to="2025-06-30").press("Compute", within="main")
    hr.sees_text("2,100.00")
    hr.press("Send for review").press("Send for review")
    hr.sees("Each mentor can now read their statement and object to it.")

    run = AllowanceRun.objects.get(enterprise=tale.enterprise)
    mentor = tale.hand(tale.mentors[0]).visit("/allowances")
    mentor.visit(f"/allowances/{run.uuid}").sees_text("1,200.00").sees_not("900.00")
    mentor.fill(word="三月加带过一周新人。").press("Object").sees("waits for HR")

    hr.visit(f"/allowances/{run.uuid}").sees_text("三月加带过一周新人。")
    hr.sees_text(hr.phrase("objections_waiting", have=1)).press("Answer the objection")
    hr.fill(word="那一周未办师徒合同，不在办法之内。").press("Answer the objection").sees(
        "The answer is with the mentor."
    )
    hr.press("Release").press("Release the run").sees("The run is released.")

    hr.press("Pay list", within="main")
    paid = tale.save(hr.download(".xlsx"))
    assert sorted(cell for row in papers.rows_of(paid) for cell in row if isinstance(cell, float)) == [900, 1200]
    mentor.visit(f"/allowances/{run.uuid}").sees_text("那一周未办师徒合同，不在办法之内。")
    for language, due in (("", "应发"), ("?language=en", "Due")):
        answer = mentor.page.request.get(f"{mentor.page.url.rstrip('/')}/statement.pdf{language}")
        text = papers.text_of_pdf(answer.body())
        assert "周师傅" in text
        assert "1,200.00" in text
        assert due in text
