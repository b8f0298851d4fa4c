"""Where Chromium is, for the journeys in a browser and the pictures of the pages."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "apt-get install chromium fonts-noto-cjk"


def chromium() -> str | None:
    """Path of JIANGTU_CHROMIUM, else of the first browser on the PATH; None where there is none."""
    given = os.environ.get("JIANGTU_CHROMIUM")
    return given or next((path for path in map(shutil.which, NAMES) if path), None)
