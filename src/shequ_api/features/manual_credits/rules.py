"""What may be credited by hand, and what a credit goes through. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class CreditState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"
    LAPSED = "lapsed"
    """Nobody decided in time."""


PAID = (CreditState.APPROVED, CreditState.REVERSED)
COUNTED = (CreditState.PENDING, *PAID)
"""What takes room under the limits: what is asked for counts until it is off; of what was reversed,
what was left on the card."""
LAPSES_AFTER = timedelta(days=30)
"""What nobody decided by then is off."""

STATE_TITLES = {
    CreditState.PENDING: "待审批",
    CreditState.APPROVED: "已发放",
    CreditState.DECLINED: "未批准",
    CreditState.WITHDRAWN: "已撤回",
    CreditState.REVERSED: "已冲正",
    CreditState.LAPSED: "逾期未审批",
}


class CreditReason(StrEnum):
    OFFLINE_ACTIVITY = "offline_activity"
    MISSED_EARNING = "missed_earning"
    GOOD_DEED = "good_deed"
    VOLUNTEERING = "volunteering"
    CORRECTION = "correction"
    OTHER = "other"


REASON_TITLES = {
    CreditReason.OFFLINE_ACTIVITY: "线下活动",
    CreditReason.MISSED_EARNING: "漏记积分",
    CreditReason.GOOD_DEED: "好人好事",
    CreditReason.VOLUNTEERING: "志愿服务",
    CreditReason.CORRECTION: "差错更正",
    CreditReason.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class CreditLimits:
    """The most that one person receives in a month, and that one asks for in a day."""

    per_receiver_month: int = 500
    per_asker_day: int = 2000


DEFAULT_LIMITS = CreditLimits()
"""Where a district says nothing."""


def reason_on_card(reason: CreditReason) -> str:
    """What the card says of it: no words of anybody's."""
    return f"人工补发：{REASON_TITLES[reason]}"
