"""Pure decisions about redemptions: how long they wait, and what a stall's record comes to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shequ_api.features.redemptions.flow import RedemptionState
from shequ_api.kit.clock import china_date

SYNC_TIME = timedelta(days=1)
"""How long after the pick-up a stall may still say that it handed something over in time."""
REMINDED_BEFORE = timedelta(days=1)
KEYS_GOOD_FOR = timedelta(days=1)
"""Then a device asks for the keys of its stall again."""
LONGEST_PICK_UP_DAYS = 90
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far a device's clock may be off without anybody being to blame."""


class RecordOutcome(StrEnum):
    FULFILLED = "fulfilled"
    UNKNOWN = "unknown"
    """No order of this stall has such a code."""
    ELSEWHERE = "elsewhere"
    """Another record had it handed over before."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    MISMATCH = "mismatch"
    """Something else was handed over than was ordered."""
    UNTIMELY = "untimely"
    """Before it was ordered, or after the pick-up was over."""
    OWN_SIDE = "own_side"
    """Whoever sent it ordered it themselves: somebody else is to look at it."""


OUTCOME_TITLES = {
    RecordOutcome.FULFILLED: "已核销",
    RecordOutcome.UNKNOWN: "没有这个取货码",
    RecordOutcome.ELSEWHERE: "此前已被核销",
    RecordOutcome.CANCELLED: "订单已取消",
    RecordOutcome.EXPIRED: "订单已过期",
    RecordOutcome.REFUNDED: "订单已退款",
    RecordOutcome.MISMATCH: "领取的商品与订单不符",
    RecordOutcome.UNTIMELY: "不在取货期限内",
    RecordOutcome.OWN_SIDE: "核销人就是下单人，须由社区核实",
}


class Settlement(StrEnum):
    CHARGED = "charged"
    """The resident has it and pays for it as it was ordered."""
    DROPPED = "dropped"
    """Nobody pays the partner for it."""


SETTLEMENT_TITLES = {Settlement.CHARGED: "按订单扣减", Settlement.DROPPED: "不予结算"}


@dataclass(frozen=True, slots=True)
class Ordered:
    """What an order says to a record of it."""

    state: RedemptionState
    goods_id: UUID
    quantity: int
    reserved_at: datetime
    pick_up_until: datetime
    held_until: datetime


_ENDED = {
    RedemptionState.FULFILLED: RecordOutcome.ELSEWHERE,
    RedemptionState.CANCELLED: RecordOutcome.CANCELLED,
    RedemptionState.EXPIRED: RecordOutcome.EXPIRED,
    RedemptionState.REFUNDED: RecordOutcome.REFUNDED,
}


def outcome_of(
    order: Ordered,
    *,
    goods_id: UUID | None,
    quantity: int | None,
    handed_over_at: datetime,
    now: datetime,
) -> RecordOutcome:
    """What comes of a record about an order, as both stand. A record that does not say what was
    handed over means what was ordered."""
    if order.state in _ENDED:
        return _ENDED[order.state]
    if now >= order.held_until:
        return RecordOutcome.EXPIRED
    if (goods_id or order.goods_id, quantity or order.quantity) != (order.goods_id, order.quantity):
        return RecordOutcome.MISMATCH
    earliest = order.reserved_at - CLOCK_TOLERANCE
    if not earliest <= handed_over_at < order.pick_up_until:
        return RecordOutcome.UNTIMELY
    return RecordOutcome.FULFILLED


def by_our_clock(device_at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """When something happened, by how long before its sending the device says that it did. Never in
    the future: then it is now."""
    return now - max(sent_at - device_at, timedelta(0))


def days_of_keys(now: datetime) -> list[date]:
    """The last days of all pick-ups that are not over yet."""
    today = china_date(now)
    return [today + timedelta(days=n) for n in range(LONGEST_PICK_UP_DAYS + 2)]
