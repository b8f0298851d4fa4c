"""The log: the apprentice writes, the mentor countersigns or returns, a new entry corrects."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jiangtu.core import files, journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final, move
from jiangtu.core.models import JournalEntry
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import No, Refused, Verdict, require
from jiangtu.people import queries as people
from jiangtu.people.states import Purpose

from .. import access
from ..models import Enrolment, LogEntry, LogPhoto, LogReturn, ReturnedPhoto
from ..queries import logbook, workday
from ..rules.logbook import (
    PHOTOS,
    Writing,
    day_may_be_written,
    may_add_photos,
    may_answer,
    may_change,
    may_correct,
    may_countersign,
    may_write,
)
from ..rules.workday import WorkdayRules
from ..states import ENTRY, EntryState
from .pictures import clean_picture

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jiangtu.competences.models import Competence

Photo = tuple[str, bytes]  # its name and content
OF_ENROLMENT = ("training_class", "person", "enterprise")
KEPT = ("on", "minutes", "work", "independence", "difficulty", "why_long")  # of an entry that is given back
CHANGED = ("log entry changed", "log entry sent again")
SENT = ("enrolment_id", "on", "minutes", "work", "independence", "difficulty", "corrects_id")  # the same: sent twice


@transaction.atomic
def write_entry(
    enrolment: Enrolment,
    *,
    by: Actor,
    on: date,
    minutes: int,
    competences: Iterable[Competence] = (),
    photos: Sequence[Photo] = (),
    corrects: LogEntry | None = None,
    uuid: UUID | None = None,
    **words: Any,
) -> LogEntry:
    """A day's entry. `words`: work, independence, difficulty, why_long. It waits for the mentor from now on.

    `uuid` is given to the page on which it is written: the same page sent twice (a double tap, a network that broke)
    is one entry, and with other words it is a change of that one (`edit_entry`). Raises Refused (`no_right`,
    `log_saved_already`, `log_withdrawn`, `log_twice`, `rules.logbook.may_write`, `photos_not_agreed`,
    `picture_unreadable`, `picture_too_large`).
    """
    found = _locked(enrolment)
    require(access.can_write_log(by, found))
    entry = LogEntry(enrolment=found, on=on, minutes=minutes, corrects=corrects, **words)
    if uuid and (there := logbook.written_on_page(uuid, found.person_id)):
        if all(getattr(there, name) == getattr(entry, name) for name in SENT):
            return there
        raise Refused(No("log_saved_already", have=there.on))
    _require_new(entry, uuid)
    _require_sound(entry, len(photos))
    clean = _new_photos(entry, photos, by)
    entry.save()
    entry.competences.set(competences)
    _store_photos(entry, clean, by)
    verb = "log entry corrected" if corrects else "log entry written"
    _record(verb, entry, by=by, after=_journal_values(entry) | ({"corrects": corrects.uuid} if corrects else {}))
    return entry


def correct_entry(entry: LogEntry, *, by: Actor, uuid: UUID | None = None, **values: Any) -> LogEntry:
    """A new entry that takes a countersigned one's place once it is countersigned itself. One that says the same is no
    correction: then the entry itself is given back.

    Raises Refused (`only_countersigned_is_corrected`, `already_corrected`) and as `write_entry` does.
    """
    with transaction.atomic():
        enrolment = _locked(entry.enrolment)
        found = LogEntry.objects.get(pk=entry.pk)
        corrected = LogEntry.objects.filter(corrects=found)
        if uuid:  # what was sent already is no other correction
            corrected = corrected.exclude(uuid=uuid)
        require(access.can_write_log(by, enrolment))
        require(may_correct(found.state, corrected=corrected.exists()))
        if not _differs(found, **values):
            return found
        return write_entry(enrolment, by=by, corrects=found, uuid=uuid, **values)


@transaction.atomic
def edit_entry(
    entry: LogEntry,
    *,
    by: Actor,
    competences: Collection[Competence] = (),
    photos: Sequence[Photo] = (),
    drop_photos: Iterable[UUID | str] = (),
    **values: Any,
) -> LogEntry:
    """Change an entry that is not countersigned; one that was returned waits for the mentor again.

    `values`: on, minutes, work, independence, difficulty, why_long. Raises Refused as `write_entry` does, and
    `log_countersigned`.
    """
    enrolment = _locked(entry.enrolment)
    found = LogEntry.objects.select_for_update(no_key=True, of=["self"]).get(pk=entry.pk)
    found.enrolment = enrolment
    require(access.can_write_log(by, enrolment))
    require(may_change(found.state))
    before, returned = _journal_values(found), found.state == EntryState.RETURNED
    written = [getattr(found, name) for name in values], set(found.competences.all())
    for name, value in values.items():
        setattr(found, name, value)
    dropped = _take_away(found, found.photos.filter(uuid__in=list(drop_photos)))
    clean = _new_photos(found, photos, by)
    now = [getattr(found, name) for name in values], set(competences)
    changed = written != now or dropped or bool(clean)
    _require_sound(found, found.photos.count() + len(clean))
    if not changed and not returned:
        return found
    if returned:  # the former answer was one to what stood then, and is kept with it
        move(ENTRY, found, "submit again")
        found.answered_by, found.answered_at, found.word = None, None, ""
        found.written_at = timezone.now()
    found.save()
    found.competences.set(competences)
    _store_photos(found, clean, by)
    verb = "log entry sent again" if returned else "log entry changed"
    _record(verb, found, by=by, before=before, after=_journal_values(found))
    return found


@final
@transaction.atomic
def withdraw_entry(entry: LogEntry, *, by: Actor) -> LogEntry:
    """Take an entry away that nobody has countersigned, with what was given back and all photos. The journal keeps its
    day and time.

    Raises Refused (`no_right`, `log_countersigned`).
    """
    enrolment = _locked(entry.enrolment)
    require(access.can_write_log(by, enrolment))
    found = LogEntry.objects.select_for_update(no_key=True, of=["self"]).filter(pk=entry.pk).first()
    if found is None:  # a second tap
        return entry
    found.enrolment = enrolment
    require(may_change(found.state))
    _discard([*found.photos.all(), *ReturnedPhoto.objects.filter(returned__entry=found)])
    _record("log entry withdrawn", found, by=by, before=_journal_values(found))
    found.delete()
    return entry


@transaction.atomic
def countersign(
    entries: Iterable[LogEntry], *, by: Actor, allowed: Verdict, on: date | None = None, shown: datetime | None = None
) -> list[LogEntry]:
    """Countersign these entries, all or none. Those already countersigned stay as they are.

    `allowed`: whether the pair allows it, as the room mentoring decides; here the role and the enterprise are checked.
    `shown`: when the mentor was shown them; nobody countersigns what was changed after that. Raises Refused
    (`no_right`, `log_changed_meanwhile`, `log_day_overfull`, `log_is_returned`).
    """
    require(allowed)
    found = _locked_entries(entries)
    waiting = [entry for entry in found if entry.state != EntryState.COUNTERSIGNED]
    if shown and waiting:
        changes = journal.history(*(entry.uuid for entry in waiting)).filter(verb__in=CHANGED, at__gt=shown)
        if changed := len(set(changes.values_list("subject", flat=True))):
            raise Refused(No("log_changed_meanwhile", have=changed))
    taken = workday.taken_beside(waiting)
    for entry in waiting:
        require(access.can_answer_log(by, entry))
        require(may_answer(entry.state))
        require(may_countersign(entry.minutes, taken[entry.pk], on=entry.on, apprentice=str(entry.enrolment.person)))
        move(ENTRY, entry, "countersign")
        entry.answered_by_id, entry.answered_at, entry.word = by.person, timezone.now(), ""
    LogEntry.objects.bulk_update(waiting, ["state", "answered_by", "answered_at", "word"], batch_size=500)
    journal.record_all([_journal_entry("log entry countersigned", entry, by=by, on=on) for entry in waiting])
    return waiting


@transaction.atomic
def return_entry(entry: LogEntry, word: str, *, by: Actor, allowed: Verdict, on: date | None = None) -> LogEntry:
    """Give an entry back with a word; `allowed` as for `countersign`.

    Raises Refused (`no_right`, `word_missing`, `log_is_returned`, `log_is_countersigned`).
    """
    require(allowed)
    [found] = _locked_entries([entry])
    require(access.can_answer_log(by, found))
    if not word.strip():
        raise Refused(No("word_missing"))
    if found.state == EntryState.RETURNED and found.word == word.strip():
        return found
    require(may_answer(found.state))
    move(ENTRY, found, "return")
    found.answered_by_id, found.answered_at, found.word = by.person, timezone.now(), word.strip()
    found.save(update_fields=["state", "answered_by", "answered_at", "word"])
    stood = {name: getattr(found, name) for name in KEPT}
    LogReturn.objects.create(entry=found, word=found.word, by_id=by.person, **stood)  # type: ignore[misc]
    journal.record_all([_journal_entry("log entry returned", found, by=by, on=on, remark=found.word)])
    return found


def _differs(
    entry: LogEntry, *, competences: Iterable[Competence] = (), photos: Sequence[Photo] = (), **values: object
) -> bool:
    """Whether these, as `write_entry` takes them, say anything else than the entry does."""
    words = any(getattr(entry, name) != value for name, value in values.items())
    return bool(words or photos or {*competences} != {*entry.competences.all()})


def _locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment, held with the person's others: the entries of a day are added up one after the other."""
    person = Enrolment.objects.filter(pk=enrolment.pk).order_by().values("person")
    held = Enrolment.objects.select_for_update(no_key=True, of=["self"]).filter(person__in=person).order_by("pk")
    return next(each for each in held.select_related(*OF_ENROLMENT) if each.pk == enrolment.pk)


