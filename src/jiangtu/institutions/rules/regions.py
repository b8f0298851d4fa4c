"""Regions by GB/T 2260: six digits for province, prefecture and county, retired codes among them.

The list is python-stdnum's `cn/loc.dat`, and over it `regions.tsv`: what that one lacks, from a second source which
stands in it. A code once given stays known: identity numbers and old records carry it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jiangtu.core.rulebook import COUNTRY as COUNTRY
from jiangtu.core.rulebook import region_chain as chain

from .english import NAMES

_LINE = re.compile(r'^( *)(\d+) \w+="([^"]*)"')
_PERIOD = re.compile(r"^\[(\d*)-(\d*)\](.*)")


class Region(NamedTuple):
    """A region: its latest name, and whether its code is in use."""

    code: str
    name: str
    current: bool


@cache
def regions() -> dict[str, Region]:
    """Every region by code, in the order of the codes."""
    found: dict[str, Region] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text("utf-8").splitlines():
        if match := _LINE.match(line):
            indent, digits, names = match.groups()
            if not indent:
                province = digits
            code = (province + digits if indent else digits).ljust(6, "0")
            found[code] = _region(code, names)
    for line in files(__package__).joinpath("regions.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, years, name = line.split("\t")
            found[code] = Region(code, name, years.endswith("–"))
    return dict(sorted(found.items()))


def _region(code: str, names: str) -> Region:
    """`names` is the name, or its names in turn: `[1988-1993]大庸市,[1994-]张家界市`."""
    match = _PERIOD.match(names.rsplit(",", 1)[-1])
    return Region(code, match[3], not match[2]) if match else Region(code, names, True)


@cache
def codes() -> frozenset[str]:
    """Every code of a province, prefecture or county, retired ones too: the ones an identity number may begin with."""
    return frozenset(regions())


@cache
def _prefectures() -> frozenset[str]:
    return frozenset(code[:4] for code in regions())


def known(code: str) -> bool:
    """True for a listed code, and for a county newer than the list in a prefecture that it has; and for `cn`."""
    return code == COUNTRY or bool(re.fullmatch(r"[0-9]{6}", code)) and code[:4] in _prefectures()


def name(code: str) -> str:
    """The region's own name (长兴县), or its code when the list has none."""
    region = regions().get(code)
    return region.name if region else code


def full_name(code: str, *, english: bool = False) -> str:
    """The name with those of the regions that hold it: 浙江省湖州市长兴县; in English Changxing, Huzhou, Zhejiang."""
    parts = [part for part in chain(code) if part != COUNTRY and part in regions()]
    parts = [part for part in parts if name(part) not in ("市辖区", "县")]
    if english:
        return ", ".join(NAMES.get(part, name(part)) for part in parts) or code
    return "".join(name(part) for part in reversed(parts)) or code


def covers(region: str, place: str) -> bool:
    """Whether the place is the region or lies in it."""
    return region in chain(place)


def prefix(region: str) -> str:
    """What the codes of all places in a region begin with: 330500 → 3305, 330000 → 33."""
    return region[:2] if region.endswith("0000") else region.removesuffix("00")


def children(code: str = COUNTRY, *, current: bool = True) -> list[Region]:
    """The regions directly inside one, by code; with `current=False` the retired ones too."""
    return [r for r in regions().values() if (r.current or not current) and chain(r.code)[1] == code]
