"""The catalogues of translations, one for each room: `jiangtu.console.messages compile | extract [room] | check`.

Babel does what GNU gettext would, so a bare machine needs nothing more. Messages come from the room's Python files and,
through Django's own reader of templates, from its templates. What a room below has translated stands in its catalogue:
it need not be said again, since Django lays the catalogues over each other.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo

from jiangtu.config.floors import ROOMS

SOURCES = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = f"""msgid ""
msgstr ""
"Language: {LOCALE}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three; exit 1 when `check` finds a fault."""
    parser = argparse.ArgumentParser(prog="messages", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("compile", help="compile every catalogue")
    commands.add_parser("check", help="name what is untranslated, fuzzy, missing, obsolete or at odds")
    commands.add_parser("extract", help="bring new messages into the catalogues").add_argument("room", nargs="*")
    options = parser.parse_args(arguments)
    if options.command == "compile":
        compile_all()
    elif options.command == "extract":
        for room in options.room or rooms():
            print(f"{catalogue_of(room).relative_to(SOURCES)}: {extract_room(room)} messages", file=sys.stderr)
        compile_all()
    else:
        found = list(faults())
        print("\n".join(found) if found else "every message is translated")
        return 1 if found else 0
    return 0


def rooms() -> list[str]:
    """Every package of the source tree that holds messages or a catalogue."""
    packages = sorted(path.parent.name for path in SOURCES.glob("*/__init__.py"))
    return [room for room in packages if catalogue_of(room).exists() or messages_of(room)]


def catalogue_of(room: str) -> Path:
    """Where a room's catalogue lies."""
    return SOURCES / room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def from_below(room: str) -> Iterator[Catalog]:
    """The catalogues of the rooms below a room, the nearest first, each read when it is asked for."""
    floors = ROOMS[: ROOMS.index(room)] if room in ROOMS else []
    return (_read(catalogue_of(lower)) for lower in reversed(floors) if catalogue_of(lower).exists())


def compile_all() -> None:
    """Compile every catalogue whose compiled form is older; a reader never meets a half-written one."""
    for source in SOURCES.glob("*/locale/*/LC_MESSAGES/django.po"):
        result = source.with_suffix(".mo")
        if result.exists() and result.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = result.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, _read(source))
        draft.replace(result)


def messages_of(room: str) -> Catalog:
    """The messages that the room's Python files and templates hold, untranslated."""
    _settle_django()
    found = Catalog(locale=LOCALE)
    for path in sorted((SOURCES / room).rglob("*")):
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            text = _as_python(path)
        else:
            continue
        for _line, ids, comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS,
                                                     comment_tags=("Translators:",)):  # fmt: skip
            found.add(ids, auto_comments=comments, context=context)
    return found


def extract_room(room: str) -> int:
    """Bring the room's catalogue in step with its messages, keeping every translation; return how many there are.

    What is no longer found stays at the end as obsolete, so that a renamed message can take its translation along.
    """
    path, found = catalogue_of(room), messages_of(room)
    known = _read(path) if path.exists() else Catalog(locale=LOCALE)
    for message in _entries(found):
        if not _told_in([known], message) and _told_in(from_below(room), message):
            found.delete(message.id, message.context)
            continue
        old = known.get(message.id, context=message.context) or known.obsolete.get(_key(message))
        if old is not None and bool(old.pluralizable) == bool(message.pluralizable):
            message.string, message.flags = old.string, message.flags | (old.flags & {"fuzzy"})
            message.user_comments = old.user_comments
    left = [m for m in [*_entries(known), *known.obsolete.values()] if m.string and not found.get(m.id, m.context)]
    found.obsolete.update({_key(message): message for message in left})
    body = io.BytesIO()
    pofile.write_po(body, found, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + body.getvalue().decode(), encoding="utf-8")
    return len(found)


def faults() -> Iterator[str]:
    """What keeps the translation from being whole, one line each."""
    shown: dict[tuple[object, object], tuple[str, str]] = {}
    for room in rooms():
        found, path = messages_of(room), catalogue_of(room)
        known = _read(path) if path.exists() else Catalog(locale=LOCALE)
        for message in _entries(found):
            if not _told_in([known], message) and not _told_in(from_below(room), message):
                yield f"{room}: missing from the catalogue (messages extract {room}): {message.id!r}"
        for message in known.obsolete.values():
            yield f"{room}: obsolete: {message.id!r}"
        for message in _entries(known):
            if not found.get(message.id, message.context):
                yield f"{room}: obsolete: {message.id!r}"
            elif message.fuzzy:
                yield f"{room}: fuzzy: {message.id!r}"
            elif not all(_strings(message.string)):
                yield f"{room}: untranslated: {message.id!r}"
            else:
                if complaint := _placeholder_fault(message):
                    yield f"{room}: {complaint}: {message.id!r} -> {message.string!r}"
                # Django lays the rooms' catalogues over each other: of two translations one would never be shown.
                here = _strings(message.string)[0]
                other, there = shown.setdefault((message.id, message.context), (room, here))
                if here != there:
                    yield f"{room}: translated otherwise in {other}: {message.id!r} -> {here!r} and {there!r}"


def _told_in(catalogues: Iterable[Catalog], message: Message) -> bool:
    return any(each.get(message.id, context=message.context) is not None for each in catalogues)


def _placeholder_fault(message: Message) -> str | None:
    offered: list[set[str]] = [_placeholders(text) for text in _strings(message.id)]
    for text in _strings(message.string):
        used = _placeholders(text)
        if surplus := used - set[str]().union(*offered):
            return f"placeholder that the message lacks ({', '.join(sorted(surplus))})"
        if lost := set.intersection(*offered) - used:
            return f"placeholder lost ({', '.join(sorted(lost))})"
    return None


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}", text))


def _strings(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _key(message: Message) -> str:
    return _strings(message.id)[0]


def _entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file, locale=LOCALE)


def _as_python(path: Path) -> str:
    """A template as calls of gettext that a reader of Python understands (lines flush left, since it minds indents)."""
    from django.utils.translation.template import templatize

    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in text.splitlines())


def _settle_django() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure()


if __name__ == "__main__":
    sys.exit(main())
