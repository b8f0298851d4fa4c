"""Where Chromium is, for the journeys in a browser and the pictures of the pages."""

from __future__ import annotations

import os
import shutil

# The shell first: the whole browser draws its own window too, though nobody sees it.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "apt-get install chromium-headless-shell fonts-noto-cjk"


def chromium() -> str | None:
    """Path of JIANGTU_CHROMIUM, else of the first browser on the PATH; None where there is none."""
    given = os.environ.get("JIANGTU_CHROMIUM")
    return given or next((path for path in map(shutil.which, NAMES) if path), None)
