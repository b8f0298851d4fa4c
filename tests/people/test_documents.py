"""Identity documents: their numbers' form, and what they tell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.institutions.rules.regions import codes
from jiangtu.people.rules import documents as d

TODAY = date(2025, 4, 1)
REGIONS = sorted(codes() - {"810000", "820000", "830000"})  # those stand on residence permits


def resident(region: str, born: date, order: int) -> str:
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + d.check_digit(body)


def faults(number: str, kind: str = d.RESIDENT_ID) -> tuple[str, ...]:
    return d.faults(number, kind, on=TODAY, regions=codes())


VALID = st.builds(resident, st.sampled_from(REGIONS), st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))


@given(VALID)
def test_every_well_formed_number_passes(number: str) -> None:
    assert faults(number) == ()


@given(VALID, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: str, place: int, step: int) -> None:
    digit = str((int(number[place]) + step) % 10)
    assert "id_checksum" in faults(number[:place] + digit + number[place + 1 :])


@given(VALID, st.integers(0, 15))
def test_two_neighbours_changed_places_never_pass(number: str, place: int) -> None:
    if number[place] != number[place + 1]:
        assert faults(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(st.text(max_size=40), st.sampled_from(list(d.NAMES)))
def test_no_text_breaks_the_check(number: str, kind: str) -> None:
    assert isinstance(faults(number, kind), tuple)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("11010519491231002X", ()),
        (resident("330522", TODAY, 201), ()),
        ("330522200502290019", ("id_date_impossible",)),  # its check digit is right
        ("33052219900307201", ("id_length",)),
        ("330522900307201", ("id_length",)),  # the fifteen digits of before 1999
        ("33O5229003072O1", ("id_length", "id_characters")),
        ("33052219900307201x", ("id_characters",)),  # capitals are the reader's matter
        ("X30522199003072011", ("id_characters",)),
        ("３３０５２２１９９００３０７２０１１", ("id_characters",)),
        (resident("990101", date(1990, 3, 7), 201), ("id_region_unknown",)),
        (resident("330599", date(1990, 3, 7), 201), ("id_region_unlisted",)),  # the police gave some more
        (resident("811156", date(1990, 3, 7), 201), ("id_region_unknown",)),
        (resident("810000", date(1990, 3, 7), 201), ("id_is_hk_macau_residence",)),
        (resident("820000", date(1990, 3, 7), 201), ("id_is_hk_macau_residence",)),
        (resident("830000", date(1990, 3, 7), 201), ("id_is_taiwan_residence",)),
        (resident("911156", date(1990, 3, 7), 201), ("id_is_foreign_permanent",)),
        (resident("330522", date(2025, 4, 2), 201), ("id_date_impossible",)),
        (resident("330522", date(1899, 12, 31), 201), ("id_date_impossible",)),
        ("990101200502300019", ("id_region_unknown", "id_date_impossible", "id_checksum")),
    ],
)
def test_each_fault_has_its_code(number: str, expected: tuple[str, ...]) -> None:
    assert faults(number) == expected


@pytest.mark.parametrize(
    "region", ["330000", "330500", "441900", "310230", "512301", "332401", "330113", "330114", "139002", "419011"]
)
def test_regions_of_every_level_and_retired_ones_may_stand_in_a_number(region: str) -> None:
    assert faults(resident(region, date(2005, 6, 1), 100)) == ()


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        (d.HK_MACAU_RESIDENCE, resident("810000", date(1990, 1, 1), 1), ()),
        (d.HK_MACAU_RESIDENCE, resident("820000", date(1990, 1, 1), 1), ()),
        (d.HK_MACAU_RESIDENCE, resident("330522", date(1990, 1, 1), 1), ("id_is_resident",)),
        (d.HK_MACAU_RESIDENCE, resident("830000", date(1990, 1, 1), 1), ("id_is_taiwan_residence",)),
        (d.TAIWAN_RESIDENCE, resident("830000", date(1990, 1, 1), 1), ()),
        (d.HK_MACAU_PERMIT, "H12345678", ()),
        (d.HK_MACAU_PERMIT, "M1234567890", ()),
        (d.HK_MACAU_PERMIT, "HA1234567", ()),  # residents who are no Chinese citizens
        (d.HK_MACAU_PERMIT, "MA1234567", ()),
        (d.HK_MACAU_PERMIT, "HB1234567", ("id_characters",)),
        (d.HK_MACAU_PERMIT, "HA123456789", ("id_characters",)),
        (d.HK_MACAU_PERMIT, "A12345678", ("id_characters",)),
        (d.HK_MACAU_PERMIT, "H1234567", ("id_length",)),
        (d.TAIWAN_PERMIT, "12345678", ()),
        (d.TAIWAN_PERMIT, "1234567A", ("id_characters",)),
        (d.TAIWAN_PERMIT, "123456789", ("id_length",)),
        (d.PASSPORT, "E12345678", ()),
        (d.PASSPORT, "ABCDEF", ("id_characters",)),
        (d.PASSPORT, "E1", ("id_length",)),
        (d.FOREIGN_PERMANENT, resident("911156", date(1981, 8, 3), 10), ()),
        (d.FOREIGN_PERMANENT, resident("999156", date(1981, 8, 3), 10), ("id_region_unknown",)),
        (d.FOREIGN_PERMANENT, resident("811156", date(1981, 8, 3), 10), ("id_region_unknown",)),
        (d.FOREIGN_PERMANENT, "CAN110081080310", ()),
        (d.FOREIGN_PERMANENT, "CA1110081080310", ("id_characters",)),
        (d.FOREIGN_PERMANENT, "CAN1100810803", ("id_length",)),
    ],
)
def test_other_documents_have_forms_of_their_own(kind: str, number: str, expected: tuple[str, ...]) -> None:
    assert faults(number, kind) == expected
    assert [part.code for part in d.check(number, kind, on=TODAY, regions=codes()).reasons()] == list(expected)


PERMIT = resident("810000", date(1999, 3, 5), 123)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((d.RESIDENT_ID, PERMIT), (d.HK_MACAU_RESIDENCE, PERMIT), True),
        ((d.HK_MACAU_PERMIT, "H12345678"), (d.HK_MACAU_PERMIT, "H1234567801"), True),
        ((d.HK_MACAU_PERMIT, "H1234567800"), (d.HK_MACAU_PERMIT, "H1234567801"), True),
        ((d.HK_MACAU_PERMIT, "H12345678"), (d.HK_MACAU_PERMIT, "M12345678"), False),
        ((d.HK_MACAU_PERMIT, "HA1234567"), (d.HK_MACAU_PERMIT, "HA1234568"), False),
        ((d.TAIWAN_PERMIT, "12345678"), (d.TAIWAN_PERMIT, "1234567801"), True),
        ((d.PASSPORT, "H12345678"), (d.HK_MACAU_PERMIT, "H12345678"), False),
        ((d.PASSPORT, "EA1234567"), (d.PASSPORT, "EA1234568"), False),
        ((d.PASSPORT, PERMIT[:17]), (d.RESIDENT_ID, PERMIT), False),
    ],
)
def test_two_documents_tell_whether_they_are_one_persons(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert (d.identity(*one) == d.identity(*other)) is same
    assert d.identity(*d.identity(*one)) == d.identity(*one)


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ((d.RESIDENT_ID, resident("330522", TODAY, 1)), (d.RESIDENT_ID, resident("330522", TODAY, 2)), False),
        ((d.RESIDENT_ID, resident("330522", TODAY, 1)), (d.RESIDENT_ID, resident("330522", TODAY, 1)), True),
        ((d.RESIDENT_ID, resident("330522", TODAY, 1)), (d.PASSPORT, "E12345678"), True),
        ((d.PASSPORT, "E12345678"), (d.PASSPORT, "E12345679"), True),
        (d.identity(d.HK_MACAU_RESIDENCE, PERMIT), (d.HK_MACAU_PERMIT, "H12345678"), True),
    ],
)
def test_a_person_may_have_two_documents_but_one_resident_id(
    one: tuple[str, str], other: tuple[str, str], may: bool
) -> None:
    assert d.may_both_be(one, other) is may
    assert d.may_both_be(other, one) is may


@pytest.mark.parametrize(
    ("kind", "need"),
    [
        (d.RESIDENT_ID, "18"),
        (d.FOREIGN_PERMANENT, "18/15"),
        (d.TAIWAN_PERMIT, "8/10"),
        (d.PASSPORT, "5–17"),
    ],
)
def test_a_wrong_length_says_the_right_one(kind: str, need: str) -> None:
    assert d.figures("id_length", "123", kind) == {"have": 3, "need": need}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("", d.RESIDENT_ID),
        ("居民身份证", d.RESIDENT_ID),
        ("Resident ID", d.RESIDENT_ID),
        ("resident_id", d.RESIDENT_ID),
        ("回乡证", d.HK_MACAU_PERMIT),
        ("台胞证", d.TAIWAN_PERMIT),
        ("Passport", d.PASSPORT),
        ("驾驶证", None),
    ],
)
def test_a_document_type_is_known_in_both_languages(word: str, kind: str | None) -> None:
    assert d.kind_of(word) == kind


def test_the_number_tells_the_birth_date() -> None:
    number = resident("330522", date(2008, 2, 29), 118)
    assert d.birth_date(number) == date(2008, 2, 29)
    assert d.birth_date("H12345678", d.HK_MACAU_PERMIT) is None
