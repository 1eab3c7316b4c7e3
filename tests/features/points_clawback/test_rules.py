"""How much of an earning goes into debts, without a database."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from shequ_api.features.points_clawback.rules import debt_in_words, payments_from


@dataclass(frozen=True)
class Debt:
    left_points: int
    share_percent: int


DEBTS = st.lists(st.builds(Debt, st.integers(1, 50), st.integers(1, 100)), max_size=5)


@given(points=st.integers(1, 200), debts=DEBTS)
def test_no_debt_takes_more_than_its_share_or_than_is_left(points: int, debts: list[Debt]) -> None:
    paid, taken = payments_from(points, debts), 0
    for debt, part in paid:
        taken += part
        assert 0 < part <= debt.left_points
        assert taken <= -(-points * debt.share_percent // 100) <= points
    assert [debt for debt, _ in paid] == [debt for debt in debts if any(debt is d for d, _ in paid)]


@given(points=st.integers(1, 200), debt=st.builds(Debt, st.integers(1, 50), st.integers(1, 100)))
def test_every_earning_pays_something(points: int, debt: Debt) -> None:
    ((_, part),) = payments_from(points, [debt])
    assert part == min(debt.left_points, -(-points * debt.share_percent // 100))


def test_the_oldest_comes_first() -> None:
    old, new = Debt(3, 50), Debt(100, 50)
    assert payments_from(10, [old, new]) == [(old, 3), (new, 2)]
    assert payments_from(10, []) == []


def test_debts_are_said_in_words() -> None:
    debt = {"owed_points": 8, "left_points": 3, "share_percent": 50}
    assert debt_in_words(debt) == "应扣回 8 分，尚欠 3 分；以后每次得分最多抵扣 50%"
    assert debt_in_words(debt | {"left_points": 0}) == "应扣回 8 分，已抵清"
