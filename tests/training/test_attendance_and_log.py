"""The roll call and the apprentices' log."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from jiangtu.core import files
from jiangtu.core.models import JournalEntry, StoredFile
from jiangtu.core.verdict import YES, Refused
from jiangtu.people import queries as people
from jiangtu.people.actions.consents import withdraw_consent
from jiangtu.people.states import VERSIONS, Purpose
from jiangtu.training.actions.attendance import call_roll
from jiangtu.training.actions.logbook import (
    correct_entry,
    countersign,
    edit_entry,
    return_entry,
    withdraw_entry,
    write_entry,
)
from jiangtu.training.models import LogEntry, LogPhoto, LogReturn, ReturnedPhoto
from jiangtu.training.queries import logbook, timetable
from tests.factories import training as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(*args, **kwargs)
    return refusal.value.verdict


def marks(session, **exceptions):
    """Everyone present, but for the exceptions given one by one."""
    rows = {row.pk: ("present", 0) for row in session.attendance.order_by("pk")}
    for key, mark in zip(list(rows), exceptions.values(), strict=False):
        rows[key] = mark
    return rows


def test_the_roll_is_called_in_one_act_and_the_session_is_held():
    of = make.running_class()
    session = make.planned_session(of, TODAY)
    held = call_roll(session, marks(session, a=("late", 15), b=("absent", 0)), by=make.trainer_of(of))
    assert held.state == "held"
    assert sorted(session.attendance.values_list("mark", "late_minutes")) == [
        ("absent", 0),
        ("late", 15),
        ("present", 0),
    ]
    entry = JournalEntry.objects.get(verb="roll called")
    assert entry.after == {"late": 1, "absent": 1, "present": 1}


def test_a_correction_tells_what_it_changed_and_the_same_again_changes_nothing():
    of = make.running_class()
    session = make.planned_session(of, TODAY)
    trainer = make.trainer_of(of)
    call_roll(session, marks(session), by=trainer)
    corrected = marks(session, a=("excused", 0))
    call_roll(session, corrected, by=trainer)
    call_roll(session, corrected, by=trainer)
    entry = JournalEntry.objects.get(verb="roll corrected")
    person = session.attendance.get(mark="excused").person
    assert (entry.before, entry.after) == ({str(person.uuid): "present"}, {str(person.uuid): "excused"})
    assert person.uuid in entry.threads


def test_the_roll_waits_for_the_day_and_ends_with_the_class():
    of = make.running_class()
    trainer = make.trainer_of(of)
    tomorrow = make.planned_session(of, TODAY + timedelta(1))
    assert refused(call_roll, tomorrow, marks(tomorrow), by=trainer).code == "session_not_yet"
    later = make.planned_session(of, TODAY, time(10, 1))  # it is ten o'clock
    verdict = refused(call_roll, later, marks(later), by=trainer)
    assert (verdict.code, verdict.need) == ("session_not_yet", "10:01")
    later.delete()
    begun = make.planned_session(of, TODAY, time(10))
    assert call_roll(begun, marks(begun), by=trainer).state == "held"
    today = make.planned_session(of, TODAY)
    of.state = "closed"
    of.save()
    assert refused(call_roll, today, marks(today), by=trainer).code == "class_not_running"


def test_a_scan_of_the_paper_sheet_is_kept_and_what_is_none_refused():
    of = make.running_class()
    session = make.planned_session(of, TODAY)
    trainer = make.trainer_of(of)
    verdict = refused(call_roll, session, marks(session), by=trainer, sheet=b"MZ\x90", sheet_name="a.exe")
    assert verdict.code == "scan_unreadable"
    assert session.attendance.filter(mark="").count() == 3
    held = call_roll(session, marks(session), by=trainer, sheet=b"%PDF-1.7 paper", sheet_name="sheet.pdf")
    assert files.read(held.sheet) == b"%PDF-1.7 paper"
    held = call_roll(session, marks(session), by=trainer, sheet=make.picture(), sheet_name="sheet.jpg")
    assert held.sheet.content_type == "image/jpeg"
    [replaced] = held.replaced_scans.all()  # evidence: nothing that is left over, whatever stands in its place
    assert files.read(replaced.file) == b"%PDF-1.7 paper"
    assert not files.unreferred().exists()


def written(of, **values):
    enrolment = of.enrolments.order_by("pk")[0]
    if "photos" in values:
        make.agrees_to_photos(enrolment)
    filled = {"on": TODAY, "minutes": 480, "work": "Turned forty shafts", "independence": "supervised"}
    return write_entry(enrolment, by=make.apprentice_of(enrolment), **{**filled, **values})


def test_an_entry_with_its_photos_waits_for_the_mentor():
    of = make.running_class()
    touched = list(logbook.competences_to_touch(of))
    entry = written(
        of, competences=touched[:1], photos=[("a.jpg", make.picture()), ("b.png", make.picture(50, form="PNG"))]
    )
    assert (entry.state, entry.photos.count(), list(entry.competences.all())) == ("submitted", 2, touched[:1])
    assert list(logbook.waiting_entries(of.enrolments.all())) == [entry]
    assert b"JFIF" in files.read(entry.photos.get(order=2).file)


def test_no_photo_is_kept_of_who_has_not_agreed_or_has_taken_it_back():
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    apprentice, photos = make.apprentice_of(enrolment), [("a.jpg", make.picture())]
    said = {"on": TODAY, "minutes": 60, "work": "Turned", "independence": "supervised"}
    assert refused(write_entry, enrolment, by=apprentice, photos=photos, **said).code == "photos_not_agreed"
    assert LogEntry.objects.count() == 0
    entry = write_entry(enrolment, by=apprentice, **said)
    make.agrees_to_photos(enrolment)
    edit_entry(entry, by=apprentice, photos=photos)
    withdraw_consent(enrolment.person, Purpose.PHOTOS, by=apprentice)
    assert refused(edit_entry, entry, by=apprentice, photos=photos).code == "photos_not_agreed"
    assert entry.photos.count() == 1


def test_a_text_that_has_changed_is_agreed_to_anew(monkeypatch):
    of = make.running_class()
    enrolment = of.enrolments.order_by("pk")[0]
    make.agrees_to_photos(enrolment)
    assert people.agrees(enrolment.person_id, Purpose.PHOTOS)
    monkeypatch.setitem(VERSIONS, Purpose.PHOTOS, "2099-01")
    assert not people.agrees(enrolment.person_id, Purpose.PHOTOS)


def test_a_broken_photo_keeps_the_whole_entry_out():
    of = make.running_class()
    verdict = refused(written, of, photos=[("good.jpg", make.picture()), ("bad.jpg", b"<?php")])
    assert (verdict.code, verdict.details["name"]) == ("picture_unreadable", "bad.jpg")
    assert LogEntry.objects.count() == LogPhoto.objects.count() == 0


def test_a_days_entries_hold_at_most_24_hours_together():
    of = make.running_class()
    written(of, minutes=900, why_long="The line stood still")
    verdict = refused(written, of, minutes=600, why_long="It still stood")
    assert (verdict.code, verdict.details["beside"], verdict.need) == ("log_day_too_long", 15, 9)
    assert written(of, minutes=540, why_long="It still stood")


def test_the_same_entry_sent_twice_is_written_once():
    of = make.running_class()
    key = uuid4()
    first = written(of, uuid=key)
    assert written(of, uuid=key) == first
    strangers = write_entry(
        of.enrolments.order_by("pk")[1], by=make.apprentice_of(of.enrolments.order_by("pk")[1]), uuid=key,
        on=TODAY, minutes=480, work="Turned forty shafts", independence="supervised",
    )  # fmt: skip
    assert strangers != first
    countersign([first], allowed=YES, by=make.mentor_of(first.enrolment))
    new = {"on": TODAY, "minutes": 400, "work": "Less", "independence": "assist", "uuid": uuid4()}
    apprentice = make.apprentice_of(first.enrolment)
    correction = correct_entry(first, by=apprentice, **new)
    assert correct_entry(first, by=apprentice, **new) == correction


def test_the_same_page_is_never_a_second_entry_and_neither_is_the_same_text_on_another():
    of = make.running_class()
    key = uuid4()
    first = written(of, uuid=key)
    verdict = refused(written, of, uuid=key, work="Ground the edges")
    assert (verdict.code, verdict.have) == ("log_saved_already", TODAY)
    assert refused(written, of, uuid=uuid4()).code == "log_twice"
    assert list(LogEntry.objects.all()) == [first]
    assert written(of, uuid=uuid4(), work="Ground the edges", minutes=120) != first


def test_what_nobody_has_countersigned_is_withdrawn_with_its_photos_and_stays_away():
    of = make.running_class()
    key = uuid4()
    entry = written(of, uuid=key, photos=[("a.jpg", make.picture())])
    apprentice, photo = make.apprentice_of(entry.enrolment), entry.photos.get().file
    withdraw_entry(entry, by=apprentice)
    withdraw_entry(LogEntry(pk=0, enrolment=entry.enrolment), by=apprentice)  # a second tap
    assert not LogEntry.objects.exists()
    assert not StoredFile.objects.filter(uuid=photo.uuid).exists()
    fact = JournalEntry.objects.get(verb="log entry withdrawn")
    assert (fact.subject, fact.before["minutes"]) == (key, 480)
    assert refused(written, of, uuid=key).code == "log_withdrawn"
    assert written(of, uuid=uuid4())


def test_a_returned_entry_and_a_correction_can_be_withdrawn_a_countersigned_one_never():
    of = make.running_class()
    entry = written(of)
    apprentice, mentor = make.apprentice_of(entry.enrolment), make.mentor_of(entry.enrolment)
    countersign([entry], allowed=YES, by=mentor)
    assert refused(withdraw_entry, entry, by=apprentice).code == "log_countersigned"
    new = {"on": TODAY, "minutes": 400, "work": "Less", "independence": "assist"}
    correction = correct_entry(entry, by=apprentice, **new)
    withdraw_entry(return_entry(correction, "Which part?", allowed=YES, by=mentor), by=apprentice)
    assert correct_entry(entry, by=apprentice, **new).corrects == entry


def test_a_photo_that_comes_again_with_its_page_is_kept_once():
    of = make.running_class()
    entry = written(of, photos=[("a.jpg", make.picture())])
    apprentice = make.apprentice_of(entry.enrolment)
    facts = JournalEntry.objects.count()
    edit_entry(entry, by=apprentice, minutes=480, photos=[("a.jpg", make.picture()), ("b.jpg", make.picture())])
    assert (entry.photos.count(), JournalEntry.objects.count()) == (1, facts)
    edit_entry(entry, by=apprentice, photos=[("a.jpg", make.picture()), ("b.jpg", make.picture(90, 50))])
    assert entry.photos.count() == 2


def test_a_day_keeps_its_24_hours_while_a_correction_to_another_day_still_waits():
    of = make.running_class()
    entry = written(of, minutes=1000, why_long="Night shift too")
    apprentice, mentor = make.apprentice_of(entry.enrolment), make.mentor_of(entry.enrolment)
    countersign([entry], allowed=YES, by=mentor)
    moved = {"on": TODAY - timedelta(1), "minutes": 1000, "work": "It was yesterday", "independence": "assist"}
    moved["why_long"] = "Night shift too"
    correction = correct_entry(entry, by=apprentice, **moved)
    assert refused(written, of, minutes=480).code == "log_day_too_long"
    countersign([correction], allowed=YES, by=mentor)
    assert written(of, minutes=480)


def test_no_hours_are_said_as_such():
    assert refused(written, make.running_class(), minutes=0).code == "log_without_time"


def test_many_are_countersigned_at_once_and_twice_is_as_once():
    of = make.running_class()
    entries = [written(of, on=TODAY - timedelta(n)) for n in range(3)]
    mentor = make.mentor_of(entries[0].enrolment)
    assert len(countersign(entries, allowed=YES, by=mentor)) == 3
    assert countersign(entries, allowed=YES, by=mentor) == []
    assert set(LogEntry.objects.values_list("state", "answered_by")) == {("countersigned", mentor.person)}
    assert JournalEntry.objects.filter(verb="log entry countersigned").count() == 3


def test_nobody_countersigns_what_was_changed_after_it_was_shown():
    of = make.running_class()
    entry, other = written(of), written(of, on=TODAY - timedelta(1))
    mentor = make.mentor_of(entry.enrolment)
    shown = timezone.now() - timedelta(minutes=1)
    words = {"on": TODAY, "minutes": 600, "work": "Turned sixty shafts", "independence": "independent"}
    edit_entry(entry, by=make.apprentice_of(entry.enrolment), **words)
    verdict = refused(countersign, [entry, other], allowed=YES, by=mentor, shown=shown)
    assert (verdict.code, verdict.have) == ("log_changed_meanwhile", 1)
    assert countersign([other], allowed=YES, by=mentor, shown=shown) == [other]
    assert countersign([entry], allowed=YES, by=mentor, shown=timezone.now()) == [entry]


def test_countersigning_takes_a_fixed_number_of_queries(queries_of):
    of = make.running_class(apprentices=1)
    mentor = make.mentor_of(of.enrolments.get())
    few = [make.log_entry(of.enrolments.get(), TODAY) for _ in range(2)]
    many = [make.log_entry(of.enrolments.get(), TODAY - timedelta(n)) for n in range(30)]
    assert queries_of(lambda: countersign(few, allowed=YES, by=mentor)) == queries_of(
        lambda: countersign(many, allowed=YES, by=mentor)
    )


def test_one_returned_among_many_refuses_them_all():
    of = make.running_class()
    entries = [written(of, on=TODAY - timedelta(n)) for n in range(2)]
    mentor = make.mentor_of(entries[0].enrolment)
    assert refused(return_entry, entries[0], " ", allowed=YES, by=mentor).code == "word_missing"
    return_entry(entries[0], "Which machine?", allowed=YES, by=mentor)
    return_entry(entries[0], "Which machine?", allowed=YES, by=mentor)
    assert JournalEntry.objects.filter(verb="log entry returned").count() == 1
    assert refused(countersign, entries, allowed=YES, by=mentor).code == "log_is_returned"
    assert refused(return_entry, entries[0], "Once more", allowed=YES, by=mentor).code == "log_is_returned"
    assert LogEntry.objects.filter(state="countersigned").count() == 0


def test_a_returned_entry_is_mended_and_waits_again():
    of = make.running_class()
    entry = written(of, photos=[("a.jpg", make.picture())])
    return_entry(entry, "Which machine?", allowed=YES, by=make.mentor_of(entry.enrolment))
    apprentice = make.apprentice_of(entry.enrolment)
    dropped = entry.photos.get().file
    mended = edit_entry(
        entry, by=apprentice, work="On the CA6140", drop_photos=[entry.photos.get().uuid],
        photos=[(f"{n}.jpg", make.picture(40 + n)) for n in range(4)],
    )  # fmt: skip
    assert (mended.state, mended.work, mended.photos.count()) == ("submitted", "On the CA6140", 4)
    assert [photo.file for photo in mended.returns.get().photos.all()] == [dropped], "the mentor saw it"
    assert files.read(dropped)
    verdict = refused(edit_entry, mended, by=apprentice, photos=[("x.jpg", make.picture(90))])
    assert verdict.code == "too_many_photos"


def test_a_photo_that_a_mentor_saw_stays_with_what_was_given_back_and_goes_with_the_entry_alone(
    django_capture_on_commit_callbacks, clock
):
    of = make.running_class()
    entry = written(of, photos=[("a.jpg", make.picture())])
    apprentice, mentor = make.apprentice_of(entry.enrolment), make.mentor_of(entry.enrolment)
    seen = entry.photos.get()
    clock.shift(60)
    return_entry(entry, "Which machine?", allowed=YES, by=mentor)
    clock.shift(60)
    again = edit_entry(entry, by=apprentice, drop_photos=[seen.uuid], photos=[("b.jpg", make.picture(40))])
    unseen = again.photos.get()
    edit_entry(again, by=apprentice, drop_photos=[unseen.uuid])
    assert not StoredFile.objects.filter(pk=unseen.file_id).exists(), "nobody was shown it"
    for actor in (apprentice, make.hr_of(entry.enrolment.enterprise)):
        assert logbook.photo(seen.uuid, seen_by=actor).file == seen.file
    with pytest.raises(Http404):
        logbook.photo(seen.uuid, seen_by=make.mentor_of(make.running_class().enrolments.first()))
    clock.shift(30 * 24 * 3600)
    files.sweep()
    assert files.read(seen.file)

    signed = written(of, on=TODAY - timedelta(1), photos=[("c.jpg", make.picture(50))])
    return_entry(signed, "Which machine?", allowed=YES, by=mentor)
    edit_entry(signed, by=apprentice, drop_photos=[signed.photos.get().uuid])
    countersign([signed], allowed=YES, by=mentor)
    with pytest.raises(IntegrityError, match="countersigned"), transaction.atomic():
        ReturnedPhoto.objects.filter(returned__entry=signed).delete()

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_entry(again, by=apprentice)
    assert not ReturnedPhoto.objects.exclude(returned__entry=signed).exists()
    with pytest.raises(FileNotFoundError):
        files.read(seen.file)


def test_what_was_given_back_is_kept_as_it_stood_and_its_answer_is_none_to_what_is_sent_again():
    of = make.running_class()
    entry = written(of, minutes=480)
    apprentice, mentor = make.apprentice_of(entry.enrolment), make.mentor_of(entry.enrolment)
    return_entry(entry, "Which machine?", allowed=YES, by=mentor)
    again = edit_entry(entry, by=apprentice, work="Turned on the CA6140", minutes=360)
    assert (again.state, again.answered_by, again.answered_at, again.word) == ("submitted", None, None, "")
    was = again.returns.get()
    assert (was.minutes, was.work, was.word, was.by_id) == (480, "Turned forty shafts", "Which machine?", mentor.person)
    return_entry(again, "And how long?", allowed=YES, by=mentor)
    edit_entry(again, by=apprentice, work="Turned on the CA6140", minutes=420)
    assert list(again.returns.values_list("word", "minutes")) == [("And how long?", 360), ("Which machine?", 480)]
    countersign([again], allowed=YES, by=mentor)
    withdrawn = written(of, minutes=60)
    return_entry(withdrawn, "No", allowed=YES, by=mentor)
    withdraw_entry(withdrawn, by=apprentice)
    assert LogReturn.objects.count() == 2


def test_a_countersigned_entry_is_corrected_only_by_a_new_one_that_names_it():
    of = make.running_class()
    entry = written(of, minutes=1000, why_long="Night shift too")
    apprentice, mentor = make.apprentice_of(entry.enrolment), make.mentor_of(entry.enrolment)
    new = {"on": TODAY, "minutes": 480, "work": "Half a day only", "independence": "assist"}
    assert refused(correct_entry, entry, by=apprentice, **new).code == "only_countersigned_is_corrected"
    countersign([entry], allowed=YES, by=mentor)
    assert refused(edit_entry, entry, by=apprentice, minutes=480).code == "log_countersigned"
    correction = correct_entry(entry, by=apprentice, **new)
    assert correction.corrects == entry
    assert refused(correct_entry, entry, by=apprentice, **new).code == "already_corrected"


def test_the_database_keeps_a_countersigned_entry_with_its_photos_and_competences():
    of = make.running_class()
    entry = written(of, photos=[("a.jpg", make.picture())], competences=logbook.competences_to_touch(of))
    countersign([entry], allowed=YES, by=make.mentor_of(entry.enrolment))
    changes = [
        lambda: LogEntry.objects.update(minutes=1),
        lambda: LogPhoto.objects.update(order=4),
        lambda: LogPhoto.objects.all().delete(),
        lambda: entry.competences.clear(),
        lambda: LogEntry.objects.all().delete(),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="countersigned"), transaction.atomic():
            change()


def test_the_months_with_a_countersigned_entry_that_stands_are_known_for_the_allowance():
    of = make.running_class(apprentices=2)
    first, second = of.enrolments.order_by("pk")
    make.log_entry(first, date(2025, 4, 3), state="countersigned")
    make.log_entry(first, date(2025, 4, 4), state="countersigned")
    make.log_entry(first, date(2025, 5, 4))
    make.log_entry(second, date(2025, 5, 4), state="countersigned")
    wrong = make.log_entry(second, date(2025, 3, 4), state="countersigned")  # it was in May
    make.log_entry(second, date(2025, 5, 5), state="countersigned", corrects=wrong)
    months = logbook.log_months([first.pk, second.pk], date(2025, 1, 1), date(2025, 6, 30))
    assert months == {first.pk: {date(2025, 4, 1)}, second.pk: {date(2025, 5, 1)}}


def test_uncalled_sessions_wait_for_their_trainer():
    of = make.running_class()
    late = make.planned_session(of, TODAY - timedelta(3))
    make.planned_session(of, TODAY + timedelta(1))
    make.held_session(of, TODAY - timedelta(3), time(14))
    assert list(timetable.sessions_uncalled(seen_by=make.trainer_of(of))) == [late]
    assert list(timetable.sessions_uncalled(seen_by=make.head_of(of))) == [late]
    assert list(timetable.sessions_uncalled(seen_by=make.head_of(make.running_class()))) == []
