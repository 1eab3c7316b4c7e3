"""Integers of which none is lost."""

import random

import pytest

from shequ_api.features.charity_pledges.rules import WHOLE, Due, due, share_due


@pytest.mark.parametrize(
    ("rest", "more", "every", "give", "left", "expected"),
    [
        (0, 9, 10, 1, 50, Due(0, 9, False)),
        (9, 1, 10, 1, 50, Due(1, 0, False)),
        (3, 27, 10, 2, 50, Due(6, 0, False)),
        (0, 35, 10, 2, 5, Due(5, 5, True)),
        (0, 35, 10, 2, 0, Due(0, 5, True)),
        (4, -6, 10, 2, 50, Due(0, -2, False)),
        (-2, 13, 10, 2, 50, Due(2, 1, False)),
    ],
)
def test_whole_units_are_paid_up_to_the_cap(
    rest: int, more: int, every: int, give: int, left: int, expected: Due
) -> None:
    found = due(
        rest_units=rest, more_units=more, every_units=every, give_points=give, left_this_month=left
    )
    assert found == expected


def test_many_small_sales_give_what_one_large_one_would() -> None:
    chance = random.Random(5)
    for basis_points in (1, 500, 3333, 9999, WHOLE):
        total = given = 0
        for _ in range(300):
            income = chance.randint(1, 40)
            total += income
            given += share_due(total * basis_points, given)
            assert given == total * basis_points // WHOLE
        for _ in range(300):
            income = chance.randint(0, min(40, total))
            total -= income
            given += share_due(total * basis_points, given)
        assert given == total * basis_points // WHOLE
    assert share_due(-1, 0) == 0
