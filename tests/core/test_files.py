"""Files on disk and their records."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from jiangtu.core import files
from jiangtu.core.models import StoredFile

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
