"""Pure decisions about taking back: modes, and how much of an earning goes into debts."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeVar


class ClawbackMode(StrEnum):
    FORGIVE = "forgive"
    """What is there is taken; the rest is noted, and nobody works for nothing."""
    OFFSET = "offset"
    """The rest is a debt, paid from later earnings."""


class Owed(Protocol):
    """What somebody owes still, and the most of each earning that goes into it."""

    @property
    def left_points(self) -> int: ...
    @property
    def share_percent(self) -> int: ...


Debt = TypeVar("Debt", bound=Owed)


def payments_from(points: int, debts: Sequence[Debt]) -> list[tuple[Debt, int]]:
    """What an earning pays of which debt, oldest first, as they are given.

    All that goes by a debt of so many percent, what older ones took included, is at most these
    percent of the earning; rounded up, so that small earnings pay something, too.
    """
    paid: list[tuple[Debt, int]] = []
    taken = 0
    for debt in debts:
        most = -(-points * debt.share_percent // 100) - taken
        if (part := min(debt.left_points, most)) > 0:
            paid.append((debt, part))
            taken += part
    return paid


def debt_in_words(debt: Mapping[str, Any]) -> str:
    """`应扣回 8 分，尚欠 3 分；以后每次得分最多抵扣 50%`."""
    if not debt["left_points"]:
        return f"应扣回 {debt['owed_points']} 分，已抵清"
    left = f"应扣回 {debt['owed_points']} 分，尚欠 {debt['left_points']} 分"
    return f"{left}；以后每次得分最多抵扣 {debt['share_percent']}%"
