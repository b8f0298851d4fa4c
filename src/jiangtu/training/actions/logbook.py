"""The log: the apprentice writes, the mentor countersigns or returns, a new entry corrects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jiangtu.core import files, journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import move
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import No, Refused, Verdict, require
from jiangtu.people import queries as people
from jiangtu.people.states import Purpose

from .. import access
from ..models import Enrolment, LogEntry, LogPhoto
from ..queries import logbook
from ..rules.logbook import PHOTOS, Writing, may_add_photos, may_correct, may_write
from ..rules.pictures import clean_picture
from ..states import ENTRY, EntryState

if TYPE_CHECKING:
    from jiangtu.competences.models import Competence

Photo = tuple[str, bytes]  # its name and content
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
    """A day's entry. `words`: work, independence, difficulty. It waits for the mentor from now on.

    `uuid` is given to the page on which it is written: the same page sent twice (a double tap, a network that broke)
    is one entry. Raises Refused (`no_right`, `rules.logbook.may_write`, `photos_not_agreed`, `picture_unreadable`,
    `picture_too_large`).
    """
    found = _locked(enrolment)
    require(access.can_write_log(by, found))
    entry = LogEntry(enrolment=found, on=on, minutes=minutes, corrects=corrects, **words)
    if uuid and (there := LogEntry.objects.filter(uuid=uuid).first()):
        if all(getattr(there, name) == getattr(entry, name) for name in SENT):
            return there
        if corrects:
            raise Refused(No("already_corrected"))
    elif uuid:
        entry.uuid = uuid
    _require_sound(entry, len(photos))
    entry.save()
    entry.competences.set(competences)
    _store_photos(entry, photos, by)
    verb = "log entry corrected" if corrects else "log entry written"
    _record(verb, entry, by=by, after=_journal_values(entry) | ({"corrects": corrects.uuid} if corrects else {}))
    return entry


def correct_entry(entry: LogEntry, *, by: Actor, uuid: UUID | None = None, **values: Any) -> LogEntry:
    """A new entry that takes a countersigned one's place once it is countersigned itself.

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

    `values`: on, minutes, work, independence, difficulty. Raises Refused as `write_entry` does, and
    `log_countersigned`.
    """
    enrolment = _locked(entry.enrolment)
    found = LogEntry.objects.select_for_update(of=["self"]).get(pk=entry.pk)
    found.enrolment = enrolment
    require(access.can_write_log(by, enrolment))
    if found.state == EntryState.COUNTERSIGNED:
        raise Refused(No("log_countersigned"))
    before, returned = _journal_values(found), found.state == EntryState.RETURNED
    written = [getattr(found, name) for name in values], set(found.competences.all())
    for name, value in values.items():
        setattr(found, name, value)
    changed = written != ([getattr(found, name) for name in values], set(competences)) or bool(photos)
    for photo in found.photos.filter(uuid__in=list(drop_photos)).select_related("file"):
        photo.delete()
        files.discard(photo.file)
        changed = True
    _require_sound(found, found.photos.count() + len(photos))
    if not changed and not returned:
        return found
    if returned:
        move(ENTRY, found, "submit again")
    found.save()
    found.competences.set(competences)
    _store_photos(found, photos, by)
    _record("log entry changed", found, by=by, before=before, after=_journal_values(found))
    return found


@transaction.atomic
def countersign(
    entries: Iterable[LogEntry], *, by: Actor, allowed: Verdict, on: date | None = None, shown: datetime | None = None
) -> list[LogEntry]:
    """Countersign these entries, all or none. Those already countersigned stay as they are.

    `allowed`: whether the pair allows it, as the room mentoring decides; here the role and the enterprise are checked.
    `shown`: when the mentor was shown them; nobody countersigns what was changed after that. Raises Refused
    (`no_right`, `log_changed_meanwhile`, `move_impossible` for one that was returned).
    """
    require(allowed)
    found = _locked_entries(entries)
    waiting = [entry for entry in found if entry.state != EntryState.COUNTERSIGNED]
    if shown and waiting:
        changes = journal.history(*(entry.uuid for entry in waiting)).filter(verb="log entry changed", at__gt=shown)
        if changed := len(set(changes.values_list("subject", flat=True))):
            raise Refused(No("log_changed_meanwhile", have=changed))
    for entry in waiting:
        require(access.can_answer_log(by, entry))
        move(ENTRY, entry, "countersign")
        entry.answered_by_id, entry.answered_at, entry.word = by.person, timezone.now(), ""
    LogEntry.objects.bulk_update(waiting, ["state", "answered_by", "answered_at", "word"], batch_size=500)
    journal.record_all([_journal_entry("log entry countersigned", entry, by=by, on=on) for entry in waiting])
    return waiting


@transaction.atomic
def return_entry(entry: LogEntry, word: str, *, by: Actor, allowed: Verdict, on: date | None = None) -> LogEntry:
    """Give an entry back with a word; `allowed` as for `countersign`.

    Raises Refused (`no_right`, `word_missing`, `move_impossible`).
    """
    require(allowed)
    [found] = _locked_entries([entry])
    require(access.can_answer_log(by, found))
    if not word.strip():
        raise Refused(No("word_missing"))
    if found.state == EntryState.RETURNED and found.word == word.strip():
        return found
    move(ENTRY, found, "return")
    found.answered_by_id, found.answered_at, found.word = by.person, timezone.now(), word.strip()
    found.save(update_fields=["state", "answered_by", "answered_at", "word"])
    journal.record_all([_journal_entry("log entry returned", found, by=by, on=on, remark=found.word)])
    return found


def _locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment, held: a day's entries are added up one after the other."""
    held = Enrolment.objects.select_for_update(of=["self"]).select_related("training_class", "person")
    return held.get(pk=enrolment.pk)


