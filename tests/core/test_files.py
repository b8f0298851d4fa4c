"""Files on disk and their records."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiangtu.core import files
from jiangtu.core.jobs import sweep
from jiangtu.core.models import StoredFile
from jiangtu.training.models import LogPhoto
from tests.factories.training import log_entry, planned_session, running_class

pytestmark = pytest.mark.django_db(transaction=True)


def on_disk() -> list[Path]:
    return [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


def test_a_file_taken_away_leaves_the_disk_only_when_the_act_is_kept():
    before = len(on_disk())
    stored = files.keep(b"a photo", name="a.jpg", content_type="image/jpeg", purpose="log photo")

    def act() -> None:
        with transaction.atomic():
            files.discard(StoredFile.objects.get(pk=stored.pk))
            raise RuntimeError("the act fails")

    with pytest.raises(RuntimeError):
        act()
    assert files.read(StoredFile.objects.get(pk=stored.pk)) == b"a photo"
    files.discard(stored)
    assert not StoredFile.objects.filter(uuid=stored.uuid).exists()
    assert len(on_disk()) == before


def age(stored, days):
    """As if it had been kept so many days ago."""
    moment = timezone.now() - timedelta(days=days)
    StoredFile.objects.filter(pk=stored.pk).update(at=moment)
    os.utime(files._path(stored.uuid), (moment.timestamp(),) * 2)
    return stored


def kept(days, name="a.pdf"):
    return age(files.keep(b"x", name=name, content_type="application/pdf", purpose="attendance sheet"), days)


def held():
    """A session, and an entry of the log of somebody who was there."""
    training_class = running_class(apprentices=1)
    day = training_class.starts_on
    return planned_session(training_class, day), log_entry(training_class.enrolments.get(), day)


@pytest.fixture
def folder(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    return tmp_path


def test_what_is_left_over_for_a_week_goes_and_what_is_referred_to_stays(folder):
    session, entry = held()
    session.sheet, new, old = kept(30), kept(6), kept(8)
    session.save()
    photo = kept(30)
    LogPhoto.objects.create(entry=entry, file=photo, order=1)
    stray, broken, coming, strange = kept(8), kept(8), kept(6), folder / "ab" / "notes.txt"
    StoredFile.objects.filter(pk__in=[stray.pk, broken.pk, coming.pk]).delete()
    path = files._path(broken.uuid)
    path.rename(path.with_suffix(".draft"))
    strange.parent.mkdir(exist_ok=True)
    strange.write_text("not ours")
    os.utime(strange, (0, 0))
    sweep(0)
    assert set(StoredFile.objects.all()) == {session.sheet, new, photo}
    left = {path.name for path in on_disk()}
    assert left == {"notes.txt", *(each.uuid.hex for each in (session.sheet, new, photo, coming))}
    assert old.uuid.hex not in left


def test_a_file_that_somebody_refers_to_meanwhile_stays(folder, monkeypatch):
    """Between the look and the act a row comes to refer to it, and is kept."""
    (session, _), stored = held(), kept(8)
    discard = files.discard

    def too_late(found):
        type(session).objects.filter(pk=session.pk).update(sheet=found)
        discard(found)

    monkeypatch.setattr(files, "discard", too_late)
    assert files.sweep() == (0, 0)
    assert files.read(StoredFile.objects.get(pk=stored.pk)) == b"x"


def test_a_folder_of_another_database_is_not_touched(folder, monkeypatch, caplog):
    monkeypatch.setattr(files, "FEW", 1)
    strays = [kept(30) for _ in range(3)]
    StoredFile.objects.all().delete()
    assert files.sweep() == (0, 0)
    assert len(on_disk()) == len(strays)
    assert "nothing was swept" in caplog.text
