"""`./run shots [name …]`: pictures of the main pages into docs/images/, from the demo (started when none runs)."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from playwright.sync_api import Browser, Error, Page, sync_playwright

from jiangtu.console.browser import INSTALL, chromium
from jiangtu.console.embedded import CLONE

IMAGES = CLONE / "docs" / "images"
SIZES = {"desk": (1280, 860), "phone": (390, 844)}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, in which language, at which size; from the desk through links, or at an address."""

    subject: str
    language: str
    size: str
    role: str = ""
    follow: tuple[str, ...] = ()  # CSS of the links to go by, the first that is visible of each
    address: str = ""

    @property
    def name(self) -> str:
        return f"{self.subject}-{self.language}-{self.size}"


SHOTS = [
    Shot("entry", "en", "desk", address="demo/"),
    Shot("entry", "zh", "phone", address="demo/"),
    Shot(
        "class", "en", "desk", "programme_head", ('header a[href="/classes/"]', 'tr:has(.tag.ok) a[href^="/classes/"]')
    ),
    Shot("today", "zh", "phone", "apprentice"),
    Shot("head", "zh", "desk", "programme_head"),
    Shot("hr", "en", "desk", "enterprise_hr"),
    Shot("mentor", "zh", "phone", "enterprise_mentor"),
    Shot("bureau", "zh", "desk", "bureau_officer"),
    Shot("ministry", "en", "desk", "ministry_analyst"),
]


def main(chosen: list[str]) -> int:
    """Take the pictures named (all when none is), a line each; 1 when one could not be taken."""
    browser = chromium()
    wanted = [shot for shot in SHOTS if not chosen or shot.name in chosen]
    if unknown := set(chosen) - {shot.name for shot in wanted}:
        print(f"no such picture: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    if not browser:
        print(f"no Chromium here; {INSTALL}", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _demo() as address, sync_playwright() as play:
        window = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        return max([_take(window, address, shot) for shot in wanted])


@contextmanager
def _demo() -> Iterator[str]:
    """The address of the clone's demo, which is ended again when it was started here."""
    command = [sys.executable, "-m", "jiangtu.console", "demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            for line in demo.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                    yield found.group()
                    return
            raise RuntimeError("the demo did not start")
        finally:
            demo.send_signal(signal.SIGINT)


def _take(window: Browser, address: str, shot: Shot) -> int:
    width, height = SIZES[shot.size]
    context = window.new_context(viewport={"width": width, "height": height}, locale=LOCALES[shot.language])
    page = context.new_page()
    try:
        page.goto(f"{address}demo/")
        if shot.role:
            page.locator(f'form[action$="/enter/{shot.role}"] button').click()
        if shot.address:
            page.goto(f"{address}{shot.address}")
        for link in shot.follow:
            page.locator(link).locator("visible=true").first.click(timeout=5000)
        _settle(page)
        page.screenshot(path=IMAGES / f"{shot.name}.png")
        print(f"ok   {shot.name}", flush=True)
        return 0
    except Error as fault:
        print(f"FAIL {shot.name}: {str(fault).splitlines()[0]}", flush=True)
        return 1
    finally:
        context.close()


def _settle(page: Page) -> None:
    """Wait for fonts and charts. Raises Error when the page is not there."""
    with suppress(Error):
        page.wait_for_load_state("networkidle", timeout=5000)
    status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    if status >= 400:
        raise Error(f"{page.url}: {status}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
