"""Identity documents: what their numbers must look like, and what they tell.

The resident ID number (GB 11643-1999) is 6 digits of region, 8 of birth, 3 of order (odd for men) and a check digit.
The residence permits for people of Hong Kong, Macau and Taiwan share its form with the regions 810000, 820000 and
830000; the foreigner's permanent residence card of 2023 shares its check digit. So eighteen characters are one person's
whatever kind of document somebody ticks.

Of a travel permit only the beginning is the holder's for life, the rest counts how often it was issued: of that for
people of Hong Kong and Macau the first nine of eleven characters (Ministry of Public Security, 10 March 2010), of the
older one for people of Taiwan the first eight of ten (China News Service, 11 September 2008). Permits of residents who
are no Chinese citizens have HA or MA and seven digits (National Immigration Administration, from 10 July 2024).
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TypedDict

from jiangtu.core.verdict import No, Verdict, Warn, every

RESIDENT_ID = "resident_id"
HK_MACAU_RESIDENCE = "hk_macau_residence"
TAIWAN_RESIDENCE = "taiwan_residence"
HK_MACAU_PERMIT = "hk_macau_permit"
TAIWAN_PERMIT = "taiwan_permit"
FOREIGN_PERMANENT = "foreign_permanent"
PASSPORT = "passport"

# Every type with its Chinese name, then the other words people write for it.
NAMES: dict[str, tuple[str, ...]] = {
    RESIDENT_ID: (
        "居民身份证",
        "身份证",
        "二代身份证",
        "中华人民共和国居民身份证",
        "resident id",
        "id card",
        "resident id card",
    ),
    HK_MACAU_RESIDENCE: (
        "港澳居民居住证",
        "港澳居住证",
        "residence permit for hong kong and macau residents",
        "hk macau residence",
    ),
    TAIWAN_RESIDENCE: ("台湾居民居住证", "台湾居住证", "residence permit for taiwan residents", "taiwan residence"),
    HK_MACAU_PERMIT: (
        "港澳居民来往内地通行证",
        "港澳通行证",
        "回乡证",
        "mainland travel permit for hong kong and macau residents",
        "home return permit",
        "hk macau permit",
    ),
    TAIWAN_PERMIT: ("台湾居民来往大陆通行证", "台胞证", "mainland travel permit for taiwan residents", "taiwan permit"),
    FOREIGN_PERMANENT: (
        "外国人永久居留身份证",
        "外国人永久居留证",
        "外国人居留证",
        "永久居留身份证",
        "foreign permanent resident id card",
        "permanent resident card",
        "foreign permanent residence",
    ),
    PASSPORT: ("护照", "外国护照", "外国人护照", "passport", "foreign passport"),
}
_KINDS = {re.sub(r"[\s_-]", "", word).lower(): kind for kind, words in NAMES.items() for word in (kind, *words)}

# Types whose number has 18 digits: a spreadsheet that takes it for a number loses the last three.
EIGHTEEN_DIGITS = frozenset({RESIDENT_ID, HK_MACAU_RESIDENCE, TAIWAN_RESIDENCE, FOREIGN_PERMANENT})

# Six first digits -> the document that begins so, and no other does.
_OWN_REGIONS = {"810000": HK_MACAU_RESIDENCE, "820000": HK_MACAU_RESIDENCE, "830000": TAIWAN_RESIDENCE}
# Type -> the code of a number that is of this type, and not of the one that it was given with.
_MEANT = {
    RESIDENT_ID: "id_is_resident",
    HK_MACAU_RESIDENCE: "id_is_hk_macau_residence",
    TAIWAN_RESIDENCE: "id_is_taiwan_residence",
    FOREIGN_PERMANENT: "id_is_foreign_permanent",
}
# Type -> how many of its characters are the holder's for life.
_FOR_LIFE = {HK_MACAU_PERMIT: 9, TAIWAN_PERMIT: 8}
# Type -> (lengths, shape) of the documents whose number has no check digit that is published.
_SHAPES = {
    HK_MACAU_PERMIT: ((9, 11), re.compile(r"[HM](?:[0-9]+|A[0-9]{7})")),
    TAIWAN_PERMIT: ((8, 10), re.compile(r"[0-9]+")),
    PASSPORT: (tuple(range(5, 18)), re.compile(r"(?=.*[0-9])[A-Z0-9]+")),
}
WARNINGS = frozenset({"id_region_unlisted"})
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]").fullmatch
_DIGITS = re.compile(r"[0-9]*X?").fullmatch
_OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}").fullmatch
_EARLIEST_BIRTH = 1900
_CHECK_DIGITS = "0123456789X"


def kind_of(word: str) -> str | None:
    """The document type that a word names, in either language; resident ID when it is empty, None when unknown."""
    return _KINDS.get(re.sub(r"[\s_-]", "", word).lower()) if word else RESIDENT_ID


def identity(kind: str, number: str) -> tuple[str, str]:
    """What of a document tells whose it is: equal for two documents of one person, whose numbers say so."""
    if kind in EIGHTEEN_DIGITS and len(number) == 18:
        return RESIDENT_ID, number
    return kind, number[: _FOR_LIFE.get(kind)]


def kind_by_number(number: str) -> str:
    """The type whose numbers begin as these eighteen characters do."""
    return FOREIGN_PERMANENT if number[0] == "9" else _OWN_REGIONS.get(number[:6], RESIDENT_ID)


def may_both_be(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two documents (as `identity` gives them) can be one person's: a resident ID's number never changes
    (Law on Resident Identity Cards, article 3), every other document may be renewed or stand beside another."""
    return one == other or not (_is_resident(one) and _is_resident(other))