def _locked_entries(entries: Iterable[LogEntry]) -> list[LogEntry]:
    held = LogEntry.objects.select_for_update(of=["self"]).select_related(
        "enrolment__training_class", "enrolment__person"
    )
    return list(held.filter(pk__in=[entry.pk for entry in entries]).order_by("pk"))


def _require_sound(entry: LogEntry, photos: int) -> None:
    enrolment = entry.enrolment
    writing = Writing(
        on=entry.on,
        minutes=entry.minutes,
        minutes_beside=logbook.log_minutes_on(enrolment, entry.on, but=[entry.pk, entry.corrects_id]),
        since=max(enrolment.since, enrolment.training_class.starts_on),
        until=enrolment.until,
        class_state=enrolment.training_class.state,
        photos=photos,
    )
    require(may_write(writing, today=timezone.localdate()))


def _store_photos(entry: LogEntry, photos: Sequence[Photo], by: Actor) -> None:
    if photos:
        require(may_add_photos(agreed=people.agrees(by.person or 0, Purpose.PHOTOS)))
    taken = set(entry.photos.values_list("order", flat=True))
    free = [order for order in range(1, PHOTOS + 1) if order not in taken]
    for order, (name, content) in zip(free, photos, strict=False):
        clean = clean_picture(content, name=name)
        stored = files.keep(
            clean, name=f"{order}.jpg", content_type="image/jpeg", purpose="log photo", owner=by.person_uuid
        )
        LogPhoto.objects.create(entry=entry, file=stored, order=order)


def _journal_values(entry: LogEntry) -> dict[str, object]:
    # Not the words: a timeline is read by more people than a log.
    return {"day": entry.on, "minutes": entry.minutes, "independence": entry.independence}


def _journal_entry(verb: str, entry: LogEntry, *, by: Actor, on: date | None = None, **words: Any) -> JournalEntry:
    enrolment = entry.enrolment
    threads = [enrolment.uuid, enrolment.person.uuid]
    return journal.entry_for(verb, entry, by=by, on=on or timezone.localdate(), threads=threads, **words)


def _record(verb: str, entry: LogEntry, *, by: Actor, **words: Any) -> None:
    journal.record_all([_journal_entry(verb, entry, by=by, **words)])
