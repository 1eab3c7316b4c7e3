"""What a made-up district is put together from: shares, numbers, ages; without a database."""

import re
from collections import Counter
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.base.people.models import Person
from shequ_api.dev.district.households import Households, sizes_of
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.numbers import CreditCodes, IdNumbers, check_sign, resident_phone
from shequ_api.dev.district.shares import apportion
from shequ_api.dev.district.sheets import Sheet, written
from shequ_api.dev.district.targets import DISTRICTS

TODAY = date(2026, 11, 22)


@given(
    st.integers(0, 100_000),
    st.lists(st.floats(0.01, 1_000), min_size=1, max_size=50),
    st.integers(0, 3),
)
def test_shares_add_up_and_follow_their_weights(
    total: int, weights: list[float], least: int
) -> None:
    if total < least * len(weights):
        with pytest.raises(ValueError, match="cannot give"):
            apportion(total, weights, least)
        return
    shares = apportion(total, weights, least)
    spare = total - least * len(weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - least - spare * weight / sum(weights)) < 1 + 1e-6


def test_id_numbers_are_well_formed_and_never_given_twice() -> None:
    # The numbers that GB 11643 itself prints.
    assert check_sign("11010519491231002") == "X"
    assert check_sign("44052418800101001") == "4"
    born = date(1988, 2, 29)
    given_out = []
    for community in (0, 82):
        numbers = IdNumbers(community, 83)
        given_out += [numbers.give("510108", born, male) for male in (True, False) * 200]
    assert len({number for number, _ in given_out}) == len(given_out)
    for nth, (number, day) in enumerate(given_out):
        assert number == number[:17] + check_sign(number[:17])
        assert number[6:14] == f"{day:%Y%m%d}"
        assert int(number[16]) % 2 == (nth % 2 == 0), "odd sequences are men's"
        assert number[14:17] != "000"


def test_phones_are_nobodys_and_never_given_twice() -> None:
    prefixes = {district.phone_prefix for district in DISTRICTS.values()}
    assert len(prefixes) == len(DISTRICTS)
    # Neither prefix is given to an operator, yet both pass for numbers.
    assert prefixes <= {"154", "164"}
    phones = {resident_phone("154", n) for n in range(0, 1_400_000, 7)}
    assert len(phones) == 200_000
    assert all(re.fullmatch(r"1[3-9]\d{9}", phone) for phone in phones)


def _whole(code: str) -> bool:
    """GB 32100-2015: the weighted sum and the check sign are together a multiple of 31."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * int(3**n) for n, sign in enumerate(code[:17]))
    return (total + signs.index(code[17])) % 31 == 0


def test_credit_codes_carry_their_check_sign() -> None:
    assert _whole("91350100M000100Y43"), "the code that the standard itself prints"
    codes = CreditCodes("510108", 3)
    found = [codes.give() for _ in range(500)]
    assert len(set(found)) == 500
    for code in found:
        assert re.fullmatch(r"92510108[0-9]{8}[0-9X][0-9A-HJ-NP-RTUWXY]", code)
        assert _whole(code)


def test_ids_are_version_seven_and_ascend() -> None:
    ids, again = Ids(Random("a"), 3), Ids(Random("a"), 3)
    found = [ids.next() for _ in range(5_000)]
    assert found == [again.next() for _ in range(5_000)]
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab].{3}-.{12}", i) for i in found
    )
    millis = [one[:13] for one in found]
    assert millis == sorted(millis)
    assert found[-1] < Ids(Random("b"), 4).next(), "parts lie one behind the other"


def test_people_are_exactly_as_many_and_of_believable_ages() -> None:
    random = Random("people")
    sizes = sizes_of(random, 10_000, 31_111)
    assert sum(sizes) == 31_111
    assert set(sizes) == set(range(7))
    households = Households(random, TODAY)
    homes = [households.of_size(size) for size in sizes if size]
    assert [len(home.members) for home in homes] == [size for size in sizes if size]
    ages = Counter(member.age_on(TODAY) // 15 for home in homes for member in home.members)
    share = {band: count / 31_111 for band, count in ages.items()}
    assert 0.10 < share[0] < 0.22, "children"
    assert 0.12 < sum(share.get(band, 0) for band in range(4, 8)) < 0.24, "60 and older"
    assert all(0 <= member.age_on(TODAY) <= 95 for home in homes for member in home.members)
    for home in homes:
        assert home.members[0].age_on(TODAY) >= 18, "a household has a grown-up head"


def test_a_sheet_knows_what_its_table_needs() -> None:
    with pytest.raises(ValueError, match=r"missing \['created_at'\]"):
        Sheet(Person, ("id", "name"))
    with pytest.raises(ValueError, match=r"unknown \['nickname'\]"):
        Sheet(Person, ("id", "created_at", "nickname"))
    assert written("a\tb\\n\n") == r"a\tb\\n\n"
    assert written(b"\x00\xff") == r"\\x00ff"
    assert (written(None), written(True), written([1, 2])) == (r"\N", "t", "{1,2}")
