"""Pure decisions about pledges: integers, of which none is lost."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

WHOLE = 10_000
"""Basis points of the whole."""


class PledgeUnit(StrEnum):
    """What a unit pledge counts."""

    POINTS_EARNED = "points_earned"
    """Points that the giver earns."""
    GOODS_REDEEMED = "goods_redeemed"
    """Goods of the partner that are handed over for points."""


PER_TITLES = {
    PledgeUnit.POINTS_EARNED: "每获得若干积分",
    PledgeUnit.GOODS_REDEEMED: "每兑换若干件商品或服务",
}


class PledgeOutcome(StrEnum):
    PAID = "paid"
    COUNTED = "counted"
    """Not enough yet for a whole unit: carried on."""
    CAPPED = "capped"
    """The month's most was given already, or all but a part of it."""
    NOT_ENOUGH = "not_enough"
    """The giver did not have it; it is not owed."""


OUTCOME_TITLES = {
    PledgeOutcome.PAID: "已捐出",
    PledgeOutcome.COUNTED: "累计中",
    PledgeOutcome.CAPPED: "已达本月上限",
    PledgeOutcome.NOT_ENOUGH: "积分不足，未捐出",
}


@dataclass(frozen=True, slots=True)
class Sold:
    """What a line of a partner's statement says of a sale, or takes back of it (below zero)."""

    about_id: UUID
    sold_at: datetime
    """Of the sale, also where it is taken back."""
    month: date
    """The first day of the month in which the line counts."""
    points: int
    units: int


@dataclass(frozen=True, slots=True)
class Due:
    """What some more units come to."""

    points: int
    rest_units: int
    capped: bool


def due(
    *,
    rest_units: int,
    more_units: int,
    every_units: int,
    give_points: int,
    left_this_month: int,
) -> Due:
    """Whole units are paid for, up to what is left of the month's cap; the rest is carried on.
    What a cap keeps back is not paid later. Units that came back after they were paid for are taken
    off the next ones: `rest_units` is below zero."""
    counted = rest_units + more_units
    if counted < 0:
        return Due(0, counted, capped=False)
    times, rest = divmod(counted, every_units)
    wanted = times * give_points
    return Due(min(wanted, left_this_month), rest, wanted > left_this_month)


def share_due(ten_thousandths: int, given_points: int) -> int:
    """How many points are still to be given (below zero: taken back) of a share of all income:
    `ten_thousandths` is the sum of income times basis points. Rounded down over the whole time and
    not for each sale, so that many small sales give what one large one would."""
    return max(0, ten_thousandths) // WHOLE - given_points
