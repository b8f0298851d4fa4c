"""Styles, scripts and icons as `serve` sends them: compressed, by names with a digest, so that browsers keep them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Collected(CompressedManifestStaticFilesStorage):
    """Files by their content's names once they are collected; before that, as they lie (in the demo, in tests)."""

    # Maps to a style's or script's source are not shipped, so nothing that names one is followed.
    patterns = tuple(
        (kind, tuple(each for each in found if "sourceMappingURL" not in str(each)))
        for kind, found in CompressedManifestStaticFilesStorage.patterns
    )

    def stored_name(self, name: str) -> str:
        """The file's name with the digest, where it was collected."""
        return str(super().stored_name(name)) if self.hashed_files else name


def collect() -> bool:
    """Bring what there is into STATIC_ROOT, compressed, unless it stands there already; whether there was something to
    do."""
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", _digest()
    if stamp.is_file() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)
    return True


def _digest() -> str:
    said = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list([]), key=lambda each: str(each[0])):
            there = Path(storage.path(name)).stat()
            said.update(f"{name} {there.st_size} {there.st_mtime_ns}\n".encode())
    return said.hexdigest()
