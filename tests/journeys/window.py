"""One person before one browser: reads the page, presses, types, and notes whatever is out of order.

Words are given in English, as they stand in the code, and looked for in the person's own language.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.utils import translation
from playwright.sync_api import ConsoleMessage, Download, Locator, Page, Response, expect

from jiangtu.core.phrases import phrase

MISSING = re.compile(r"Failed to load resource")  # the response itself is noted


class Window:
    """A tab, with the words of its person's language."""

    def __init__(self, page: Page, language: str):
        self.page, self.language = page, language
        self.faults: list[str] = []
        self.allowed: set[int] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._fault(f"script: {error}"))
        page.on("response", self._response)

    # -- words

    def word(self, english: str, plural: str = "", n: int | None = None, **values: Any) -> str:
        """The English of the code in the person's language, with its figures."""
        figures = values if n is None else {"n": n, **values}
        with translation.override(self.language):
            found = translation.ngettext(english, plural, n or 0) if plural else translation.gettext(english)
        return found % figures if figures else found

    def phrase(self, code: str, **values: Any) -> str:
        """What the rules' code says in the person's language."""
        with translation.override(self.language):
            return phrase(code, **values)

    # -- where one is

    def visit(self, address: str) -> Window:
        self.page.goto(address)
        return self

    def back(self) -> Window:
        self.page.go_back()
        return self

    @property
    def path(self) -> str:
        return "/" + self.page.url.split("/", 3)[3]

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    # -- acts

    def press(self, english: str, plural: str = "", n: int | None = None, within: str = "", **values: Any) -> Window:
        """Press the button or link that is called so; `within` a part of the page (CSS)."""
        self.button(english, plural, n, within, **values).click()
        return self

    def button(self, english: str, plural: str = "", n: int | None = None, within: str = "", **values: Any) -> Locator:
        name = self.word(english, plural, n, **values)
        inside = self.page.locator(within) if within else self.page.locator("body")
        either = inside.get_by_role("button", name=name, exact=True).or_(
            inside.get_by_role("link", name=name, exact=True)
        )
        return either.locator("visible=true").first

    def press_for(self, box: str, english: str) -> Window:
        """Press the button over the ticked boxes of that name, which says how many they are."""
        ticked = self.main.locator(f'[name="{box}"]:checked').count()
        name = self.word(english).replace("{n}", str(ticked))
        self.main.get_by_role("button", name=name, exact=True).click()
        return self

    def field(self, english: str, within: str = "") -> Locator:
        """The field with that label, whether or not it is optional."""
        label = re.escape(self.word(english))
        optional = re.escape(self.word("(optional)"))
        inside = self.page.locator(within) if within else self.main
        return inside.get_by_label(re.compile(rf"^\s*{label}(\s*{optional})?\s*$"))

    def write(self, english: str, text: str, within: str = "") -> Window:
        self.field(english, within).fill(text)
        return self

    def fill(self, within: str = "", **fields: str) -> Window:
        """Fill fields by their names in the form."""
        inside = self.page.locator(within) if within else self.main
        for name, text in fields.items():
            inside.locator(f'[name="{name}"]').fill(text)
        return self

    def choose(self, english: str, text: str, within: str = "") -> Window:
        """Choose from a list what contains the text (a name of the record, or a word already translated)."""
        box = self.field(english, within)
        value = box.locator("option", has_text=text).first.get_attribute("value")
        box.select_option(value)
        return self

    def tick(self, text: str, within: str = "") -> Window:
        """Tick the box, or tap the choice, whose label contains the text."""
        inside = self.page.locator(within) if within else self.main
        box = inside.get_by_label(text).first
        if box.is_visible() and box.bounding_box():
            box.check()
        else:
            inside.locator("label", has_text=text).first.click()
        return self

    def open(self, english: str) -> Window:
        """Open what is folded under that line."""
        self.main.locator("summary", has_text=self.word(english)).first.click()
        return self

    def bring(self, path: Path | str, field: str = "file") -> Window:
        """Choose a file."""
        self.main.locator(f'input[type="file"][name="{field}"]').set_input_files(path)
        return self

    def download(self, english: str, within: str = "") -> Download:
        """Press and take the file that comes."""
        with self.page.expect_download() as coming:
            self.press(english, within=within)
        return coming.value

    # -- looks

    def sees(self, *english: str, **values: Any) -> Window:
        """Each sentence stands on the page."""
        for each in english:
            self.sees_text(self.word(each, **values))
        return self

    def sees_text(self, *texts: str, timeout: float = 45000) -> Window:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, timeout=timeout)
        return self

    def sees_not(self, text: str) -> Window:
        expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    # -- what is out of order

    def allows(self, *statuses: int) -> Window:
        """Answers that belong to the story, such as a refusal."""
        self.allowed |= set(statuses)
        return self

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not MISSING.search(message.text):
            self._fault(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self._fault(f"{response.request.method} {response.url}: {response.status}")

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self.page.url} [{self.language}] {text}")