def _is_resident(of: tuple[str, str]) -> bool:
    return of[0] == RESIDENT_ID and len(of[1]) == 18 and kind_by_number(of[1]) == RESIDENT_ID


def faults(number: str, kind: str = RESIDENT_ID, *, on: date, regions: frozenset[str]) -> tuple[str, ...]:
    """The codes of what is wrong with a number (upper case, no spaces); () when it is good. `WARNINGS` refuse nothing.

    `regions` are the six-digit codes in which resident IDs are issued; `on` is today: nobody is born later. A wrong
    length or character hides the rest, as nobody knows then which digit stands where; region, date and check digit
    are independent of each other. No list of regions is whole: of one that is missing the province has to be known.
    """
    if kind in _SHAPES:
        lengths, shape = _SHAPES[kind]
        if len(number) not in lengths:
            return ("id_length",)
        return () if shape.fullmatch(number) else ("id_characters",)
    if len(number) != 18:
        if kind == FOREIGN_PERMANENT and len(number) == 15:
            return () if _OLD_FOREIGN(number) else ("id_characters",)
        return ("id_length",) if kind == FOREIGN_PERMANENT or _DIGITS(number) else ("id_length", "id_characters")
    if not _EIGHTEEN(number):
        return ("id_characters",)
    found = [*_of_region(number[:6], kind, regions)]
    born = day(number[6:14])
    if born is None or born > on:
        found.append("id_date_impossible")
    if check_digit(number) != number[17]:
        found.append("id_checksum")
    return tuple(found)


@lru_cache(maxsize=10_000)
def _of_region(begins: str, kind: str, regions: frozenset[str]) -> tuple[str, ...]:
    """What is wrong with the six digits with which a number begins; the many of a roster begin with few."""
    means, province = kind_by_number(begins), f"{begins[:2]}0000"
    if means == FOREIGN_PERMANENT:  # 9, the province that took the application, the nationality
        known = f"{begins[1:3]}0000" in regions
    else:
        known = means != RESIDENT_ID or province in regions and province not in _OWN_REGIONS
    if not known:
        return ("id_region_unknown",)
    if means != kind:
        return (_MEANT[means],)
    return ("id_region_unlisted",) if means == RESIDENT_ID and begins not in regions else ()


def lengths(kind: str) -> str:
    """How many characters a number of this type has, in words for a sentence: 18, 9/11."""
    if kind in _SHAPES:
        allowed = _SHAPES[kind][0]
        return f"{allowed[0]}–{allowed[-1]}" if len(allowed) > 2 else "/".join(map(str, allowed))
    return "18/15" if kind == FOREIGN_PERMANENT else "18"


class FaultFigures(TypedDict, total=False):
    """The figures of a fault: what stands there, and what should."""

    have: int | str
    need: str


def figures(code: str, number: str, kind: str) -> FaultFigures:
    """What the sentence of a fault names; nothing of it tells who somebody is."""
    if code == "id_length":
        return {"have": len(number), "need": lengths(kind)}
    return {"have": number[:6]} if code.startswith(("id_region", "id_is")) else {}


def check(number: str, kind: str = RESIDENT_ID, *, on: date, regions: frozenset[str]) -> Verdict:
    """The same as one verdict, whose parts are the faults."""
    found = faults(number, kind, on=on, regions=regions)
    return every(*((Warn if code in WARNINGS else No)(code, **figures(code, number, kind)) for code in found))


def check_digit(number: str) -> str:
    """The check digit over the first 17 digits (GB 11643: the weights are powers of 2 modulo 11, and 13 = 2 mod 11)."""
    return _CHECK_DIGITS[(1 - 2 * int(number[:17], 13)) % 11]


@lru_cache(maxsize=60_000)
def day(digits: str) -> date | None:
    """The day that `YYYYMMDD` names; None when there is no such day or nobody born on it lives."""
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return found if found.year >= _EARLIEST_BIRTH else None


def birth_date(number: str, kind: str = RESIDENT_ID) -> date | None:
    """The birth date that the number carries; None when this type carries none or the number is malformed."""
    return day(number[6:14]) if kind in EIGHTEEN_DIGITS and _EIGHTEEN(number) else None
