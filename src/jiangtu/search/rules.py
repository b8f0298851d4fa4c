"""What a text is found by, and what a typed word finds: lexemes at positions, phrases of them, marks of a match.

Chinese stands in bigrams (`张三` at 1, `三丰` at 2, the last character alone), latin words and figures as they are,
pinyin as syllables (`~zhang` at 1) and its initials in pairs (`^zs` at 1); several readings of a character share its
position. The database holds the lexemes as a tsvector and answers `as_tsquery`; `found` answers the same in Python for
the few texts that stand in no table, and for the marks. A test holds both together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from jiangtu.core.pinyin import HAN, plain, readings, syllables

SYLLABLE, INITIALS = "~", "^"
GAP = 40  # positions between two texts of one thing: no phrase goes over from one to the other
LONGEST = 1000  # characters of one text that are read
WORDS, LETTERS, WAYS = 8, 40, 24  # of a query: words, letters of one of them, and ways to divide it into syllables
RUN = re.compile(rf"(?P<han>(?:{HAN.pattern}\s*)+)|(?P<latin>[^\W_]+)", re.UNICODE)
JOINED = re.compile(r"[a-z0-9]+(?:[-_/.][a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word by which a text is found. `at`: its position; `start`, `end`: the characters it stands for."""

    word: str
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One lexeme that is asked for, from its beginning alone where `begins`."""

    word: str
    begins: bool = False

    def meets(self, lexeme: Lexeme) -> bool:
        return lexeme.word.startswith(self.word) if self.begins else lexeme.word == self.word


Phrase = tuple[Part, ...]  # lexemes at consecutive positions
Term = tuple[Phrase, ...]  # ways to read one typed word, any of which will do
Query = tuple[Term, ...]  # all of which must be met


def fold(text: str) -> tuple[str, list[int]]:
    """A text as one would type it, and for each of its characters where it stands in the original."""
    letters, origin = [], []
    for at, character in enumerate(text[:LONGEST]):
        for letter in plain(character):
            letters.append(letter)
            origin.append(at)
    return "".join(letters), origin


def folded(text: str) -> str:
    """A text as one would type it, its spaces single."""
    return " ".join(fold(text)[0].split())


@lru_cache(maxsize=8192)
def lexemes(text: str) -> tuple[Lexeme, ...]:
    """Everything a text is found by."""
    typed, origin = fold(text)
    found: list[Lexeme] = []
    at = 1
    for run in RUN.finditer(typed):
        if run["latin"]:
            found.append(Lexeme(run["latin"], at, origin[run.start()], origin[run.end() - 1] + 1))
            at += 2  # two words are no phrase, as two of a query are not
            continue
        places = [(typed[n], origin[n]) for n in range(run.start(), run.end()) if HAN.match(typed[n])]
        found += _han(places, at)
        at += len(places) + 1
    for each in JOINED.finditer(typed):  # HZ-2025-01 is found by hz202501 as well
        word = re.sub(r"[-_/.]", "", each[0])
        found.append(Lexeme(word, at, origin[each.start()], origin[each.end() - 1] + 1))
        at += 2
    return tuple(found)


def _han(places: Sequence[tuple[str, int]], at: int) -> Iterator[Lexeme]:
    for n, (character, start) in enumerate(places):
        after, end = places[n + 1] if n + 1 < len(places) else ("", start)
        yield Lexeme(character + after, at + n, start, end + 1)
        mine = readings(character)
        for syllable in mine:
            yield Lexeme(SYLLABLE + syllable, at + n, start, start + 1)
        nexts = {each[0] for each in readings(after)} if after else {""}
        for one, other in product(sorted({each[0] for each in mine}), sorted(nexts)):
            yield Lexeme(INITIALS + one + other, at + n, start, end + 1)


def vector(texts: Iterable[str]) -> str:
    """The tsvector of several texts of one thing: `'三':2 '张三':1 …`."""
    places: dict[str, set[int]] = {}
    base = 0
    for text in texts:
        last = 0
        for each in lexemes(text):
            places.setdefault(each.word, set()).add(base + each.at)
            last = max(last, each.at)
        base += last + GAP if last else 0
    return " ".join(f"{quoted(word)}:{','.join(map(str, sorted(at)))}" for word, at in sorted(places.items()))


def quoted(word: str) -> str:
    """A lexeme as a tsvector and a tsquery take it."""
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def read(typed: str) -> Query:
    """What somebody typed, as what is looked for; empty when it holds no letter, figure or character."""
    folded_, _origin = fold(typed)
    terms = []
    for word in folded_.split():
        for run in RUN.finditer(word):
            terms.append(_han_term(run["han"]) if run["han"] else _latin_term(run["latin"][:LETTERS]))
    return tuple(dict.fromkeys(terms))[:WORDS]


def _han_term(run: str) -> Term:
    if len(run) == 1:
        return ((Part(run, begins=True),),)
    return (tuple(Part(run[n : n + 2]) for n in range(len(run) - 1)),)


def _latin_term(word: str) -> Term:
    ways: list[Phrase] = [(Part(word, begins=True),)]
    if word.isascii() and word.isalpha():
        if len(word) > 1:
            ways += _divided(word)
            ways.append(tuple(Part(INITIALS + word[n : n + 2]) for n in range(len(word) - 1)))
        else:
            ways.append((Part(INITIALS + word, begins=True),))
    return tuple(ways)


def _divided(word: str) -> list[Phrase]:
    """The ways to divide letters into syllables, the last of which may only have begun: xian is xian and xi an."""
    known = syllables()
    begun = _syllable_beginnings()
    found: list[Phrase] = []

    def divide(rest: str, so_far: Phrase) -> None:
        if len(found) >= WAYS:
            return
        if rest in begun:
            found.append((*so_far, Part(SYLLABLE + rest, begins=True)))
        for n in range(min(6, len(rest) - 1), 0, -1):
            if rest[:n] in known:
                divide(rest[n:], (*so_far, Part(SYLLABLE + rest[:n])))

    divide(word, ())
    return found


@lru_cache(maxsize=1)
def _syllable_beginnings() -> frozenset[str]:
    return frozenset(each[:n] for each in syllables() for n in range(1, len(each) + 1))


def as_tsquery(query: Query) -> str:
    """The same question as PostgreSQL reads it: `('张三':*) & …`, to be cast to tsquery."""

    def phrase(parts: Phrase) -> str:
        return " <-> ".join(f"{quoted(part.word)}{':*' if part.begins else ''}" for part in parts)

    return " & ".join(f"({' | '.join(f'({phrase(each)})' for each in term)})" for term in query)


def found(query: Query, texts: Sequence[str]) -> bool:
    """Whether a thing with these texts is found: each word in one of them. As `as_tsquery` against `vector`."""
    return bool(query) and all(any(_spans(term, text) for text in texts) for term in query)


def marked(query: Query, text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is what was looked for."""
    told = [False] * len(text)
    for term in query:
        for start, end in _spans(term, text):
            told[start:end] = [True] * (end - start)
    pieces: list[tuple[str, bool]] = []
    for character, mark in zip(text, told, strict=True):
        if pieces and pieces[-1][1] == mark:
            pieces[-1] = (pieces[-1][0] + character, mark)
        else:
            pieces.append((character, mark))
    return pieces


def _spans(term: Term, text: str) -> list[tuple[int, int]]:
    """The stretches of a text that a typed word stands for."""
    places: dict[int, list[Lexeme]] = {}
    for each in lexemes(text):
        places.setdefault(each.at, []).append(each)
    spans = []
    for phrase in term:
        for at in places:
            met = [next((e for e in places.get(at + n, ()) if part.meets(e)), None) for n, part in enumerate(phrase)]
            if all(met):
                first, last = met[0], met[-1]
                assert first is not None
                assert last is not None
                spans.append((first.start, _end(last, phrase[-1])))
    return spans


def _end(lexeme: Lexeme, part: Part) -> int:
    """Where the mark ends: of a word that was only begun, after what was typed."""
    if lexeme.word[0] in (SYLLABLE, INITIALS):
        alone = part.begins and part.word[0] == INITIALS  # one letter stands for one character
        return lexeme.start + 1 if alone else lexeme.end
    whole = lexeme.end - lexeme.start == len(lexeme.word) or len(part.word) == 1
    return lexeme.start + len(part.word) if part.begins and whole else lexeme.end