def _locked_entries(entries: Iterable[LogEntry]) -> list[LogEntry]:
    held = LogEntry.objects.select_for_update(no_key=True, of=["self"]).select_related(
        "enrolment__training_class", "enrolment__person"
    )
    return list(held.filter(pk__in=[entry.pk for entry in entries]).order_by("pk"))


def _require_sound(entry: LogEntry, photos: int) -> None:
    enrolment, of = entry.enrolment, entry.enrolment.training_class
    writing = Writing(
        on=entry.on,
        minutes=entry.minutes,
        taken=workday.taken(enrolment.person_id, entry.on, but=[entry.pk, entry.corrects_id]),
        since=max(enrolment.since, of.starts_on),
        until=enrolment.until,
        class_state=of.state,
        photos=photos,
        why_long=entry.why_long,
    )
    require(day_may_be_written(writing, today=timezone.localdate()))
    book = rulebook(WorkdayRules, place=of.place, owner=enrolment.enterprise.uuid, on=entry.on)
    require(may_write(writing, book))


def _require_new(entry: LogEntry, uuid: UUID | None) -> None:
    """Give the entry its page's key, unless another has it. Raises Refused for what was withdrawn or stands already."""
    if uuid and journal.history(uuid).filter(verb="log entry withdrawn").exists():
        raise Refused(No("log_withdrawn"))
    if uuid and not LogEntry.objects.filter(uuid=uuid).exists():
        entry.uuid = uuid
    twins = LogEntry.objects.filter(**{name: getattr(entry, name) for name in SENT})
    if twins.exclude(corrected_by__state=EntryState.COUNTERSIGNED).exists():
        raise Refused(No("log_twice", have=entry.on))


