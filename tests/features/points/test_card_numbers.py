"""The numbers of cards, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from shequ_api.features.points.rules import card_number


def _luhn_holds(number: str) -> bool:
    doubled = {str(n): sum(divmod(2 * n, 10)) for n in range(10)}
    tail = number[::-1]
    return (sum(map(int, tail[::2])) + sum(doubled[d] for d in tail[1::2])) % 10 == 0


def test_the_oracle_of_check_digits() -> None:
    assert _luhn_holds("79927398713")
    assert not _luhn_holds("79927398710")


@given(serial=st.integers(0, 10**11 - 1), place=st.integers(0, 17), digit=st.integers(0, 9))
def test_one_wrong_digit_is_found(serial: int, place: int, digit: int) -> None:
    number = card_number("510108000000", serial)
    assert len(number) == 18 and number.startswith("510108")
    assert _luhn_holds(number)
    wrong = f"{number[:place]}{digit}{number[place + 1 :]}"
    assert _luhn_holds(wrong) is (wrong == number)
