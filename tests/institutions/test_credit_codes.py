"""The unified social credit code (GB 32100-2015)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from jiangtu.institutions.rules import credit_codes


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91110000600037341L", ""),
        ("9 1110000-600037341l", ""),
        ("9111000060003734", "credit_code_length"),
        ("911100006000373410", "credit_code_checksum"),
        ("91110000I00037341L", "credit_code_characters"),
        ("A1110000600037341L", "credit_code_characters"),
    ],
)
def test_each_fault_of_a_credit_code_has_its_code(code: str, problem: str) -> None:
    assert credit_codes.check(code).code == problem
    assert bool(credit_codes.check(code)) is (problem == "")


@given(
    st.text(alphabet="0123456789", min_size=7, max_size=7),
    st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
)
def test_a_right_check_character_passes_and_every_other_fails(digits: str, rest: str) -> None:
    body = "9" + digits + rest
    right = uscc.calc_check_digit(body)
    assert credit_codes.check(body + right)
    assert not credit_codes.check(body + ("0" if right != "0" else "1"))