def _new_photos(entry: LogEntry, photos: Sequence[Photo], by: Actor) -> list[bytes]:
    """The pictures as they are kept, without those that the entry has already: a page may be sent twice."""
    if photos:
        require(may_add_photos(agreed=people.agrees(by.person or 0, Purpose.PHOTOS)))
    known = set(entry.photos.values_list("file__sha256", flat=True)) if entry.pk else set()
    clean = {hashlib.sha256(picture := clean_picture(given, name=name)).hexdigest(): picture for name, given in photos}
    return [picture for digest, picture in clean.items() if digest not in known]


def _store_photos(entry: LogEntry, pictures: Sequence[bytes], by: Actor) -> None:
    taken = set(entry.photos.values_list("order", flat=True))
    free = [order for order in range(1, PHOTOS + 1) if order not in taken]
    for order, picture in zip(free, pictures, strict=False):
        stored = files.keep(
            picture, name=f"{order}.jpg", content_type="image/jpeg", purpose="log photo", owner=by.person_uuid
        )
        LogPhoto.objects.create(entry=entry, file=stored, order=order)


def _take_away(entry: LogEntry, photos: QuerySet[LogPhoto]) -> bool:
    """Take photos away; whether there were any. What the entry had when it was given back last stays with that."""
    found, last = list(photos.select_related("file")), entry.returns.first()
    for photo in found:
        if last and photo.file.at <= last.at:
            photo.delete()
            ReturnedPhoto.objects.create(uuid=photo.uuid, returned=last, file=photo.file, order=photo.order)
        else:
            _discard([photo])
    return bool(found)


def _discard(photos: Iterable[LogPhoto | ReturnedPhoto]) -> None:
    """From the disk too."""
    for photo in photos:
        photo.delete()
        files.discard(photo.file)


def _journal_values(entry: LogEntry) -> dict[str, object]:
    # Not the words: a timeline is read by more people than a log.
    return {"day": entry.on, "minutes": entry.minutes, "independence": entry.independence}


def _journal_entry(verb: str, entry: LogEntry, *, by: Actor, on: date | None = None, **words: Any) -> JournalEntry:
    enrolment = entry.enrolment
    threads = [enrolment.uuid, enrolment.person.uuid]
    return journal.entry_for(verb, entry, by=by, on=on or timezone.localdate(), threads=threads, **words)


def _record(verb: str, entry: LogEntry, *, by: Actor, **words: Any) -> None:
    journal.record_all([_journal_entry(verb, entry, by=by, **words)])
