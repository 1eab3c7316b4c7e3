"""Check signs of ID numbers and credit codes, against numbers published in the standards."""

from datetime import date

import pytest

from shequ_api.kit.national_codes import (
    FEMALE,
    MALE,
    born_on_of,
    credit_code_holds,
    id_number_holds,
    sex_of,
)

TODAY = date(2026, 11, 22)
STANDARD = "11010519491231002X"
"""The example of GB 11643."""


@pytest.mark.parametrize(
    "number",
    [STANDARD, "440524188001010014", "810000199408230021", "830000199201300022"],
)
def test_published_numbers_hold(number: str) -> None:
    assert id_number_holds(number, today=TODAY)


def test_a_foreigners_permanent_residence_card_holds() -> None:
    body = "91112419810803030"
    holding = [sign for sign in "0123456789X" if id_number_holds(body + sign, today=TODAY)]
    assert len(holding) == 1


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_digit_never_holds(place: int) -> None:
    others = [sign for sign in "0123456789" if sign != STANDARD[place]]
    wrong = [STANDARD[:place] + sign + STANDARD[place + 1 :] for sign in others]
    assert not [number for number in wrong if id_number_holds(number, today=TODAY)]


@pytest.mark.parametrize(
    "number",
    [
        "",
        "11010519491231002x",
        "１１010519491231002X",
        "٣1010519491231002X",
        STANDARD + "\n",
        "110105491231002",
        "110105194902300020",
        "010105194912310020",
    ],
)
def test_other_texts_do_not_hold(number: str) -> None:
    assert not id_number_holds(number, today=TODAY)


def test_nobody_is_born_tomorrow() -> None:
    assert not id_number_holds(STANDARD, today=date(1949, 12, 30))
    assert id_number_holds(STANDARD, today=date(1949, 12, 31))


def test_birth_and_sex_are_read_from_the_number() -> None:
    assert born_on_of(STANDARD) == date(1949, 12, 31)
    assert (sex_of(STANDARD), sex_of("440524188001010014")) == (FEMALE, MALE)


def test_credit_codes_hold_by_their_check_sign() -> None:
    assert credit_code_holds("91350100M000100Y43"), "the example of GB 32100"
    assert credit_code_holds("91110000600037341L")
    assert not credit_code_holds("91350100M000100Y44")
    assert not credit_code_holds("91350100M0001O0Y43"), "no letter O"
    assert not credit_code_holds("91350100m000100y43")
    assert not credit_code_holds("")
